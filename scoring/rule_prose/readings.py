"""What words may make of a score: clauses with the print of the words that each rests on."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evidence import Evidence
from scoring.clauses import CITATION, RuleClause
from scoring.rule_prose.phrase import PhraseKind
from scoring.rule_prose.rule_text import ReadClause


class Worded(NamedTuple):
    """A clause, and the print of the words that it rests on."""

    clause: RuleClause
    evidence: tuple[Evidence, ...]


class Reading(NamedTuple):
    """One thing that the words may make of a score column."""

    main: Worded
    parts: Mapping[str, Worded]
    """What the column adds up or chooses from and no column prints, by a name of its own."""


def of_kind(clauses: Sequence[ReadClause], *kinds: PhraseKind) -> list[ReadClause]:
    """Clauses that give, take or weigh something; one of nothing says nothing here."""
    return [c for c in clauses if c.phrase.kind in kinds and c.phrase.points_each]


def prints(clauses: Sequence[ReadClause]) -> tuple[Evidence, ...]:
    """Where the words of the clauses are printed, each place once."""
    return tuple(dict.fromkeys(clause.evidence for clause in clauses))


def quoted(clauses: Sequence[ReadClause]) -> str:
    """The words of the clauses, each verbatim, as many as a citation holds."""
    quotes = list(dict.fromkeys(clause.quote for clause in clauses))
    while len("；".join(quotes)) > CITATION:
        quotes.pop()
    return "；".join(quotes)
