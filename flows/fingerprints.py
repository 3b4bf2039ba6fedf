"""What a release depends on, by hash: inputs, registries, rules, decisions, lock and stage code."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from dataset.fingerprint import Fingerprint, fingerprint
from flows.inputs import Inputs
from flows.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
_TOLD = {
    "registries": "单位名册 registries",
    "rules": "规则 rules",
    "decisions": "人工决定 decisions",
    "lock": "依赖锁定 lock",
    "code": "代码 code",
}
_STAGES = ("extractors", "normalizers", "scoring", "dataset")


def _hashes(paths: list[Path], root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }


def _components(workspace: Workspace) -> dict[str, dict[str, str]]:
    """The hashes by name of all that a result depends on beside its inputs."""
    registers = [*(ROOT / "normalizers").rglob("*.yaml"), *(ROOT / "normalizers").glob("*.csv")]
    return {
        "registries": _hashes(registers, ROOT),
        "rules": _hashes(list((ROOT / "scoring" / "rules").glob("*.yaml")), ROOT),
        "decisions": _hashes(list(workspace.decisions.glob("*.yaml")), workspace.decisions),
        "lock": _hashes([ROOT / "locks" / "run.txt"], ROOT),
        "code": _hashes(_code(), ROOT),
    }


def fingerprint_of(inputs: Inputs, workspace: Workspace) -> Fingerprint:
    """Hash everything that the release of these inputs is made from."""
    return fingerprint(inputs=inputs.hashes(), **_components(workspace))


def provenance(workspace: Workspace, own_rule: Path | None) -> tuple[tuple[str, str], ...]:
    """What an audit was made by, in words and hashes: for the sheet that an auditor signs."""
    told = [("程序 program", f"tongbao {version('tongbao')}")]
    told += [
        (_TOLD[name], _joined(hashes) if hashes else "无 none")
        for name, hashes in _components(workspace).items()
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
