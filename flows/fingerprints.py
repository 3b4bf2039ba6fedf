"""What a release depends on, by hash: inputs, registries, rules, decisions, lock and stage code."""

import hashlib
from pathlib import Path

from dataset.fingerprint import Fingerprint, fingerprint
from flows.inputs import Inputs
from flows.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
_STAGES = ("extractors", "normalizers", "scoring", "dataset")


def _hashes(paths: list[Path], root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }


def fingerprint_of(inputs: Inputs, workspace: Workspace) -> Fingerprint:
    """Hash everything that the release of these inputs is made from."""
    code = list(ROOT.glob("*.py"))
    for stage in _STAGES:
        code += (ROOT / stage).rglob("*.py")
    # The codebook's words are bytes of a release too, and so are the ratings of tables.
    code += (ROOT / "dataset").glob("*.yaml")
    code += (ROOT / "extractors").rglob("*.json")
    registers = [*(ROOT / "normalizers").rglob("*.yaml"), *(ROOT / "normalizers").glob("*.csv")]
    return fingerprint(
        inputs=inputs.hashes(),
        registries=_hashes(registers, ROOT),
        rules=_hashes(list((ROOT / "scoring" / "rules").glob("*.yaml")), ROOT),
        decisions=_hashes(list(workspace.decisions.glob("*.yaml")), workspace.decisions),
        lock=_hashes([ROOT / "locks" / "run.txt"], ROOT),
        code=_hashes(code, ROOT),
    )


def stage_version(whole: Fingerprint) -> str:
    """The part of a fingerprint that the reading of one document depends on.

    Decisions are laid over what was read when a release is made, so that none costs a reading.
    """
    parts = (whole.registries, whole.rules, whole.lock, whole.code)
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]
