"""How a score follows from its row and its rule, in words."""

from collections.abc import Sequence
from decimal import Decimal

from contracts import TraceStep
from figures import alike, plain

_ZERO = Decimal(0)


def tell_steps(steps: Sequence[TraceStep], total: Decimal, printed: Decimal) -> str:
    """How a clause comes to its points: ``县级 16 × 2 + 市级 4 × 5 - 迟报 1 × 3 = 49``.

    What adds nothing is left out, what lowers stands last. Where the steps alone do not add up
    to it (a cap, a factor), they are listed before the points. `printed` gives the decimals.
    """
    points = [step.points for step in steps]
    if None in points or sum(filter(None, points), Decimal(0)) != total:
        figures = [s.points or _ZERO if s.items is None else s.items for s in steps]
        listed = [f"{s.column} {alike(f, f)}" for s, f in zip(steps, figures, strict=True)]
        return f"{'、'.join(listed)} → {alike(total, printed)}"
    told = sorted((step for step in steps if step.points), key=_lowers) or steps
    terms = "".join(f" {'-' if _lowers(step) else '+'} {_term(step)}" for step in told)
    return f"{terms.removeprefix(' + ').strip()} = {alike(total, printed)}"


def _lowers(step: TraceStep) -> bool:
    return ((step.points or _ZERO) if step.points_each is None else step.points_each) < 0


def _term(step: TraceStep) -> str:
    if step.items is None or step.points_each is None:
        return f"{step.column} {_shown(step.points)}"
    return f"{step.column} {_shown(step.items)} × {plain(abs(step.points_each))}"


def _shown(value: Decimal | None) -> str:
    """A figure without its sign, with its decimals as printed."""
    figure = abs(value or _ZERO)
    return alike(figure, figure)
