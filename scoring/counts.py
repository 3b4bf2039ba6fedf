"""Items that a notice does not publish, solved from the points it does."""

from evidence import Record


class SolvedCount(Record):
    """How many items of one kind a points column of a table stands for, where that is unique."""

    table: int
    """The n-th of the notice's tables, from 1."""
    column: str
    kind: str
    """The kind of item that the clause names, such as ``在线访谈``."""
    items: int
