"""What a release is made of, and the version that follows from it."""

import json
from collections.abc import Mapping
from hashlib import sha256

from evidence import Record, Sha256


class Fingerprint(Record):
    """The sha256 of everything that a release is a function of."""

    inputs: dict[str, Sha256]
    """The hash of every input by its name."""
    registries: Sha256
    rules: Sha256
    decisions: Sha256
    lock: Sha256
    code: Sha256

    @property
    def version(self) -> str:
        """The first 12 hex digits of the hash over all components."""
        return _digest({**self.model_dump(exclude={"inputs"}), "inputs": _digest(self.inputs)})[:12]


def fingerprint(
    *,
    inputs: Mapping[str, str],
    registries: Mapping[str, str],
    rules: Mapping[str, str],
    decisions: Mapping[str, str],
    lock: Mapping[str, str],
    code: Mapping[str, str],
) -> Fingerprint:
    """The fingerprint of a run, given the sha256 of each thing it reads by name.

    The order of the names makes no difference; a name does: the same bytes under another name are
    another input.
    """
    return Fingerprint(
        inputs=dict(sorted(inputs.items())),
        registries=_digest(registries),
        rules=_digest(rules),
        decisions=_digest(decisions),
        lock=_digest(lock),
        code=_digest(code),
    )


def _digest(hashes: Mapping[str, str]) -> str:
    text = json.dumps(hashes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
