"""What tests may ask for: real documents and Debian's programs, or a word that they are absent."""

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PROGRAMS = {"chromium": "chromium", "soffice": "LibreOffice", "antiword": "antiword"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "program(name): needs a program of Debian's packages")
    config.addinivalue_line("markers", "shared: needs the folder of real documents beside this one")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("program"):
        name = mark.args[0]
        if shutil.which(name) is None:
            if os.environ.get("TONGBAO_PROGRAMS_REQUIRED"):
                pytest.fail(f"{PROGRAMS[name]} is not installed, and here it must be")
            pytest.skip(f"{PROGRAMS[name]} is not installed")
    if any(item.iter_markers("shared")) and not SHARED.is_dir():
        pytest.skip("the folder shared/ with real documents is not beside this one")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name in the last lines what was not tested, and for want of what."""
    reasons = Counter(report.longrepr[2] for report in terminalreporter.stats.get("skipped", []))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} not run: {reason.removeprefix('Skipped: ')}")


@pytest.fixture
def shared() -> Path:
    return SHARED
