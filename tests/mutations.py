"""Damaged documents made from whole ones, the same for the same seed."""

import base64
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from extractors.web.charset import decode_page
from tests.mutations_office import COMPOUND_MUTATORS, PACKAGE_MUTATORS
from tests.mutations_pdf import PDF_MUTATORS

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"

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
_WILD_ATTRIBUTES = (
    b"rowspan=0", b"rowspan=65535", b"colspan=1001", b"colspan='2'", b"rowspan=-2", b"hidden",
    b"style='display:none'", b'style="visibility:hidden', b"class='", b"id=x id=y", b"align=\xff",
    b"title='<table>'", b"x-" + b"a" * 9000, b"name=\"'\\]\"", b"dir=rtl", b"charset=utf-7",
)  # fmt: skip
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


def _double_tag(content: bytearray, chance: random.Random) -> None:
    found = list(_TAG.finditer(content))
    for _ in range(min(len(found), chance.choice((1, 5, 50)))):
        at = chance.choice(found).start()
        content[at:at] = chance.choice(found).group()


def _move_tag(content: bytearray, chance: random.Random) -> None:
    found = list(_TAG.finditer(content))
    if found:
        one, other = chance.choice(found), chance.choice(found)
        del content[one.start() : one.end()]
        content[other.start() : other.start()] = one.group()


def _mark_attribute(content: bytearray, chance: random.Random) -> None:
    found = [match for match in _TAG.finditer(content) if match.group()[1:2].isalpha()]
    if found:
        at = chance.choice(found).end() - 1
        content[at:at] = b" " + chance.choice(_WILD_ATTRIBUTES)


_BYTES = (_flip, _cut, _drop, _double, _move, _renumber)
_WEB = (
    *_BYTES, _untag, _untag, _double_tag, _move_tag, _mark_attribute,
    _insert(_WILD_TAGS), _insert(_WILD_TEXT), _insert(_WILD_NUMBERS),
)  # fmt: skip
_MUTATORS: dict[str, tuple[Callable[[bytearray, random.Random], None], ...]] = {
    "page": _WEB,
    "pdf": (*_BYTES, *PDF_MUTATORS, *PDF_MUTATORS, _insert(_WILD_NUMBERS)),
    "scan": (*_BYTES, *PDF_MUTATORS),
    "package": (*_BYTES, *PACKAGE_MUTATORS * 12),
    "compound": (*_BYTES, *COMPOUND_MUTATORS * 3),
}
# A scan takes seconds to read, and the other kinds have more ways to go wrong.
_SHARES = {"page": 35, "pdf": 35, "scan": 1, "package": 17, "compound": 12}


class Damaged(NamedTuple):
    """A damaged document: a name that says how to make it again, and its bytes."""

    name: str
    content: bytes


def damaged(seed: int, number: int) -> Damaged:
    """The damaged document of that seed and number, on every machine with the same documents."""
    chance = random.Random(f"{seed}:{number}")
    kind = chance.choices(list(_SHARES), list(_SHARES.values()))[0]
    name, content = chance.choice(_whole()[kind])
    changed = bytearray(content)
    for mutate in chance.choices(_MUTATORS[kind], k=chance.choice((1, 1, 2, 3, 6))):
        if changed:
            mutate(changed, chance)
    return Damaged(f"{seed}:{number} {name}", bytes(changed))


@cache
def _whole() -> dict[str, list[tuple[str, bytes]]]:
    """Whole documents by kind: samples, office files of the tests, real ones where at hand."""
    whole: dict[str, list[tuple[str, bytes]]] = {kind: [] for kind in _SHARES}
    office = Path(__file__).parent / "office"
    for path in [*sorted(SAMPLES.glob("*/notice.*")), *sorted(office.iterdir()), *_shared()]:
        content = path.read_bytes()
        name = path.parent.name + path.suffix if path.stem == "notice" else path.name
        if path.suffix == ".pdf":
            kind = "scan" if "scan" in name else "pdf"
            whole[kind] += [(name, content), (name, inflated(content))]
        elif path.suffix in (".docx", ".xlsx"):
            whole["package"].append((name, content))
        elif path.suffix in (".doc", ".xls"):
            whole["compound"].append((name, content))
        else:
            text = decode_page(content).text
            whole["page"] += [(name, content)] * 2
            whole["page"] += [(name, text.encode(to)) for to in ("gb18030", "utf-8-sig", "utf-16")]
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in ("page", "package", "compound"):
            archive.writestr(*whole[kind][0])
    whole["package"].append(("attachments.zip", bundle.getvalue()))
    return whole


def _shared() -> list[Path]:
    if not SHARED.is_dir():
        return []
    folders = ("documents", "html", "realpdf/*")
    return [
        path
        for folder in folders
        for path in sorted(SHARED.glob(f"{folder}/*.*"))
        if path.suffix in (".pdf", ".html", ".docx", ".xlsx") and path.stat().st_size < 1_000_000
    ]
