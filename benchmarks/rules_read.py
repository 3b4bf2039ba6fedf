"""The rules that the shared notices and seeds state, and how many of their clauses are read.

The facts paraphrase each rule and give its points and unit apart; where the paraphrase has no
figure of its own, the three make the sentence that is read. The wording is thus ours: the pages'
own sentences are no part of the facts.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.bounds import Figure
from benchmarks.shared import shared_set
from extractors import plain_text
from extractors.reading import compose_notice
from figures import narrow
from scoring.rule_prose.point_phrases import read_phrases
from scoring.rule_prose.rule_text import read_rule_text
from yamlfile import read_yaml

NO_POINTS = frozenset(("money", "target", "tier", "order", "method", "open"))


class StatedRule(NamedTuple):
    """One rule of a notice: what it is to the rule form, and its words and figures."""

    notice: str
    kind: str
    sentence: str
    points: frozenset[Decimal]


def measure() -> list[Figure]:
    """Print each clause that is not read, and those that are read otherwise."""
    folder = shared_set("notices")
    if folder is None:
        return []
    rules = [rule for rule in stated_rules(folder) if rule.kind not in NO_POINTS]
    read = unmarked = 0
    for rule in rules:
        phrases, whole = read_phrases(narrow(rule.sentence), "计分标准：")
        got = {one.points_each for one in phrases} | {one.cap for one in phrases if one.cap}
        right = rule.points <= got and any(one.kind == rule.kind for one in phrases)
        read += right
        unmarked += whole and not right
        if not right:
            told = [(one.kind, one.items, str(one.points_each)) for one in phrases]
            print(f"{rule.notice} {rule.kind}: {rule.sentence} {told}")
    print(f"clauses: {len(rules)}, read: {read}, unread or wrong without a mark: {unmarked}")
    seeds = shared_set("seeds")
    if seeds is not None:
        stated, found, wrong = seeds_read(seeds)
        print(f"clauses of the seeds: {stated}, read: {found}, others: {wrong}")
    return [
        Figure("rules_read.share", Decimal(read) / len(rules)),
        Figure("rules_read.unmarked", Decimal(unmarked), low_is_good=True),
    ]


def seeds_read(folder: Path) -> tuple[int, int, int]:
    """Clauses of the seeds' own words: how many they state, how many are read, how many else are.

    The list holds kind and points of each, in printed order.
    """
    stated = read = wrong = 0
    listed: Any = read_yaml(Path(__file__).with_suffix(".yaml"))
    for path in sorted(folder.glob("*.txt")):
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        text = read_rule_text(compose_notice(plain_text.read(content, sha256), sha256))
        got: Counter[tuple[str, Decimal | None]] = Counter(
            (c.phrase.kind, c.phrase.points_each) for c in text.clauses
        )
        facts: Counter[tuple[str, Decimal | None]] = Counter(
            (kind, Decimal(str(points))) for kind, points in listed["seeds"].get(path.name[:3], [])
        )
        stated += facts.total()
        read += (facts & got).total()
        wrong += (got - facts).total()
    return stated, read, wrong


def stated_rules(folder: Path) -> Iterator[StatedRule]:
    """Each rule of the facts with its kind; ValueError where the list does not name it."""
    kinds: Any = read_yaml(Path(__file__).with_suffix(".yaml"))
    for path in sorted(folder.glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        stated = facts.get("rules_stated") or []
        for kind, rule in zip(kinds.get(facts["id"], []), stated, strict=True):
            yield StatedRule(facts["id"], kind, _sentence(rule), _points(rule["points"]))


def _sentence(rule: dict[str, Any]) -> str:
    words, points, unit = rule["paraphrase"], rule["points"], rule["unit"]
    if points is None or ("%" in words and unit == "%") or "×" in words:
        return f"{words}。"
    value = str(points).removeprefix("-").replace("-", "").replace("/", "、")
    if unit == "%":
        return f"{words}占考核总分的{value}%。"
    head, mark, rest = words.partition(",")
    takes = "扣" if str(points).startswith("-") else ""
    return f"{head}{takes}{value}{unit}{mark}{rest}。"


def _points(points: object) -> frozenset[Decimal]:
    return frozenset(map(Decimal, re.findall(r"-?\d+(?:\.\d+)?", str(points or ""))))
