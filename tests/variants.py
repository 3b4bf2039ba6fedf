"""Notices that no office has published: the first layouts with other offices, figures, orders.

What they must give is worked out here from the facts alone, never by the project's own code.
"""

import random
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from benchmarks.draw_pdf import draw_pdf
from benchmarks.draw_web import draw_page, print_page
from benchmarks.facts import FactTable, NoticeFacts
from contracts import Audit, Finding, Notice

FORMS = ("html", "gbk.html", "pdf")


class Group(NamedTuple):
    """One ranking: who is ranked, and each unit's items in the order of the item columns."""

    kind: str
    heading: str
    units: Mapping[str, Sequence[int | None]]
    section: Mapping[str, str] = {}


class Office(NamedTuple):
    """Who writes, of when, and what its tables are called."""

    issuer: str = "云岭县精神文明建设委员会办公室"
    number: str | None = "云文明办发〔2021〕9号"
    title: str = "关于对2021年1-3月精神文明建设信息报送采用情况的通报"
    signed: str = "2021年4月12日"
    period: str = "2021年1-3月"
    as_of: str = "截止2021年3月31日，"
    whole: str = "全县"


YUNLING = Office()
SUBMITTED = "信息报送"
LEVELS = ("县级", "市级", "省级", "中央级")
ITEMS = tuple(f"{top}/{level}" for top in ("信息采用情况", "网络文明开展情况") for level in LEVELS)


def show(value: Decimal | int) -> str:
    """A figure as an office prints it."""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def score(counts: Sequence[int | None], weights: Sequence[Decimal], base: Decimal) -> Decimal:
    pairs = zip(counts, weights, strict=True)
    return base + sum((w * c for c, w in pairs if c is not None), Decimal(0))


def ranked_table(
    group: Group,
    columns: Sequence[str],
    weights: Sequence[str],
    *,
    label: str = "",
    caption: str = "",
    base: str = "0",
    points: str = "积分",
    order: Sequence[int] | None = None,
    wrong: Mapping[str, int] | None = None,
    ascending: bool = False,
    ties: str = "1234",
    total: bool = False,
) -> FactTable:
    """A table of a group in the order of its points; `wrong` adds to a unit's printed points.

    `order` is the printed order of rank, unit, items and points; `ties` is 1234 or 1224.
    """
    each = [Decimal(weight) for weight in weights]
    off = wrong or {}
    rows: list[tuple[str, ...]] = []
    paths = ["排名", group.heading, *columns, points]
    order = order or range(len(paths))
    sections = list(dict.fromkeys(group.section.get(name, "") for name in group.units))
    for section in sections:
        if section:
            rows.append((section,))
        scored = [
            (score(counts, each, Decimal(base)), name, counts)
            for name, counts in group.units.items()
            if group.section.get(name, "") == section
        ]
        scored.sort(key=lambda item: -item[0])
        body = []
        rank = 0
        for place, (value, name, counts) in enumerate(scored, 1):
            if ties == "1234" or place == 1 or value != scored[place - 2][0]:
                rank = place
            shown = ["-" if count is None else str(count) for count in counts]
            printed = show(value + off.get(name, 0))
            cells = [str(rank), name, *shown, printed]
            body.append(tuple(cells[at] for at in order))
        rows += reversed(body) if ascending else body
    if total:
        sums = [sum(c or 0 for c in column) for column in zip(*group.units.values(), strict=True)]
        whole = sum(score(c, each, Decimal(base)) for c in group.units.values())
        cells = ["", "合计", *map(str, sums), show(whole)]
        rows.append(tuple(cells[at] for at in order))
    return FactTable(
        label=label,
        caption=caption,
        columns=tuple(paths[at] for at in order),
        rows=tuple(rows),
    )


def column_sum(table: FactTable, path: str) -> int:
    """What a column of whole numbers adds up to, totals rows left out."""
    at = table.columns.index(path)
    cells = [row[at] for row in table.rows if len(row) > 1 and "合计" not in row]
    return sum(int(cell) for cell in cells if cell.lstrip("-").isdigit() and cell != "-")


def unit_sum(table: FactTable, prefix: str) -> int:
    """What all columns below one heading add up to."""
    return sum(column_sum(table, path) for path in table.columns if path.startswith(f"{prefix}/"))


NAMES = {
    "乡镇": ["青石镇", "柳河镇", "白塔镇", "云台乡", "石门乡", "新桥镇", "南屏乡", "东岳镇",
        "双河镇"],
    "街道": ["城关街道", "和平街道", "朝阳街道", "建设街道", "滨河街道", "金水街道", "钟楼街道"],
    "文明单位": [
        "县人民医院", "县供电公司", "县税务局", "县公安局", "县第一中学", "县法院", "县邮政局",
        "县气象局", "县烟草专卖局", "县图书馆", "县水务局", "县交通运输局", "县农业农村局",
        "县自然资源局", "县住建局", "县文化馆", "县民政局", "县总工会", "县妇联", "县残联",
    ],
}  # fmt: skip
HEADINGS = {"乡镇": "乡镇", "街道": "街道", "文明单位": "单位"}


def made_group(
    kind: str, size: int, seed: int, *, items: int, submitted: bool, sections: Sequence[str] = ()
) -> Group:
    """A group with figures drawn by `seed`, no two units alike in all of them.

    Items of the first two levels are common; those of the third are rare, of the fourth none.
    """
    chance = random.Random(f"{kind}{seed}")
    units: dict[str, list[int | None]] = {}
    for name in NAMES[kind][:size]:
        counts: list[int | None] = []
        for at in range(items):
            level = at % 4
            if level == 3:
                counts.append(None)
            elif level == 2:
                counts.append(chance.choice([None, None, None, 1, 2]))
            else:
                counts.append(chance.randint(0, 9 - 4 * level))
        adopted = sum(count or 0 for count in counts)
        units[name] = [adopted + chance.randint(0, 9), *counts] if submitted else counts
    section = {}
    if sections:
        for place, name in enumerate(units):
            section[name] = sections[place * len(sections) // size]
    return Group(kind, HEADINGS[kind], units, section)


def banner(
    tables: Sequence[FactTable],
    office: Office = YUNLING,
    *,
    claims: Mapping[str, int] | None = None,
    note: str = "备注：没有列入成绩表的单位，本期报送和采用均为零。",
) -> NoticeFacts:
    """A notice of adopted items with its totals in the text; `claims` puts others in their place.

    Keys of `claims` are ``报送``, ``采用`` for the wholes and ``报送乡镇`` and so on for the parts.
    """
    said = {**true_claims(tables), **(claims or {})}
    kinds = [kind_of(table) for table in tables]
    reported = [kind for kind in kinds if f"报送{kind}" in said]
    parts = "，".join(f"{kind}报送{said[f'报送{kind}']}篇" for kind in reported)
    adopted = "，".join(
        f"{'采用' if not place else ''}{kind}信息{said[f'采用{kind}']}篇"
        for place, kind in enumerate(kinds)
    )
    text = (
        f"{office.as_of}{office.whole}共报送信息{said['报送']}篇，其中，{parts}。"
        f"各平台共采用信息{said['采用']}篇，其中，{adopted}。"
    )
    return NoticeFacts(
        doc_number=office.number,
        title=office.title,
        issuer=office.issuer,
        published_on=office.signed,
        addressees="各乡镇、街道，各文明单位：",
        paragraphs=(
            f"依据本县信息考核办法，现将{office.period}的信息报送和采用情况通报如下：",
            "一、总体情况",
            text,
            "二、下一步",
            "请报送偏少的单位明确专人，按期完成报送任务。",
        ),
        tables=tuple(tables),
        notes=(note,) if note else (),
    )


def kind_of(table: FactTable) -> str:
    return next(kind for kind in NAMES if kind in table.caption)


def true_claims(tables: Sequence[FactTable]) -> dict[str, int]:
    """What a text must say of its tables: items reported and adopted, whole and parts."""
    said: dict[str, int] = {}
    for table in tables:
        kind = kind_of(table)
        if SUBMITTED in table.columns:
            said[f"报送{kind}"] = column_sum(table, SUBMITTED)
        said[f"采用{kind}"] = unit_sum(table, "信息采用情况")
    for verb in ("报送", "采用"):
        said[verb] = sum(value for key, value in said.items() if key.startswith(verb))
    return said


def captioned(kind: str, office: Office = YUNLING) -> str:
    return f"{office.period}{kind}信息报送采用情况成绩表"


# --- reading and what a reading must be ---------------------------------------------------------


_bytes: dict[tuple[str, str], bytes] = {}
_read: dict[tuple[str, str], tuple[Notice, Audit]] = {}


def drawn(facts: NoticeFacts, form: str) -> bytes:
    """The notice as a file; `web.pdf` is printed by Chromium, `word.pdf` by LibreOffice."""
    key = (facts.model_dump_json(), form)
    if key not in _bytes:
        if form == "html":
            _bytes[key] = draw_page(facts).encode()
        elif form == "gbk.html":
            _bytes[key] = draw_page(facts, "gb2312").encode("gb18030")
        elif form == "web.pdf":
            _bytes[key] = print_page(draw_page(facts))
        elif form == "word.pdf":
            _bytes[key] = _written(draw_page(facts))
        else:
            _bytes[key] = draw_pdf(facts)
    return _bytes[key]


def _written(page: str) -> bytes:
    """The notice's own part of a page as LibreOffice Writer makes a PDF of it."""
    start, end = page.index('<div class="detail">'), page.index('<div class="share-bar">')
    head = page[: page.index("<body>")]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "notice.html")
        body = page[start:end].replace("<table>", '<table border="1" cellspacing="0">')
        source.write_text(f"{head}<body>{body}</body></html>", encoding="utf-8")
        subprocess.run(
            [
                "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
                "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export",
                "--outdir", folder, str(source),
            ],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return Path(folder, "notice.pdf").read_bytes()


def read(facts: NoticeFacts, form: str = "html") -> tuple[Notice, Audit]:
    """The notice read and re-checked from its file."""
    from extractors.reading import extract_notice
    from flows.stages import reaudit

    key = (facts.model_dump_json(), form)
    if key not in _read:
        notice = extract_notice(drawn(facts, form), f"notice.{form}")
        _read[key] = notice, reaudit(notice, None)
    return _read[key]


def true_rows(table: FactTable) -> list[tuple[str | None, list[str]]]:
    """Section and cells of each body row."""
    rows: list[tuple[str | None, list[str]]] = []
    section = None
    for row in table.rows:
        if len(row) == 1:
            section = row[0]
        else:
            rows.append((section, list(row)))
    return rows


def read_rows(notice: Notice, number: int) -> list[tuple[str | None, list[str]]]:
    return [(row.section, [cell.text for cell in row.cells]) for row in notice.tables[number].rows]


def told(audit: Audit, *, notes: bool = False) -> list[tuple]:
    """What a finding names: code, severity, table, row, column, unit, published, expected."""
    return [place(found) for found in audit.findings if notes or found.severity != "note"]


def place(found: Finding) -> tuple:
    return (
        found.code, found.severity, found.table, found.row, found.column, found.unit,
        found.published, found.expected, found.difference,
    )  # fmt: skip


def identified(rows: Iterable[Sequence[int | None]], constant: bool) -> set[int]:
    """The columns whose weight the rows leave no choice about: exact elimination over fractions."""
    matrix = [[Fraction(c or 0) for c in row] + [Fraction(int(constant))] for row in rows]
    width = len(matrix[0])
    pivots: list[int] = []
    line = 0
    for column in range(width):
        found = next((r for r in range(line, len(matrix)) if matrix[r][column]), None)
        if found is None:
            continue
        matrix[line], matrix[found] = matrix[found], matrix[line]
        head = matrix[line][column]
        matrix[line] = [value / head for value in matrix[line]]
        for other in range(len(matrix)):
            if other != line and matrix[other][column]:
                factor = matrix[other][column]
                pairs = zip(matrix[other], matrix[line], strict=True)
                matrix[other] = [a - factor * b for a, b in pairs]
        pivots.append(column)
        line += 1
    free = set(range(width)) - set(pivots)
    return {
        column
        for row, column in enumerate(pivots)
        if column < width - 1 and not any(matrix[row][at] for at in free)
    }
