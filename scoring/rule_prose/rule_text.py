"""Reading a rule from prose: the point-bearing clauses of a document, and what was not understood.

A clause is read only where one wording gives one meaning. A sentence that speaks of points as a
rule does, and of which a figure is left over, is listed whole: nothing is dropped in silence.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from contracts import Cell, Notice
from evidence import Evidence, Record
from figures import classify_cell, narrow, plain
from scoring.clauses import CITATION
from scoring.rule_prose.item_names import names_no_item
from scoring.rule_prose.phrase import Phrase, named
from scoring.rule_prose.point_phrases import read_phrases
from scoring.rule_prose.rule_sentences import bears_points
from scoring.rule_prose.rule_tables import row_names, tabled_phrases


class NotUnderstood(Record):
    """A sentence that bears points as a rule does and gave no clause, or not all of them."""

    sentence: str
    evidence: Evidence


class ReadClause(Record):
    """One clause as its words give it, and where they stand."""

    phrase: Phrase
    heading: str = ""
    """What the numbered words that it stands below name: ``2、市级刊物采用``."""
    quote: str
    """The deciding words, verbatim, at most 60 characters."""
    evidence: Evidence


class RuleText(Record):
    """What a document says of points, in printed order."""

    clauses: tuple[ReadClause, ...]
    not_understood: tuple[NotUnderstood, ...]

    def to_json(self) -> dict[str, Any]:
        """The contract's ``rules`` form."""
        return {
            "clauses": [_clause_form(clause) for clause in self.clauses],
            "not_understood": [
                {"sentence": one.sentence, "evidence": one.evidence.to_json()}
                for one in self.not_understood
            ],
        }


_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_NUMBERED = re.compile(
    r"^(?:第[一二三四五六七八九十百零]{1,4}[章条款]\s*|[（(]?[\d一二三四五六七八九十]{1,3}[、.．）)]+\s*|[①-⑳]\s*)"
)
_FIRST_WORDS = re.compile(
    r"^\s*(?:[(]?[\d一二三四五六七八九十]{1,3}[、.)]+|[①-⑳])\s*(?P<words>[^，,;:。]{2,20})[，,;:。]"
    r"|^(?P<head>[^，,;:。\d]{2,20}):"
)
_FIGURE = re.compile(r"\d分|每.?\d|[\d一二三四五六七八九十]分")
_OPENED = re.compile(r"^[（(](?=[^）)]*$)")
_LED = re.compile(r"^按照(?!要求|规定|标准|时限|程序|时间)")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零]{1,4}[章条款]")


class _Passage(NamedTuple):
    """A paragraph or a worded cell."""

    text: str
    evidence: Evidence
    label: str = ""
    """What the row of a rule's table is of: ``省级采用``, where the cell says but ``每条5分``."""


def read_rule_text(notice: Notice) -> RuleText:
    """The point-bearing clauses of a notice's prose and of the worded cells of its tables."""
    clauses: list[ReadClause] = []
    left: list[NotUnderstood] = []
    tables = notice.tables if notice.kind == "rule" else ()
    prices = [price for table in tables for price in tabled_phrases(table)]
    priced = {price.cell.evidence for price in prices if price.phrase}
    heading = ""
    for passage in _passages(notice):
        if passage.evidence in priced:
            continue
        lead = ""
        for printed in _SENTENCE.findall(passage.text):
            sentence = printed.strip()
            half = re.sub(r"\s", " ", narrow(sentence))
            half = _ARTICLE.sub(lambda mark: " " * len(mark[0]), half)
            phrases, whole = _read(half, lead, passage.label)
            heading = _heading(half, "" if _ARTICLE.match(narrow(sentence)) else heading)
            for phrase in phrases:
                quote = sentence[phrase.start : phrase.end].strip("，,;；:：、=＝+＋ ")
                quote = _OPENED.sub("", _LED.sub("", _NUMBERED.sub("", quote)))[-CITATION:]
                evidence = passage.evidence.model_copy(update={"quote": quote})
                clauses.append(
                    ReadClause(phrase=phrase, heading=heading, quote=quote, evidence=evidence)
                )
            if not whole and (phrases or bears_points(half, notice.kind == "rule")):
                left.append(NotUnderstood(sentence=sentence, evidence=passage.evidence))
            lead = half
    for price in prices:
        evidence = price.cell.evidence
        if price.phrase is None:
            left.append(NotUnderstood(sentence=price.words, evidence=evidence))
        else:
            quote = price.words[-CITATION:]
            clauses.append(ReadClause(phrase=price.phrase, quote=quote, evidence=evidence))
    return RuleText(clauses=_told_apart(clauses), not_understood=tuple(left))


def _heading(sentence: str, last: str) -> str:
    """What the first words of a numbered sentence, or those before its colon, name."""
    first = _FIRST_WORDS.match(sentence)
    if first is None:
        return last
    words = named(first["words"] or first["head"])
    return "" if _FIGURE.search(words) else words


def _told_apart(clauses: Sequence[ReadClause]) -> tuple[ReadClause, ...]:
    """The clauses; equal items of other points are named with the heading that they stand below."""
    points: dict[tuple[str, str], set[Decimal | None]] = {}
    for clause in clauses:
        phrase = clause.phrase
        points.setdefault((phrase.kind, phrase.items), set()).add(phrase.points_each)
    apart: list[ReadClause] = []
    for clause in clauses:
        phrase = clause.phrase
        several = len(points[phrase.kind, phrase.items]) > 1
        if several and clause.heading and clause.heading not in phrase.items:
            items = f"{clause.heading}/{phrase.items}"
            phrase = phrase.model_copy(update={"items": items})
        apart.append(clause.model_copy(update={"phrase": phrase}))
    return tuple(apart)


def _read(sentence: str, lead: str, label: str) -> tuple[tuple[Phrase, ...], bool]:
    """The clauses of a sentence; a cell that names no item speaks of what its row names."""
    phrases, whole = read_phrases(sentence, lead)
    if not label or (whole and not any(names_no_item(one.items) for one in phrases)):
        return phrases, whole
    before = f"{label}，"
    labelled, understood = read_phrases(before + sentence, lead)
    if whole and not understood:
        return phrases, whole
    moved = (
        one.model_copy(
            update={"start": max(0, one.start - len(before)), "end": one.end - len(before)}
        )
        for one in labelled
        if one.end > len(before)
    )
    return tuple(moved), understood


def _clause_form(clause: ReadClause) -> dict[str, Any]:
    phrase = clause.phrase
    return {
        "kind": phrase.kind,
        "column": phrase.column,
        "items": phrase.items,
        "points_each": _decimal(phrase.points_each),
        "cap": _decimal(phrase.cap),
        "floor": _decimal(phrase.floor),
        "unit": phrase.unit,
        "quote": clause.quote,
        "evidence": clause.evidence.to_json(),
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _passages(notice: Notice) -> Iterator[_Passage]:
    for paragraph in notice.paragraphs:
        yield _Passage(paragraph.text, paragraph.evidence)
    for table in notice.tables:
        seen: set[Cell | str] = set()
        for row in table.rows:
            for number, cell in enumerate(row.cells):
                # A cell that spans rows is repeated in each of them; of a rule, equal words in
                # two cells are two clauses.
                known = cell if notice.kind == "rule" else cell.text
                if classify_cell(cell.text) == "text" and known not in seen:
                    seen.add(known)
                    names = row_names(row, number) if notice.kind == "rule" else []
                    yield _Passage(cell.text, cell.evidence, narrow(names[-1]) if names else "")
