"""The READMEs are true: their commands run, and their generated parts are fresh."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.write_docs import READMES, with_generated
from flows.parser import build_parser

ROOT = Path(__file__).resolve().parents[1]


def commands(readme: str) -> list[str]:
    """Every `tongbao` and `make` line in the README's code blocks, without its comment."""
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / readme).read_text(), re.DOTALL | re.MULTILINE)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(("tongbao ", "make "))]


@pytest.mark.parametrize("readme", READMES)
def test_a_readme_opens_with_the_two_commands(readme: str) -> None:
    assert commands(readme)[:2] == ["make run", "make test"]


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_a_readme_is_one_of_ours(readme: str) -> None:
    for command in commands(readme)[2:]:
        build_parser().parse_args(shlex.split(command)[1:])


@pytest.mark.parametrize("readme", READMES)
def test_the_generated_parts_are_fresh(readme: str) -> None:
    text = (ROOT / readme).read_text()
    assert with_generated(text, READMES[readme]) == text, "run python -m benchmarks.write_docs"


def test_the_command_line_explains_every_command_and_option_in_chinese() -> None:
    commands = next(a for a in build_parser("zh")._actions if isinstance(a.choices, dict))
    for name, parser in commands.choices.items():  # type: ignore[union-attr]
        words = [parser.description, *(action.help for action in parser._actions[1:])]
        assert all(re.search("[一-鿿]", text) for text in words if text), name


@pytest.mark.parametrize("page", [*READMES, *ROOT.glob("docs/**/*.md")])
def test_every_link_leads_somewhere(page: str | Path) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.slow
def test_the_two_commands_run_in_a_copy_of_the_tree(tmp_path: Path) -> None:
    """`make run` and `make test` as the README gives them, the latter on one test file.

    The copy borrows this tree's environment, with the age of its files: a younger one would make
    `make` install the copy there, in place of this tree. What installing costs is CI's to see.
    """
    copy = tmp_path / "tongbao"
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
    ).stdout.split(b"\0")
    for name in filter(None, files):
        source, target = ROOT / name.decode(), copy / name.decode()
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    run = subprocess.run(["make", "run"], cwd=copy, capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    assert (copy / "outputs" / "releases" / "current" / "manifest.json").exists()
    tests = subprocess.run(
        ["make", "test", "TESTS=tests/test_figures.py"],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert " passed" in tests.stdout
