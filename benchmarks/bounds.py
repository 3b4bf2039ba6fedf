"""Figures and the bounds that they must keep: what was once reached; bounds only tighten."""

import json
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).resolve().parent / "bounds.json"


class Figure(NamedTuple):
    """A measured figure that has a bound."""

    name: str
    value: Decimal
    low_is_good: bool = False
    """A count of faults or a ratio of times: its bound is a ceiling, not a floor."""
    slack: Decimal = Decimal(0)
    """How far, in parts of the value, the next bound may lie from it: times vary."""

    @property
    def key(self) -> str:
        """The name of its bound."""
        return "at_most" if self.low_is_good else "at_least"

    def keeps(self, bound: Decimal) -> bool:
        """Whether it is as good as its bound."""
        return self.value <= bound if self.low_is_good else self.value >= bound


def broken(figures: list[Figure]) -> list[tuple[Figure, Decimal]]:
    """The figures that do not keep their bounds; one without a bound keeps it."""
    bounds = _load()
    held = [
        (figure, bounds[figure.name][figure.key]) for figure in figures if figure.name in bounds
    ]
    return [(figure, bound) for figure, bound in held if not figure.keeps(bound)]


def tighten(figures: list[Figure]) -> None:
    """Make each figure that is better than its bound the new bound; none is loosened."""
    bounds = _load()
    for figure in figures:
        away = figure.slack if figure.low_is_good else -figure.slack
        rounding = ROUND_CEILING if figure.low_is_good else ROUND_FLOOR
        bound = (figure.value * (1 + away)).quantize(Decimal("0.0001"), rounding)
        reached = figure._replace(value=bound)
        old = bounds.get(figure.name, {}).get(figure.key)
        if old is None or reached.keeps(old):
            bounds[figure.name] = {figure.key: reached.value.normalize()}
    lines = []
    for name, held in sorted(bounds.items()):
        text = json.dumps({key: format(bound, "f") for key, bound in held.items()})
        lines.append(f" {json.dumps(name)}: {text}")
    _FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def share(part: int, whole: int) -> Decimal:
    """A share to four digits; 1 of nothing."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else Decimal(1)


def _load() -> dict[str, dict[str, Decimal]]:
    stored = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        name: {key: Decimal(bound) for key, bound in held.items()} for name, held in stored.items()
    }
