"""What a release is made of, and the version that follows from it."""

import json
from collections.abc import Mapping
from hashlib import sha256

from contracts import Record, Sha256

Hashes = dict[str, Sha256]


class Fingerprint(Record):
    """The sha256 of everything that a release is a function of, by name."""

    inputs: Hashes
    """Every input by its path within what was given to `run`."""
    registries: Hashes
    rules: Hashes
    decisions: Hashes
    lock: Hashes
    code: Hashes

    @property
    def digests(self) -> dict[str, str]:
        """One sha256 for each component."""
        return {name: _digest(getattr(self, name)) for name in sorted(type(self).model_fields)}

    @property
    def version(self) -> str:
        """The first 12 hex digits of the hash over all components."""
        return _digest(self.digests)[:12]


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

    The order of the names makes no difference; a name does: the same bytes under another path are
    another input.
    """
    return Fingerprint(
        inputs=dict(sorted(inputs.items())),
        registries=dict(sorted(registries.items())),
        rules=dict(sorted(rules.items())),
        decisions=dict(sorted(decisions.items())),
        lock=dict(sorted(lock.items())),
        code=dict(sorted(code.items())),
    )


def _digest(hashes: Mapping[str, str]) -> str:
    text = json.dumps(hashes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
