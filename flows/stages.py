"""The stages in their order for one document: read, normalise, re-check. Pure but for the rules
and registries that stand beside the code."""

import hashlib
from functools import cache

from contracts import Audit, Notice
from evidence import Message
from extractors.document import Unreadable
from extractors.reading import extract_notice
from flows.outcome import Outcome, refused
from normalizers.indicators import Indicators, load_indicators
from normalizers.observe import observe_notice
from normalizers.registry import Registry, load_registry
from scoring.audit import audit_notice
from scoring.clauses import Rule
from scoring.rules import load_rules


@cache
def registry() -> Registry:
    """The units that the project knows."""
    return load_registry()


@cache
def indicators() -> Indicators:
    """The headings that the project knows."""
    return load_indicators()


@cache
def rules() -> tuple[Rule, ...]:
    """The rules that the project knows."""
    return load_rules()


def read_document(content: bytes, name: str) -> Outcome:
    """Run the stages over one document; a document that cannot be read is an outcome too.

    An unexpected error of a stage sets the document aside with the place it came from: one bad
    document must not stop a run, nor pass in silence.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        notice = extract_notice(content, name)
        observed = observe_notice(notice, registry(), indicators())
        audit: Audit = audit_notice(notice, rules())
    except Unreadable as error:
        return refused(sha256, error.code, error.message)
    except MemoryError:
        return refused(sha256, "too_large", OUT_OF_MEMORY)
    except Exception as error:
        return refused(sha256, "not_readable", _defect(error))
    return Outcome(
        sha256=sha256,
        notice=notice,
        observations=observed.observations,
        issues=observed.issues,
        audit=audit,
        refusal=None,
    )


def reaudit(notice: Notice, own: Rule | None) -> Audit:
    """Re-check a notice already read, under the auditor's own rule first if there is one."""
    return audit_notice(notice, rules(), own)


OUT_OF_MEMORY = Message(
    zh="读取时内存超出上限；请拆分文档后重新运行",
    en="reading it took more memory than allowed; split the document and run again",
)


def _defect(error: Exception) -> Message:
    place = "?"
    trace = error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
    what = f"{type(error).__name__} at {place}: {error}"
    return Message(
        zh=f"程序在读取时出错（{what}）；请附上该文档报告此缺陷",
        en=f"the program failed on it ({what}); report this defect with the document",
    )
