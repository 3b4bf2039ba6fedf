"""Damage to a PDF by what its parts mean: objects, pages, fonts, streams, the file's own lists."""

import random
import re
import zlib

_OBJECT = re.compile(rb"\d+ 0 obj\b(.*?)\bendobj", re.S)
_REFERENCE = re.compile(rb"\b\d+ 0 R\b")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_NUMBERS = (
    b"0", b"-1", b"1", b"7", b"1e9", b"99999999999", b"-2147483648", b"0.00001", b"(x)", b"null",
    b"[1 2]", b"<</A 1>>", b"/N", b"1 0 R", b"3 0 R",
)  # fmt: skip
_BOXES = (
    b"[0 0 0.01 0.01]", b"[0 0 1 1]", b"[0 0 99999 99999]", b"[0 0 1e9 1e9]", b"[-500 -500 -1 -1]",
    b"[595 842 0 0]", b"[0 0 595]", b"[]", b"[0 0 (a) null]", b"[200 300 400 500]", b"7", b"1 0 R",
    b"[-1e5 -1e5 1e5 1e5]", b"[0 0 595 0]",
)  # fmt: skip
_FILTERS = (
    b"", b"/Filter/LZWDecode", b"/Filter/ASCII85Decode", b"/Filter/ASCIIHexDecode",
    b"/Filter/RunLengthDecode", b"/Filter/DCTDecode", b"/Filter/JPXDecode", b"/Filter/JBIG2Decode",
    b"/Filter/CCITTFaxDecode", b"/Filter/Crypt", b"/Filter[/FlateDecode/FlateDecode]",
    b"/Filter[" + b"/FlateDecode" * 300 + b"]", b"/Filter/No", b"/Filter 7", b"/Filter 1 0 R",
    b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 99999999>>",
)  # fmt: skip
_NESTED = b"[" * 3000 + b"]" * 3000
_VALUES: tuple[tuple[re.Pattern[bytes], bytes, tuple[bytes, ...]], ...] = tuple(
    (re.compile(rb"/" + key + rb"\s*" + value), b"/" + key + b" ", wild)
    for key, value, wild in (
        (b"MediaBox", rb"\[[^\]]*\]", _BOXES),
        (b"Type", rb"/Page\b", tuple(b"/Page/CropBox" + box for box in _BOXES)),
        (b"Type", rb"/Page\b", tuple(b"/Page/UserUnit " + one for one in _NUMBERS)),
        (b"Type", rb"/Page\b", tuple(b"/Page/Rotate " + one for one in (b"45", b"-90", *_NUMBERS))),
        (b"Rotate", rb"-?\d+", (b"45", b"-90", b"450", b"90", b"180", *_NUMBERS)),
        (b"Kids", rb"\[[^\]]*\]", (b"[1 0 R 2 0 R 3 0 R 4 0 R]", b"[]", b"7", _NESTED)),
        (b"Count", rb"-?\d+", _NUMBERS),
        (b"Length", rb"\d+(?: 0 R)?", _NUMBERS),
        (b"Length1", rb"\d+", _NUMBERS),
        (b"Contents", rb"\d+ 0 R", (b"[]", b"[9 0 R 9 0 R 5 0 R]", _NESTED, b"(x)")),
        (b"Widths", rb"(?:\[[^\]]*\]|\d+ 0 R)", (b"[]", b"[0 0 0]", b"[-9 1e9 (x)]", b"null")),
        (b"W", rb"(?:\[[^\[\]]*\[|\d+ 0 R)", (b"[ 0 99999999 [", b"[ (x) [", b"[ 9 0 R [")),
        (b"DW", rb"-?\d+", _NUMBERS),
        (b"FontBBox", rb"\[[^\]]*\]", _BOXES),
        (b"FontMatrix", rb"\[[^\]]*\]", (b"[0 0 0 0 0 0]", b"[1e9 0 0 -1e9 0 0]", b"[1]")),
        (b"Ascent", rb"-?[\d.]+", _NUMBERS),
        (b"Descent", rb"-?[\d.]+", _NUMBERS),
        (b"FirstChar", rb"\d+", _NUMBERS),
        (b"LastChar", rb"\d+", _NUMBERS),
        (b"ToUnicode", rb"\d+ 0 R", (b"1 0 R", b"/Identity-H", b"7", b"null")),
        (b"Encoding", rb"/[\w-]+", (b"/Identity-V", b"/No", b"/GBK-EUC-H", b"1 0 R", b"7")),
        (b"Subtype", rb"/\w+", (b"/Type3", b"/Type0", b"/Form", b"/Image", b"/CIDFontType0")),
        (b"BitsPerComponent", rb"\d+", _NUMBERS),
        (b"(?:Width|Height)", rb"\d+", _NUMBERS),
        (b"ColorSpace", rb"/\w+", (b"/Pattern", b"[/Indexed/DeviceRGB 255(x)]", b"1 0 R", b"/No")),
        (b"Index", rb"\[[^\]]*\]", (b"[0 99999999]", b"[-1 5]", b"[]")),
        (b"Prev", rb"\d+", _NUMBERS),
        (b"Root", rb"\d+ 0 R", (b"2 0 R", b"99 0 R", b"null")),
        (b"Size", rb"\d+", _NUMBERS),
        (b"N", rb"\d+", _NUMBERS),
        (b"First", rb"\d+", _NUMBERS),
    )
)
_OPERATORS = (
    b"BI /W 10 /H 10 /BPC 8 /CS /G ID 0123456789 EI ", b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID x",
    b"q " * 4000, b"Q " * 50, b"BT " * 30, b"ET ", b"/X Do ", b"1 0 0 1 1e9 -1e9 cm ",
    b"0 0 0 0 0 0 cm ", b"0 0 595 842 re W n ", b"0 0 1e9 1e9 re f ", b"0 0 m 1e5 1e5 l S ",
    b"1e9 Tc ", b"-100 Tz ", b"0 Tz ", b"3 Tr ", b"7 Tr ", b"/F99 12 Tf ", b"0 1 -1 0 0 0 Tm ",
    b"/Span <</ActualText (x)>> BDC ", b"EMC " * 9, b"[" * 3000, b"(" * 3000, b"<< " * 500,
    b"% ", b"<zz> Tj ", b"1 2 3 4 5 6 7 8 9 re ", b"/P <</MCID 0>> BDC ", b"0 0 5 0 360 arc ",
    b"0.1 0.1 re S " * 2000,
)  # fmt: skip
_MAPPED = re.compile(rb"<[0-9A-Fa-f]{2,8}>(?=\s*(?:\n|\r|<))")


def _put(content: bytearray, match: re.Match[bytes], piece: bytes) -> None:
    content[match.start() : match.end()] = piece


def revalue(content: bytearray, chance: random.Random) -> None:
    """Give a key of some dictionary a senseless value."""
    for pattern, key, wild in chance.sample(_VALUES, len(_VALUES)):
        found = list(pattern.finditer(content))
        if found:
            match = chance.choice(found)
            key = match.group().split(b" ")[0] + b" " if b"(" in key else key
            _put(content, match, key + chance.choice(wild))
            return


def swap_objects(content: bytearray, chance: random.Random) -> None:
    """Let two objects change places: each answers to the other's number."""
    found = [match.span(1) for match in _OBJECT.finditer(content)]
    if len(found) > 1:
        (a, b), (c, d) = sorted(chance.sample(found, 2))
        content[a:d] = content[c:d] + content[b:c] + content[a:b]


def redirect(content: bytearray, chance: random.Random) -> None:
    """Let references lead to other objects: pages hold themselves, fonts are pages."""
    found = list(_REFERENCE.finditer(content))
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 1, 3, 20)))),
        key=lambda one: -one.start(),
    ):
        _put(content, match, chance.choice(found).group())


def refilter(content: bytearray, chance: random.Random) -> None:
    """Name another filter for a stream."""
    found = list(re.finditer(rb"/Filter\s*(?:\[[^\]]*\]|/\w+)", content))
    if found:
        _put(content, chance.choice(found), chance.choice(_FILTERS))


def inflate_much(content: bytearray, chance: random.Random) -> None:
    """Put 64 MiB of blanks or numbers into a stream."""
    found = [match.span(1) for match in _STREAM.finditer(content)]
    if found:
        start, end = chance.choice(found)
        piece = chance.choice((b" ", b"1 ", b"q ", b"\x00"))
        content[start:end] = zlib.compress(piece * ((64 << 20) // len(piece)), 1)


def operate(content: bytearray, chance: random.Random) -> None:
    """Insert operators into an open stream of a page."""
    found = [match.span(1) for match in _STREAM.finditer(content)]
    if found:
        at = chance.randint(*chance.choice(found))
        content[at:at] = b" " + chance.choice(_OPERATORS)


def remap(content: bytearray, chance: random.Random) -> None:
    """Let characters of an open ToUnicode table mean others."""
    found = list(_MAPPED.finditer(content))
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 10, 200)))),
        key=lambda one: -one.start(),
    ):
        wild = (b"<FFFD>", b"<D800>", b"<0000>", b"<E000>", b"<0031>", b"<>", b"<0000FFFF>", b"[")
        _put(content, match, chance.choice(wild))


def update(content: bytearray, chance: random.Random) -> None:
    """Append a revision of the file, sound or not."""
    body = chance.choice(
        (b"<</Type/Catalog/Pages 1 0 R>>", b"null", b"<</Type/Pages/Kids[2 0 R]/Count 1>>", _NESTED)
    )
    number = chance.randint(1, 9)
    start = len(content)
    previous = chance.choice(
        (start, 0, start // 2, int((re.findall(rb"startxref\s+(\d{1,9})", content) or [b"0"])[-1]))
    )
    content += b"\n%d 0 obj\n%s\nendobj\nxref\n%d 1\n%010d 00000 n \ntrailer\n" % (
        number, body, number, start + 1,
    )  # fmt: skip
    crypt = chance.choice(
        (b"", b"/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>", b"/Encrypt 1 0 R")
    )
    content += b"<</Size 99/Root 1 0 R/Prev %d%s>>\nstartxref\n%d\n%%%%EOF" % (
        previous, crypt, content.rindex(b"xref\n%d 1" % number),
    )  # fmt: skip


def cut_at_mark(content: bytearray, chance: random.Random) -> None:
    """Break off behind an object or a list of them, as a linearised file may."""
    found = [match.end() for match in re.finditer(rb"%%EOF|endobj|endstream|trailer", content)]
    if found:
        del content[chance.choice(found) :]


PDF_MUTATORS = (
    revalue, revalue, revalue, revalue, swap_objects, redirect, redirect, refilter, operate,
    operate, remap, update, cut_at_mark, inflate_much,
)  # fmt: skip
