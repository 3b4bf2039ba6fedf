"""stub"""
from typing import Literal, NamedTuple
from extractors.scan_cells import ReadCell
class CellDoubt(NamedTuple):
    how: Literal["chosen", "left"]
    zh: str
    en: str
class Settled(NamedTuple):
    cells: list[ReadCell]
    doubts: list[CellDoubt]
def settle_doubts(cells):
    return Settled(cells, [])
