"""Whether LibreOffice recalculates the auditor's workbooks to their stored values in every cell."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bounds import Figure
from benchmarks.shared import shared_set
from dataset.auditor.audited import Audited
from dataset.auditor.exhibits import source_of
from dataset.auditor.workbook import audit_workbook
from extractors.document import Unreadable
from extractors.reading import extract_notice
from flows.inputs import files_below
from flows.stages import reaudit
from tests.recalculation import held_to_stored

_SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def measure() -> list[Figure]:
    """Print how many cells of the workbook of all samples and documents come out otherwise."""
    if shutil.which("soffice") is None:
        print("workbooks: left out, LibreOffice is not installed")
        return []
    content = audit_workbook(list(_audited()), ())
    with TemporaryDirectory() as folder:
        held = held_to_stored(content, Path(folder))
    different = len(held.different)
    print(f"workbooks: {different} of {held.cells} cells differ, {held.formulas} formulas")
    for place in held.different[:20]:
        print(f"  {place}")
    return [Figure("workbooks.cells_that_differ", Decimal(different), low_is_good=True)]


def _audited() -> Iterator[Audited]:
    for folder in filter(None, (_SAMPLES, shared_set("documents"))):
        for name, file in files_below(folder):
            content = file.read_bytes()
            try:
                notice = extract_notice(content, name)
            except Unreadable:
                continue  # what lies beside the documents is none
            sources = {notice.sha256: source_of(name, notice)}
            yield Audited(name, notice, reaudit(notice, None), sources)
