"""What is counted: the verbs by which prose and headings name the same thing done to an item."""

import re
from typing import Literal

Verb = Literal["submitted", "adopted", "points"]

_WORDS: tuple[tuple[Verb, str], ...] = (
    ("submitted", r"报送|上报|投稿|来稿|投送|推送|报来|提交|报告数"),
    ("adopted", r"采用|采纳|录用|刊用|用稿|采发|刊发|刊登|采编|选用"),
    ("points", r"得分|积分|总分|分值|计分|加分|扣分"),
)
_ANY = re.compile("|".join(f"(?P<{verb}>{words})" for verb, words in _WORDS))


def verb_of(words: str) -> Verb | None:
    """What the words count: the last verb decides (``报送信息被采用`` counts the adopted)."""
    last: Verb | None = None
    for match in _ANY.finditer(words):
        last = next(verb for verb, _ in _WORDS if match[verb])
    return last


def verbs_of(words: str) -> frozenset[Verb]:
    """All that the words speak of; a caption ``报送采用情况`` speaks of two things."""
    return frozenset(verb for match in _ANY.finditer(words) for verb, _ in _WORDS if match[verb])


def strip_verbs(words: str) -> str:
    """The words without their verbs: who is spoken of."""
    return _ANY.sub("", words)
