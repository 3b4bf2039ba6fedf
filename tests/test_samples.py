"""Every sample notice gives what a person has read in it.

A case is a folder: the notice, ``expected.truth.json`` and why it is there. Where the expected file
is missing it is written, and the test fails until somebody has read it against the notice.
"""

import json
from pathlib import Path

import pytest

from extractors.document import Unreadable
from extractors.reading import extract_notice
from flows.stages import reaudit
from tests.golden import golden_form

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
CASES = sorted(folder for folder in SAMPLES.iterdir() if folder.is_dir())
SCANNED = {"scanned_annex"}
EVERY = [
    pytest.param(case, id=case.name, marks=[pytest.mark.slow] * (case.name in SCANNED))
    for case in CASES
]


@pytest.mark.parametrize("case", EVERY)
def test_a_sample_gives_what_was_read_in_it(case: Path) -> None:
    (notice_file,) = [path for path in case.iterdir() if path.stem == "notice"]
    try:
        notice = extract_notice(notice_file.read_bytes(), notice_file.name)
        found = golden_form(notice, reaudit(notice, None))
    except Unreadable as error:
        found = {"refused": error.code}
    expected = case / "expected.truth.json"
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        pytest.fail(f"{expected} was missing and is written now: read it against the notice")
    assert found == json.loads(expected.read_text())


@pytest.mark.parametrize("case", EVERY)
def test_a_sample_says_what_it_guards(case: Path) -> None:
    assert (case / "why.md").read_text().startswith("Guards: ")
