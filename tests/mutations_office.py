"""Damage to office files and zips by what their parts mean."""

import io
import random
import re
import struct
import warnings
import zipfile
import zlib

_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb'(?<==")[^"]*(?=")')
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_WILD_VALUES = (
    b"", b"0", b"-1", b"99999999", b"1048577", b"A1:XFD1048576", b"ZZZ99999999", b"A0", b"B2:A1",
    b"x", b"../../../../etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"1e308",
    b"rId999", b"s", b"inlineStr", b"restart", b"true", b"&#x110000;", b"9" * 400,
    b"_rels/.rels", b"word/document.xml", b"#,##0.000000000000000000000000000000000000000000;;;@",
)  # fmt: skip
_WILD_TEXTS = (b"", b"NaN", b"1e400", b"-0", b"9" * 5000, b"2958466", b"=1+1", "甲".encode() * 9000)
_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 108)
    )
    + b"]>"
)
_OUTSIDE = b'<!DOCTYPE x [<!ENTITY k SYSTEM "file:///etc/passwd">]>'


def _xml(content: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(8)
    tags = list(_TAG.finditer(content))
    if not tags:
        return content
    one, other = chance.choice(tags), chance.choice(tags)
    if kind == 0:
        return content[: one.start()] + content[one.end() :]
    if kind == 1:
        return content[: other.start()] + one.group() + content[other.start() :]
    if kind == 2:
        return content[: one.start()]
    if kind == 3:
        opened = re.match(rb"<([\w:]+)", one.group())
        name = opened.group(1) if opened else b"w:tbl"
        return (
            content[: one.start()]
            + b"<%s>" % name * 3000
            + b"</%s>" % name * 3000
            + content[one.start() :]
        )
    if kind == 4:
        body = content.partition(b"?>")[2] or content
        text = chance.choice(list(_TEXT.finditer(body)) or [None])
        if text is not None:
            body = body[: text.start()] + b"&k;" + body[text.end() :]
        return chance.choice((_LAUGHS, _OUTSIDE)) + body
    pattern, wild = (_TEXT, _WILD_TEXTS) if kind == 5 else (_VALUE, _WILD_VALUES)
    for match in sorted(
        chance.choices(list(pattern.finditer(content)) or [one], k=chance.choice((1, 1, 5))),
        key=lambda found: -found.start(),
    ):
        content = content[: match.start()] + chance.choice(wild) + content[match.end() :]
    return content


def remake_package(content: bytearray, chance: random.Random) -> None:
    """Drop, double, swap, cut or blow up parts of a package, or change the XML in them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [(item.filename, package.read(item)) for item in package.infolist()]
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError):
        return
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        if not parts:
            break
        at = chance.randrange(len(parts))
        name, part = parts[at]
        kind = chance.randrange(14)
        if kind == 0:
            del parts[at]
        elif kind == 1:
            parts.append((name, chance.choice(parts)[1]))
        elif kind == 2:
            other = chance.randrange(len(parts))
            parts[at], parts[other] = (name, parts[other][1]), (parts[other][0], part)
        elif kind == 3:
            parts[at] = name, part + b" " * (100 << 20)
        elif kind == 4:
            parts[at] = chance.choice((name.upper(), "../" + name, "\x00", "/" + name)), part
        elif kind == 5:
            parts[at] = name, part[: chance.randrange(len(part) + 1)]
        else:
            parts[at] = name, _xml(part, chance)
    written = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(written, "w") as package:
        for name, part in parts:
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED, 1)
    content[:] = written.getvalue()


def relink_sectors(content: bytearray, chance: random.Random) -> None:
    """Change the header of a compound file, its table of sectors or its directory."""
    if len(content) < 1024:
        return
    table = 512 * (1 + struct.unpack_from("<I", content, 76)[0] % (len(content) // 512 - 1))
    directory = 512 * (1 + struct.unpack_from("<I", content, 48)[0] % (len(content) // 512 - 1))
    for _ in range(chance.choice((1, 1, 3, 20))):
        start, size = chance.choice(((24, 488), (table, 512), (directory, 512)))
        at = start + chance.randrange(size // 4) * 4
        number = chance.choice(
            (0, 1, 2, 7, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, chance.randrange(99))
        )
        if at + 4 <= len(content):
            struct.pack_into("<I", content, at, number)


def renumber_words(content: bytearray, chance: random.Random) -> None:
    """Set numbers of two or four bytes anywhere to their ends."""
    for _ in range(chance.choice((1, 4, 40))):
        wild = chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\x00\x00", b"\xff\x7f"))
        at = chance.randrange(len(content))
        content[at : at + len(wild)] = wild


PACKAGE_MUTATORS = (remake_package,)
COMPOUND_MUTATORS = (relink_sectors, relink_sectors, renumber_words)
