"""Observations of whole notices: seeds, other offices, zero marks, cumulative columns."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts import Agreement, Cell, Ledger, Notice, Paragraph, Row, Table
from evidence import Evidence, Locator
from normalizers.column_period import column_period
from normalizers.decided import Rulings
from normalizers.indicators import load_indicators
from normalizers.observe import Observed, observe_notice
from normalizers.provisional import Proposals
from normalizers.registry import load_registry

DOCUMENTS = Path(__file__).resolve().parents[1].parent / "shared" / "documents"
PROPOSALS = Proposals(load_registry())
INDICATORS = load_indicators()


def evidence(text: str) -> Evidence:
    return Evidence(capture="0" * 64, locator=Locator(page=1), quote=text, reader="test@1")


def table(caption: str, columns: list[str], rows: list[tuple[Any, ...]]) -> Table:
    """Rows are (kind, section, cells...) with texts."""
    return Table(
        caption=caption,
        columns=tuple(columns),
        rows=tuple(
            Row(
                kind=kind,
                section=section,
                page=1,
                cells=tuple(Cell(text=text, evidence=evidence(text)) for text in cells),
            )
            for kind, section, *cells in rows
        ),
        parts=(),
        readers=("test@1",),
        agreement=Agreement(how="one_reader", confidence=1.0),
    )


def notice(
    issuer: str | None,
    tables: list[Table],
    *,
    title: str | None = None,
    period: tuple[str, str] | None = ("2020-04-01", "2020-06-30"),
    prose: tuple[str, ...] = (),
) -> Notice:
    return Notice(
        sha256="0" * 64,
        media_type="text/html",
        kind="ranking",
        title=title,
        doc_number=None,
        issuer=issuer,
        published_on=None,
        period_start=dt.date.fromisoformat(period[0]) if period else None,
        period_end=dt.date.fromisoformat(period[1]) if period else None,
        paragraphs=tuple(Paragraph(text=text, evidence=evidence(text)) for text in prose),
        fields=(),
        figures=(),
        declared_attachments=(),
        tables=tuple(tables),
        issues=(),
        ledger=Ledger(numbers=0, extracted=0, ignored={}, unaccounted=()),
    )


def observe(given: Notice) -> Observed:
    return observe_notice(given, PROPOSALS, INDICATORS)


def seed(name: str, prose: tuple[str, ...] = ()) -> Observed:
    path = DOCUMENTS / f"{name}.truth.json"
    if not path.exists():
        pytest.skip(f"{path} is absent: the shared documents lie beside the worktree")
    truth = json.loads(path.read_text(encoding="utf-8"))
    tables = [
        table(
            given["caption"],
            given["columns"],
            [(row["kind"], row["section"], *row["cells"]) for row in given["rows"]],
        )
        for given in truth["tables"]
    ]
    return observe(notice(truth["issuer"], tables, period=tuple(truth["period"]), prose=prose))


def test_every_unit_of_the_banner_notice_is_placed_on_the_day_of_its_period() -> None:
    observed = seed("seed-000")
    assert observed.issues == ()
    units = {o.unit_printed: o.unit_id for o in observed.observations}
    assert len(units) == 36
    assert units["教育局"] == "dalad_education"  # the bureau before the reform of 2019
    assert units["昭君街道"] != units["昭君镇"]
    assert units["运管分局"] == "dalad_road_transport_branch"
    assert {o.indicator for o in observed.observations} >= {
        "rank",
        "submitted_count",
        "adopted_count.banner",
        "online_civility_count.central",
        "total_points",
    }


def test_every_unit_of_the_city_notice_is_placed_and_a_declared_slash_is_zero() -> None:
    observed = seed("seed-002", prose=("2、采用信息条数为“0”的单位未列出，“/”即得分为0。",))
    assert observed.issues == ()
    assert len(observed.observations) == 51 * 6
    slashes = [o for o in observed.observations if o.value_printed == "/"]
    assert slashes
    assert {(o.value, o.value_status) for o in slashes} == {(Decimal(0), "dash_as_zero")}
    by_name = {o.unit_printed: o.unit_id for o in observed.observations}
    assert by_name["城市管理综合执法局"] == "ordos_urban_enforcement"
    assert by_name["准格尔经济开发区"] == "jungar_economic_zone"


def test_observations_count_rows_from_one_and_leave_totals_out() -> None:
    observed = observe(
        notice(
            "鄂尔多斯市政务服务局",
            [
                table(
                    "部门信息采用情况",
                    ["单位", "采用条数"],
                    [
                        ("unit", None, "市统计局", "3"),
                        ("total", None, "合计", "5"),
                        ("unit", None, "市司法局", "2"),
                    ],
                )
            ],
        )
    )
    assert [(o.row, o.unit_id, o.value) for o in observed.observations] == [
        (1, "ordos_statistics", Decimal(3)),
        (3, "ordos_justice", Decimal(2)),
    ]


def test_an_unknown_office_is_processed_with_one_issue_a_name() -> None:
    observed = observe(
        notice(
            "咸宁市城市管理工作领导小组办公室",
            [
                table(
                    "综合评价排名",
                    ["名次", "区域", "得分"],
                    [("unit", None, "1", "第三片区", "9.5")],
                ),
                table(
                    "分项排名",
                    ["名次", "区域", "得分"],
                    [("unit", None, "1", "第三片区", "8.5")],
                ),
            ],
        )
    )
    assert [o.unit_id for o in observed.observations] == [None] * 4
    assert {o.match_method for o in observed.observations} == {"unmatched"}
    assert {mention.name for mention in observed.mentions} == {"第三片区"}
    issues = Rulings((), PROPOSALS.registry).settle(observed.mentions, observed.observations).issues
    assert [issue.code for issue in issues] == ["unknown_unit"]
    assert "第三片区" in issues[0].message.en


def test_a_body_that_nobody_entered_is_a_provisional_unit_with_its_lineage() -> None:
    rows = [("unit", None, "市国土局", "3")]
    observed = observe(
        notice("咸宁市人民政府办公室", [table("各部门得分", ["单位", "得分"], rows)])
    )
    (first,) = observed.observations
    units = {unit.id: unit for unit in observed.proposed}
    unit = units[first.unit_id or ""]
    assert (unit.name, first.match_method) == ("咸宁市自然资源局", "provisional")
    assert [u.name for u in units.values() if u.successors and u.series_id == unit.series_id] == [
        "咸宁市国土资源局"
    ]


def test_a_heading_that_fits_no_indicator_is_reported_once_a_path() -> None:
    columns = ["单位", "甲乙丙"]
    observed = observe(
        notice(
            "榆林市人民政府办公室",
            [
                table("一", columns, [("unit", None, "市教育局", "3")]),
                table("二", columns, [("unit", None, "市司法局", "3")]),
            ],
        )
    )
    assert [issue.code for issue in observed.issues] == ["unknown_heading"]
    assert [o.indicator for o in observed.observations] == [None, None]
    assert [o.unit_id for o in observed.observations] == ["yulin_education", "yulin_justice"]


@pytest.mark.parametrize(
    ("prose", "value", "status"),
    [
        ("注：“-”表示0。", Decimal(0), "dash_as_zero"),
        ("备注：“—”表示无。", Decimal(0), "dash_as_zero"),
        ("“/”即得分为0。", None, "blank"),
        ("“-”表示该单位不参加考核。", None, "blank"),
        ("一切照旧。", None, "blank"),
    ],
)
def test_a_dash_is_zero_only_where_the_notice_says_so(
    prose: str, value: Decimal | None, status: str
) -> None:
    given = table("t", ["单位", "采用条数"], [("unit", None, "市教育局", "－")])
    (only,) = observe(notice("榆林市人民政府办公室", [given], prose=(prose,))).observations
    assert (only.value, only.value_status) == (value, status)


@pytest.mark.parametrize(("total", "status"), [("7", "dash_as_zero"), ("8", "blank")])
def test_a_dash_is_zero_where_the_total_agrees(total: str, status: str) -> None:
    given = table(
        "t",
        ["单位", "采用条数"],
        [
            ("unit", None, "市教育局", "7"),
            ("unit", None, "市司法局", "-"),
            ("total", None, "合计", total),
        ],
    )
    last = observe(notice("榆林市人民政府办公室", [given])).observations[-1]
    assert last.value_status == status


@pytest.mark.parametrize(("last", "status"), [("4", "dash_as_zero"), ("5", "blank")])
def test_a_blank_is_zero_where_every_row_adds_up(last: str, status: str) -> None:
    given = table(
        "t",
        ["单位", "网站采用", "微信采用", "合计"],
        [("unit", None, "市教育局", "2", "3", "5"), ("unit", None, "市司法局", "4", "", last)],
    )
    observed = observe(notice("榆林市人民政府办公室", [given])).observations
    assert observed[4].column == "微信采用"
    assert observed[4].value_status == status


def test_a_misprinted_number_is_illegible_and_kept_as_printed() -> None:
    given = table(
        "t", ["单位", "得分"], [("unit", None, "教育局", "86..67"), ("unit", None, "司法局", "8")]
    )
    first = observe(notice("榆林市人民政府办公室", [given])).observations[0]
    assert (first.value, first.value_status, first.value_printed) == (None, "illegible", "86..67")


def test_a_rank_in_words_is_a_rank() -> None:
    given = table(
        "t",
        ["名次", "单位", "得分"],
        [
            ("unit", None, "第一名", "市教育局", "9"),
            ("unit", None, "并列第十二名", "市司法局", "8"),
        ],
    )
    observed = observe(notice("榆林市人民政府办公室", [given])).observations
    assert [o.value for o in observed if o.indicator == "rank"] == [Decimal(1), Decimal(12)]


def test_a_group_column_tells_whose_unit_it_is() -> None:
    given = table(
        "t",
        ["旗区", "单位", "得分"],
        [
            ("unit", None, "达拉特旗", "统计局", "9"),
            ("unit", None, "达拉特旗", "司法局", "8"),
            ("unit", None, "准格尔旗", "教体局", "8"),
        ],
    )
    observed = observe(notice("鄂尔多斯市政务服务局", [given])).observations
    assert [o.unit_id for o in observed] == [
        "dalad_statistics",
        "dalad_justice",
        "jungar_education_sports",
    ]


def test_a_table_without_names_is_reported() -> None:
    observed = observe(
        notice("榆林市人民政府办公室", [table("t", ["得分"], [("unit", None, "3")])])
    )
    assert observed.observations == ()
    assert [issue.code for issue in observed.issues] == ["unknown_unit"]


START, END = dt.date(2022, 4, 1), dt.date(2022, 6, 30)


@pytest.mark.parametrize(
    ("heading", "start", "end"),
    [
        ("采用条数", "2022-04-01", "2022-06-30"),
        ("1-6月累计", "2022-01-01", "2022-06-30"),
        ("全年累计得分", "2022-01-01", "2022-06-30"),
        ("5月得分", "2022-05-01", "2022-05-31"),
        ("去年同期", "2021-04-01", "2021-06-30"),
        ("上季度得分", "2022-01-01", "2022-03-31"),
        ("2021年排名", "2021-01-01", "2021-12-31"),
        ("比上季度增长", "2022-04-01", "2022-06-30"),
        ("累计得分", None, "2022-06-30"),
        ("上季度累计得分", None, "2022-03-31"),
        ("年内合计", "2022-01-01", "2022-06-30"),
        ("本年/采用", "2022-01-01", "2022-06-30"),
        ("全年采用", "2022-01-01", "2022-06-30"),
        ("年度任务数", "2022-04-01", "2022-06-30"),
    ],
)
def test_a_heading_may_tell_its_own_period(heading: str, start: str | None, end: str) -> None:
    found = column_period(heading, "采用情况统计表", START, END)
    assert [day and day.isoformat() for day in found] == [start, end]


def test_a_caption_may_tell_its_own_period_but_a_bare_year_does_not() -> None:
    assert column_period("得分", "2022年1-6月排名", START, END) == (dt.date(2022, 1, 1), END)
    assert column_period("得分", "2022年度信息采用情况", START, END) == (START, END)


def test_an_unknown_period_stays_unknown() -> None:
    assert column_period("得分", "排名", None, None) == (None, None)


def test_where_no_office_is_named_the_areas_listed_tell_the_place() -> None:
    names = ("恩格贝镇", "白泥井镇", "昭君镇", "教体局", "某厂")
    rows = [("unit", None, name, "1") for name in names]
    observed = observe(notice(None, [table("信息采用情况", ["单位", "采用条数"], rows)]))
    found = {mention.name: mention.match for mention in observed.mentions}
    assert found["恩格贝镇"].unit_id == "dalad_engebei"
    assert found["教体局"].unit_id is not None
    assert "the areas that the notice lists" in found["教体局"].reason
    assert found["教体局"].confidence < 0.9
    few = observe(notice(None, [table("信息采用情况", ["单位", "采用条数"], rows[1:])]))
    assert all(mention.match.unit_id is None for mention in few.mentions)
