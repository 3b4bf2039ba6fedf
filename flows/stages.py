"""The stages in their order for one document: read, normalise, re-check. Pure but for the rules
and registries that stand beside the code."""

import hashlib
from collections.abc import Sequence
from functools import cache

from contracts import Audit, Notice
from extractors.document import Unreadable
from extractors.reading import extract_notice
from flows.outcome import Outcome, defect, refused
from normalizers.indicators import Indicators, load_indicators
from normalizers.observe import observe_notice
from normalizers.provisional import Proposals
from normalizers.registry import Registry, load_registry
from scoring.audit import audit_notice
from scoring.clauses import Rule
from scoring.rule_file import load_rules
from scoring.rule_prose.rule_documents import RuleDocument


@cache
def registry() -> Registry:
    """The units that the project knows."""
    return load_registry()


@cache
def proposals() -> Proposals:
    """The provisional units of names that nobody entered."""
    return Proposals(registry())


@cache
def indicators() -> Indicators:
    """The headings that the project knows."""
    return load_indicators()


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that the project knows."""
    return load_rules()


def read_document(content: bytes, name: str, own: Rule | None = None) -> Outcome:
    """Run the stages over one document; a document that cannot be read is an outcome too.

    An auditor's `own` rule is asked first.

    An unexpected error of a stage sets the document aside with the place it came from: one bad
    document must not stop a run, nor pass in silence.

    Raises:
        MemoryError: the process has no more memory for it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        notice = extract_notice(content, name)
        observed = observe_notice(notice, proposals(), indicators())
        audit: Audit = reaudit(notice, own)
    except Unreadable as error:
        return refused(sha256, error.code, error.message)
    except MemoryError:
        raise
    except Exception as error:
        return refused(sha256, "not_readable", defect(error))
    return Outcome(
        sha256=sha256,
        notice=notice,
        observations=observed.observations,
        mentions=observed.mentions,
        proposed=observed.proposed,
        indicators=observed.indicators,
        issues=observed.issues,
        audit=audit,
        refusal=None,
    )


def reaudit(notice: Notice, own: Rule | None, documents: Sequence[RuleDocument] = ()) -> Audit:
    """Re-check a notice already read, under the auditor's own rule first if there is one.

    `documents` are the rules that offices published, read beside the notice.
    """
    return audit_notice(notice, rules(), own, documents)
