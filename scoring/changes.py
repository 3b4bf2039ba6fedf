"""A change as notices print it: ``↑3``, ``下降2位``, ``持平``, ``+1.5%``."""

import re
from decimal import Decimal
from typing import NamedTuple

from figures import PrintedFigure, classify_cell, fold, read_figure

UPWARDS = re.compile(r"上升|提升|前进|跃升|提高|上移|增|[↑▲升进]")
_DOWNWARDS = re.compile(r"下降|下滑|后退|降低|下移|倒退|退后|减|[↓▼降退]")
_LEVEL = re.compile(r"持平|不变|未变|[→＝=]|^0$|^[-—－–]+$")


class PrintedChange(NamedTuple):
    """A change, and whether words or arrows tell its direction."""

    figure: PrintedFigure
    """Upwards is positive where words or arrows say so, else it is as printed."""
    signed: bool


def read_change(text: str) -> PrintedChange | None:
    """Read a cell that says how a figure moved; None where it is blank or says no such thing."""
    if classify_cell(text) == "blank":
        return None
    words = fold(text)
    figure = read_figure(re.sub(r"[^\d.+\-%]", "", words))
    if _LEVEL.search(words) and not (figure and figure.value):
        figure = PrintedFigure(value=Decimal(0), decimals=0, percent=False, unit="")
    up, down = bool(UPWARDS.search(words)), bool(_DOWNWARDS.search(words))
    if figure is None or (up and down):
        return None
    value = -abs(figure.value) if down else abs(figure.value) if up else figure.value
    return PrintedChange(figure.model_copy(update={"value": value}), up or down or not value)
