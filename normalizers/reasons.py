"""The reasons of matches in Chinese; matches themselves give them in English, in one string."""

import re
from functools import cache
from pathlib import Path

from yamlfile import read_yaml

_FILE = Path(__file__).parent / "reasons.yaml"
_MARKS = (("; ", "；"), (": ", "："), ("«", "“"), ("»", "”"))
# A name in its marks, a day or a number, else one run of characters.
_SLOT = r"(«[^»]*»|[^\s;:,«»()]+)"


def in_chinese(reason: str) -> str:
    """Return a reason in Chinese; what people wrote in it themselves stays as it is."""
    for phrase, chinese in _phrases():
        reason = phrase.sub(chinese, reason)
    for mark, chinese in _MARKS:
        reason = reason.replace(mark, chinese)
    return reason


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    content = read_yaml(_FILE)
    if not isinstance(content, list):
        raise ValueError(f"{_FILE}: must be a list of pairs, English and Chinese.")
    return tuple(_phrase(str(english), str(chinese)) for english, chinese in content)


def _phrase(english: str, chinese: str) -> tuple[re.Pattern[str], str]:
    pattern = re.escape(english).replace(r"\{\}", _SLOT)
    number = iter(range(1, english.count("{}") + 1))
    return re.compile(pattern), re.sub(r"\{\}", lambda _: f"\\g<{next(number)}>", chinese)
