"""Workbooks calculated anew by LibreOffice, and held against what is stored in them."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

_RECALCULATE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)
"""LibreOffice is told to calculate on loading; else it would show what is stored."""


class Held(NamedTuple):
    """How a workbook came out of being calculated anew."""

    cells: int
    formulas: int
    different: tuple[str, ...]
    """Sheet and cell of each value that is not the stored one."""


def recalculated(content: bytes, folder: Path) -> openpyxl.Workbook:
    """The values of the workbook as LibreOffice calculates them."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_RECALCULATE)
    source, out = folder / "audit.xlsx", folder / "out"
    source.write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(out), str(source)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return openpyxl.load_workbook(out / source.name, data_only=True)


def held_to_stored(content: bytes, folder: Path) -> Held:
    """Every cell of every sheet: the value calculated anew against the stored one."""
    stored = openpyxl.load_workbook(BytesIO(content), data_only=True)
    anew = recalculated(content, folder)
    cells = formulas = 0
    different = []
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                cells += 1
                formulas += cell.data_type == "f"
                before = stored[sheet.title][cell.coordinate].value
                after = anew[sheet.title][cell.coordinate].value
                numbers = isinstance(before, int | float) and isinstance(after, int | float)
                lost = cell.data_type == "f" and before is None
                near = numbers and after == pytest.approx(before, abs=1e-6)
                if lost or not (near or (after or "") == (before or "")):
                    different.append(f"{sheet.title}!{cell.coordinate}")
    return Held(cells, formulas, tuple(different))
