"""Reading a rule from prose: the point-bearing clauses of a document, and what was not understood.

A clause is read only where one wording gives one meaning. A sentence that speaks of points as a
rule does, and of which a figure is left over, is listed whole: nothing is dropped in silence.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from contracts import Notice
from evidence import Evidence, Record
from figures import classify_cell, narrow, plain, read_figure
from scoring.rule_prose.phrase import Phrase
from scoring.rule_prose.point_phrases import bears_points, read_phrases


class NotUnderstood(Record):
    """A sentence that bears points as a rule does and gave no clause, or not all of them."""

    sentence: str
    evidence: Evidence


class ReadClause(Record):
    """One clause as its words give it, and where they stand."""

    phrase: Phrase
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
    r"^(?:第[一二三四五六七八九十百零]{1,4}[章条款]\s*|[（(]?[\d一二三四五六七八九十]{1,3}[、.．）)]+\s*)"
)
_LED = re.compile(r"^按照(?!要求|规定|标准|时限|程序|时间)")
_ARTICLE = re.compile(r"^第[一二三四五六七八九十百零]{1,4}[章条款]")
_PRICED = re.compile(r"分值|[计赋记]分|每[条篇件次]")
_QUOTE = 60


class _Passage(NamedTuple):
    text: str
    evidence: Evidence


def read_rule_text(notice: Notice) -> RuleText:
    """The point-bearing clauses of a notice's prose and of the worded cells of its tables."""
    clauses: list[ReadClause] = []
    left: list[NotUnderstood] = []
    for passage in _passages(notice):
        lead = ""
        for printed in _SENTENCE.findall(passage.text):
            sentence = printed.strip()
            half = re.sub(r"\s", " ", narrow(sentence))
            half = _ARTICLE.sub(lambda mark: " " * len(mark[0]), half)
            phrases, whole = read_phrases(half, lead)
            for phrase in phrases:
                quote = sentence[phrase.start : phrase.end].strip("，,;；:：、=＝+＋ ")
                quote = _LED.sub("", _NUMBERED.sub("", quote))[-_QUOTE:]
                evidence = passage.evidence.model_copy(update={"quote": quote})
                clauses.append(ReadClause(phrase=phrase, quote=quote, evidence=evidence))
            if not whole and (phrases or bears_points(half, notice.kind == "rule")):
                left.append(NotUnderstood(sentence=sentence, evidence=passage.evidence))
            lead = half
    if notice.kind == "rule":
        clauses += _tabled(notice)
    return RuleText(clauses=tuple(clauses), not_understood=tuple(left))


def _tabled(notice: Notice) -> Iterator[ReadClause]:
    """Rows of a rule's table whose column of points says what each kind of item earns."""
    for table in notice.tables:
        priced = [n for n, column in enumerate(table.columns) if _PRICED.search(column)]
        if len(priced) != 1:
            continue  # several: levels side by side, whose heading is a part of what is counted
        for row in table.rows:
            price = row.cells[priced[0]]
            figure = read_figure(price.text)
            named = [
                cell.text
                for cell in row.cells[: priced[0]]
                if cell.text and classify_cell(cell.text) == "text"
            ]
            if row.kind == "unit" and figure is not None and named:
                phrase = Phrase(
                    kind="per_item", items="/".join(dict.fromkeys(named)),
                    points_each=figure.value, unit="分", start=0, end=len(price.text),
                )  # fmt: skip
                quote = f"{named[-1]} {price.text}"[-_QUOTE:]
                yield ReadClause(phrase=phrase, quote=quote, evidence=price.evidence)


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
        seen: set[str] = set()
        for row in table.rows:
            for cell in row.cells:
                # A cell that spans rows is repeated in each of them.
                if classify_cell(cell.text) == "text" and cell.text not in seen:
                    seen.add(cell.text)
                    yield _Passage(cell.text, cell.evidence)
