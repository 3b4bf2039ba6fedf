"""What a release depends on, by hash: inputs, registries, rules, decisions, lock and stage code."""

import hashlib
from importlib.metadata import version
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
    registers = [*(ROOT / "normalizers").rglob("*.yaml"), *(ROOT / "normalizers").glob("*.csv")]
    return fingerprint(
        inputs=inputs.hashes(),
        registries=_hashes(registers, ROOT),
        rules=_hashes(list((ROOT / "scoring" / "rules").glob("*.yaml")), ROOT),
        decisions=_hashes(list(workspace.decisions.glob("*.yaml")), workspace.decisions),
        lock=_hashes([ROOT / "locks" / "run.txt"], ROOT),
        code=_hashes(_code(), ROOT),
    )


def code_hashes(own_rule: Path | None) -> tuple[tuple[str, str], ...]:
    """What an audit was made by, in words and hashes: for the sheet that an auditor signs."""
    lock = hashlib.sha256((ROOT / "locks" / "run.txt").read_bytes()).hexdigest()
    told = [
        ("程序 program", f"tongbao {version('tongbao')}"),
        ("代码 code", _joined(_hashes(_code(), ROOT))),
        ("规则 rules", _joined(_hashes(list((ROOT / "scoring" / "rules").glob("*.yaml")), ROOT))),
        ("依赖锁定 lock", f"sha256 {lock}"),
    ]
    if own_rule is not None:
        own = hashlib.sha256(own_rule.read_bytes()).hexdigest()
        told.append((f"自带规则 own rule {own_rule.name}", f"sha256 {own}"))
    return tuple(told)


def _joined(hashes: dict[str, str]) -> str:
    whole = "".join(f"{name} {digest}\n" for name, digest in sorted(hashes.items()))
    return f"sha256 {hashlib.sha256(whole.encode()).hexdigest()}"


def _code() -> list[Path]:
    code = list(ROOT.glob("*.py"))
    for stage in _STAGES:
        code += (ROOT / stage).rglob("*.py")
    # The codebook's words are bytes of a release too, and so are the ratings of tables.
    code += (ROOT / "dataset").glob("*.yaml")
    code += (ROOT / "extractors").rglob("*.json")
    return code


def stage_version(whole: Fingerprint) -> str:
    """The part of a fingerprint that the reading of one document depends on.

    Decisions are laid over what was read when a release is made, so that none costs a reading.
    """
    parts = (whole.registries, whole.rules, whole.lock, whole.code)
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]
