"""What the prose claims in figures: sentences as claims, and which figure is whose whole."""

from decimal import Decimal

from contracts import Evidence, Record


class Claim(Record):
    """One figure of a sentence with the words that say what it counts."""

    label: str
    """``采用旗区信息`` in «其中，采用旗区信息1206条»."""
    value: Decimal
    unit: str
    text: str


class Breakdown(Record):
    """A whole and its parts, as indexes into the statement's claims."""

    whole: int
    parts: tuple[int, ...]


class Statement(Record):
    """A sentence with its claims in printed order."""

    sentence: str
    evidence: Evidence
    claims: tuple[Claim, ...]
    breakdowns: tuple[Breakdown, ...]
