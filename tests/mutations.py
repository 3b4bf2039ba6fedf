"""Damaged documents made from whole ones, the same for the same seed."""

import base64
import random
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from extractors.web.charset import decode_page

SAMPLES = Path(__file__).resolve().parents[1] / "samples"

_WHITE = re.compile(rb">\s*<")
_DIGITS = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]*>")
_WILD_NUMBERS = (
    b"0", b"-1", b"-0", b"1e5", b"NaN", b"1.5", b"2147483648", b"9" * 20, b"9" * 400, b"9" * 5000,
    "１２".encode(), "〇".encode(), b"1,23", b"0x10", b"1..2", b"--3", b"100%", b"\x00",
)  # fmt: skip
_WILD_TAGS = (
    b"<table>",
    b"</table>",
    b"<tr>",
    b"</tr>",
    b"<td rowspan=1000000000>",
    b"<td colspan=-3>",
    b"<td colspan=99999999999999999999 rowspan=0>",
    b"<th rowspan='a'>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<script>",
    b"<style>td{display:none}</style>",
    b"<?xml encoding='utf-7'?>",
    b"</html>",
    b"<base href='http://[::'>",
    b"<div hidden>",
    b"<title>",
    b"<caption>",
    b"<tbody>",
    b"<textarea>",
    b"&#x110000;&#0;&#xD800;&lt",
    b"<svg><td>",
    b"<plaintext>",
    b"<frameset>",
    b"<p" + b" a=1" * 500,
)
_WILD_TEXT = tuple(
    text.encode()
    for text in (
        "",
        "-",
        "合计",
        "=cmd()",
        "'; drop table x; --",
        "<script>1</script>",
        "\u202e甲乙",
        "\ufffd",
        "2018年13月45日",
        "2018年2月30日",
        "9999年第9季度",
        "0000年1月1日",
        "2018年第二季度至2017年第一季度",
        "第99999999999名",
        "并列第0名",
        "一百百十",
        "甲" * 3000,
        "1" * 300 + "." + "3" * 300,
        "𠮷野家",
        "e\u0301" * 50,
        "每条得9999999999999999999999999999分",
        "共采用0条，其中甲-3条",
        "排名第1至第99999999999名",
    )
)


def inflated(content: bytes) -> bytes:
    """A PDF whose deflated streams stand open, so that a mutation changes what they say."""
    parts = []
    for part in content.split(b"endobj"):
        head, mark, rest = part.partition(b"stream")
        if mark and b"/FlateDecode" in head and b"/Predictor" not in head:
            body = rest.rpartition(b"endstream")[0].strip(b"\r\n")
            try:
                if b"/ASCII85Decode" in head:
                    body = base64.a85decode(b"<~" + body, adobe=True)
                plain = zlib.decompressobj().decompress(body)
            except (zlib.error, ValueError):
                plain = None
            if plain is not None and len(plain) < 100_000:
                head = re.sub(rb"/Filter\s*(?:\[[^\]]*\]|/\w+)", b"", head)
                head = re.sub(rb"/Length\s+\d+(?:\s+\d+\s+R)?", b"/Length %d" % len(plain), head)
                part = head + b"stream\n" + plain + b"\nendstream\n"
        parts.append(part)
    return b"endobj".join(parts)


def flate_bomb(pieces: int = 240) -> bytes:
    """A PDF of some kilobytes whose only page inflates to `pieces` times 16 MiB."""
    block = zlib.compressobj(9, wbits=-15)
    piece = block.compress(b" " * (1 << 24)) + block.flush(zlib.Z_FULL_FLUSH)
    stream = zlib.compress(b"\x78\xda" + piece * pieces + b"\x03\x00", 9)
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>\nstream\n%s\nendstream"
        % (len(stream), stream),
    )


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(content))
    )


def _flip(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 5, 50, 500))):
        content[chance.randrange(len(content))] = chance.randrange(256)


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def _drop(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    del content[start : start + chance.randrange(1, 2000)]


def _double(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 3000)]
    for _ in range(chance.choice((1, 1, 3, 40))):
        content[start:start] = piece


def _move(content: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 3000)]
    del content[start : start + len(piece)]
    to = chance.randrange(len(content) + 1)
    content[to:to] = piece


def _insert(pieces: tuple[bytes, ...]) -> Callable[[bytearray, random.Random], None]:
    def insert(content: bytearray, chance: random.Random) -> None:
        at = chance.randrange(len(content))
        gaps = [m.start() + 1 for m in _WHITE.finditer(content)] or [at]
        at = chance.choice((at, chance.choice(gaps)))
        content[at:at] = chance.choice(pieces)

    return insert


def _renumber(content: bytearray, chance: random.Random) -> None:
    found = list(_DIGITS.finditer(content))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 3, 30)))),
                        key=lambda one: -one.start()):  # fmt: skip
        content[match.start() : match.end()] = chance.choice(_WILD_NUMBERS)


def _untag(content: bytearray, chance: random.Random) -> None:
    found = list(_TAG.finditer(content))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 5, 50)))),
                        key=lambda one: -one.start()):  # fmt: skip
        del content[match.start() : match.end()]


_MUTATORS = (
    _flip, _cut, _drop, _double, _move, _renumber, _untag,
    _insert(_WILD_TAGS), _insert(_WILD_TEXT), _insert(_WILD_NUMBERS),
)  # fmt: skip


def mutations(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield `count` damaged samples, each with a name that says how to make it again."""
    whole: list[tuple[str, bytes]] = []
    for path in sorted(SAMPLES.glob("*/notice.*")):
        content = path.read_bytes()
        if path.suffix == ".pdf":
            whole += [(path.parent.name, content), (path.parent.name, inflated(content))]
        else:
            whole += [(path.parent.name, content)] * 2
            text = decode_page(content).text
            whole += [(path.parent.name, text.encode(name)) for name in ("gb18030", "utf-8-sig")]
    for number in range(count):
        chance = random.Random(f"{seed}:{number}")
        name, content = chance.choice(whole)
        damaged = bytearray(content)
        used = chance.choices(_MUTATORS, k=chance.choice((1, 1, 2, 3, 6)))
        for mutate in used:
            if damaged:
                mutate(damaged, chance)
        yield f"{seed}:{number} {name}", bytes(damaged)
