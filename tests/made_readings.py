"""A handful of readings made by hand: two offices, three quarters, a renamed unit, a tie, an absent
unit. Every test of the dataset starts from these.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from contracts import (
    Agreement,
    Audit,
    Capture,
    Cell,
    Clause,
    DeclaredAttachment,
    Finding,
    Indicator,
    Ledger,
    NamedField,
    Notice,
    Observation,
    ProseFigure,
    Reading,
    Row,
    RuleInForce,
    Score,
    SetAside,
    Succession,
    Table,
    TraceStep,
    Unit,
)
from dataset.fingerprint import Fingerprint, fingerprint
from evidence import Evidence, Locator, Message
from figures import read_figure

READER = "made@1"
CITY, COUNTY = "示例市政务服务局", "样板县人民政府办公室"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
QUARTERS = {
    1: (date(2020, 1, 1), date(2020, 3, 31), "一"),
    2: (date(2020, 4, 1), date(2020, 6, 30), "二"),
    3: (date(2020, 7, 1), date(2020, 9, 30), "三"),
}
UNITS = (
    Unit(
        id="land",
        series_id="land",
        name="示例市国土资源局",
        short_names=("市国土局",),
        jurisdiction="990100",
        area=None,
        level="city",
        kind="government_department",
        valid_from=None,
        valid_to=date(2020, 5, 1),
        successors=(
            Succession(unit="nature", how="rename", date=date(2020, 5, 1), cite="机构改革方案"),
        ),
    ),
    Unit(
        id="nature",
        series_id="land",
        name="示例市自然资源局",
        short_names=("市自然资源局",),
        jurisdiction="990100",
        area=None,
        level="city",
        kind="government_department",
        valid_from=date(2020, 5, 1),
        valid_to=None,
        successors=(),
    ),
    *(
        Unit(
            id=name,
            series_id=name,
            name=full,
            short_names=short,
            jurisdiction=place,
            area=area,
            level="city",
            kind="government_department",
            valid_from=None,
            valid_to=None,
            successors=(),
        )
        for name, full, short, place, area in (
            ("edu", "示例市教育局", ("市教育局", "教育局"), "990100", None),
            ("stats", "示例市统计局", ("市统计局",), "990100", None),
            ("county_edu", "样板县教育局", ("县教育局", "教育局"), "990121", None),
            ("county_stats", "样板县统计局", ("县统计局",), "990121", None),
            ("county", "样板县", (), "990100", "990121"),
        )
    ),
)
INDICATORS = tuple(
    Indicator(
        id=name,
        measure=measure,
        subject=None,
        role=None,
        level=None,
        channel=None,
        period=None,
        label=Message(zh=name, en=name),
        unit=Message(zh=name, en=name),
    )
    for name, measure in (("items", "count"), ("score", "points"))
)
NAMES = {unit.name: unit.id for unit in UNITS}
CLAUSES = (
    Clause(
        rule_id="city_portal",
        label="示例市网站信息采用计分",
        issuer=CITY,
        version="2020-01-01",
        valid_from=date(2020, 1, 1),
        verified_through=date(2020, 12, 31),
        status="accepted",
        column="得分",
        kind="per_item",
        formula="采用条数 × 5",
        quote="每采用1条得5分",
        cite="注1",
    ),
)
SET_ASIDE = (
    SetAside(
        path="inbox/scan.pdf",
        sha256="f" * 64,
        code="needs_ocr",
        message=Message(zh="扫描件，需文字识别", en="a scan; needs OCR"),
    ),
)


def sha(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def evidence(notice: str, quote: str, row: int = 0, column: int = 0) -> Evidence:
    box = (72.0 + 60 * column, 100.0 + 20 * row, 130.0 + 60 * column, 118.5 + 20 * row)
    return Evidence(capture=notice, locator=Locator(page=1, box_pt=box), quote=quote, reader=READER)


def make_reading(
    office: str,
    quarter: int,
    lines: list[tuple[str, str, str, str]],
    *,
    caption: str | None = None,
    columns: tuple[str, ...] = ("排名", "单位", "采用条数", "得分"),
    absent_means: str | None = None,
    salt: str = "",
    media_type: str = "text/html",
    title: str | None = None,
    doc_number: str | None = None,
    sentence: str = "共采用信息60条。",
    fields: tuple[tuple[str, str], ...] = (),
    rule: RuleInForce | None = None,
    with_table: bool = True,
    sections: list[str | None] | None = None,
) -> Reading:
    """A reading of a notice with one table; `lines` are rank, unit, items, points as printed."""
    start, end, word = QUARTERS[quarter]
    title = title or f"关于2020年第{word}季度信息采用情况的通报"
    notice_sha = sha(f"{office}{quarter}{lines}{salt}{media_type}{title}")
    rule = rule or RuleInForce(id=None, version=None, status="none")
    rows, observations, scores = [], [], []
    for number, line in enumerate(lines, 1):
        section = sections[number - 1] if sections else None
        cells = tuple(
            Cell(text=text, evidence=evidence(notice_sha, text, number, place))
            for place, text in enumerate(line)
        )
        rows.append(Row(kind="unit", section=section, page=1, cells=cells))
        for place in (2, 3):
            figure = read_figure(line[place])
            observations.append(
                Observation(
                    notice=notice_sha,
                    table=1,
                    row=number,
                    column=columns[place],
                    section=section,
                    unit_id=NAMES.get(line[1]),
                    unit_printed=line[1],
                    match_method="exact" if line[1] in NAMES else "unmatched",
                    indicator=("items", "score")[place - 2],
                    value=figure.value if figure else None,
                    value_printed=line[place],
                    value_status="printed" if figure else "blank",
                    period_start=start,
                    period_end=end,
                    evidence=cells[place].evidence,
                )
            )
        items, points = read_figure(line[2]), read_figure(line[3])
        if rule.id and items and points:
            expected = items.value * 5
            scores.append(
                Score(
                    notice=notice_sha,
                    table=1,
                    row=number,
                    column=columns[3],
                    unit_printed=line[1],
                    is_total=True,
                    published=points.value,
                    recomputed=expected,
                    status="reproduced" if expected == points.value else "contradicted",
                    reason=None,
                    rule_id=rule.id,
                    rule_version=rule.version,
                    trace=(
                        TraceStep(
                            column=columns[2],
                            items=items.value,
                            points_each=Decimal(5),
                            points=expected,
                            clause="每采用1条得5分",
                        ),
                    ),
                    evidence=cells[3].evidence,
                )
            )
    table = Table(
        caption=f"2020年第{word}季度各部门信息采用情况" if caption is None else caption,
        columns=columns,
        rows=tuple(rows),
        parts=(),
        readers=(READER,),
        agreement=Agreement(how="one_reader", confidence=0.9),
        absent_means=absent_means,
    )
    said = evidence(notice_sha, sentence)
    notice = Notice(
        sha256=notice_sha,
        media_type=media_type,
        kind="ranking",
        title=title,
        doc_number=doc_number,
        issuer=office,
        published_on=None,
        period_start=start,
        period_end=end,
        paragraphs=(),
        fields=tuple(
            NamedField(name=name, text=text, evidence=evidence(notice_sha, text))
            for name, text in fields
        ),
        figures=(
            ProseFigure(value=Decimal(60), unit="条", text="60", sentence=sentence, evidence=said),
        ),
        declared_attachments=(DeclaredAttachment(title="附件：排名表", count=3, present=False),),
        tables=(table,) if with_table else (),
        issues=(),
        ledger=Ledger(numbers=9, extracted=8, ignored={"date": 1}, unaccounted=()),
    )
    finding = Finding(
        code="text_column",
        severity="warning",
        table=1 if with_table else None,
        row=None,
        column=columns[2] if with_table else None,
        unit=None,
        published="60",
        expected="59",
        difference="1",
        changes_rank=False,
        explanation=Message(zh="文中60，合计59。", en="The text says 60, the column 59."),
        explained_by=(),
        clause=None,
        evidence=(said,),
    )
    return Reading(
        path=f"{office}/{quarter}{salt}.html",
        capture=Capture(
            sha256=notice_sha,
            source_id="made",
            url=f"https://www.example.gov.cn/{quarter}{salt}.html",
            fetched_at=datetime(2020, 10, quarter, 8, 30, tzinfo=UTC),
            media_type=media_type,
            file_name=f"{quarter}{salt}.html",
        ),
        notice=notice,
        observations=tuple(observations) if with_table else (),
        indicators=INDICATORS,
        issues=(),
        audit=Audit(
            notice=notice_sha,
            rule=rule,
            scores=tuple(scores) if with_table else (),
            findings=(finding,),
        ),
    )


ACCEPTED = RuleInForce(id="city_portal", version="2020-01-01", status="accepted")


def made_readings() -> list[Reading]:
    """Three quarters of the city, two of the county."""
    return [
        make_reading(
            CITY,
            1,
            [
                ("1", "示例市国土资源局", "10", "50"),
                ("2", "示例市教育局", "8", "40"),
                ("3", "示例市统计局", "6", "30"),
            ],
            absent_means="zero",
            rule=ACCEPTED,
        ),
        make_reading(
            CITY,
            2,
            [
                ("1", "示例市教育局", "9", "45.0"),
                ("2", "示例市自然资源局", "9", "45.0"),
                ("3", "示例市统计局", "1,000", "5,000.50"),
            ],
            absent_means="zero",
            rule=ACCEPTED,
        ),
        make_reading(
            CITY,
            3,
            [("1", "示例市自然资源局", "4", "20"), ("2", "示例市统计局", "2", "")],
            absent_means="zero",
        ),
        make_reading(
            COUNTY,
            1,
            [("1", "样板县教育局", "3", "12.5"), ("2", "样板县统计局", "2", "-3")],
            absent_means="unknown",
        ),
        make_reading(COUNTY, 3, [("1", "样板县统计局", "2", "8")], absent_means="unknown"),
    ]


def made_fingerprint(salt: str = "") -> Fingerprint:
    one = {"file": sha("file" + salt)}
    return fingerprint(
        inputs={reading.path: reading.capture.sha256 for reading in made_readings()},
        registries=one,
        rules=one,
        decisions=one,
        lock=one,
        code=one,
    )
