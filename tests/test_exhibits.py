"""What an auditor is shown of a finding's evidence, and of the unit whose appeal it is."""

from functools import cache

from contracts import Finding
from dataset.auditor.audited import Audited
from dataset.auditor.exhibits import Exhibit, exhibits_of, source_of
from dataset.auditor.page import audit_page
from dataset.auditor.standing import Standing, standing_of
from extractors.reading import extract_notice
from flows.asked_unit import asked_in, unknown_unit
from flows.stages import read_document, registry
from scoring.audit import audit_notice
from scoring.rule_file import load_rules

UNITS = ("东华镇", "西安镇", "南平镇", "北兴镇", "中和镇", "上昌镇")


def web_page(title: str, body: str) -> bytes:
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<html>{head}<body><h1>{title}</h1>{body}</body></html>".encode()


@cache
def audited(points: str = "每采用1条计5分。") -> Audited:
    """Six rows; the third scores 7 too many, the total of the items is 9 too many."""
    scores = [(unit, items, items * 5) for items, unit in enumerate(UNITS, 3)]
    rows = [(unit, n, score + 7 * (unit == UNITS[2])) for unit, n, score in scores]
    rows.append(("合计", sum(n for _, n, _ in rows) + 9, sum(score for *_, score in rows)))
    table = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in rows)
    content = web_page(
        "云岭市政府办公室关于2023年5月信息采用情况的通报",
        f"<p>{points}</p><table><tr><th>单位</th><th>采用条数</th><th>得分</th></tr>{table}</table>",
    )
    notice = extract_notice(content, "notice.html")
    audit = audit_notice(notice, load_rules())
    return Audited("notice.html", notice, audit, {notice.sha256: source_of("n.html", notice)})


def found(one: Audited, code: str) -> Finding:
    return next(finding for finding in one.audit.findings if finding.code == code)


def test_a_whole_column_is_shown_as_one_run_beside_the_row_in_doubt() -> None:
    one = audited()
    row, run = one.exhibits(found(one, "column_total"))
    assert (row.table, row.row, row.columns, row.is_run) == (1, 7, (1,), False)
    assert run.is_run
    assert run.what == "表1《采用条数》第1—6行 6 格"


def test_figures_of_a_few_rows_are_shown_row_by_row() -> None:
    one = audited()
    (row,) = one.exhibits(found(one, "rule_contradicted"))
    assert row.what == "表1 第3行 南平镇：采用条数 5、得分 32"


def test_a_finding_that_rests_on_a_clause_shows_where_the_clause_stands() -> None:
    one = audited()
    finding = found(one, "rule_contradicted")
    (clause,) = one.clauses_of(finding)
    assert clause.what == "每采用1条计5分"
    assert clause.spot.endswith("p:nth-of-type(1)")
    assert clause.spot in audit_page([one]).replace("&gt;", ">")


def test_a_row_read_from_a_sentence_is_shown_as_the_sentence() -> None:
    content = web_page(
        "云岭市2023年5月信息采用情况的通报",
        "<p>第一名：东华镇，得分90；第二名：西安镇，得分95；第三名：南平镇，得分80。</p>",
    )
    notice = extract_notice(content, "prose.html")
    assert notice.tables[0].readers == ("prose@1",)
    row = notice.tables[0].rows[1]
    sources = {notice.sha256: source_of("prose.html", notice)}
    (shown,) = exhibits_of([row.cells[0].evidence, row.cells[2].evidence], sources)
    assert shown.table is None
    assert "西安镇，得分95" in shown.what


def test_a_place_in_another_notice_bears_its_name() -> None:
    one = audited()
    other = one._replace(notice=one.notice.model_copy(update={"sha256": "f" * 64}))
    shown: tuple[Exhibit, ...] = other.exhibits(found(one, "rule_contradicted"))
    assert shown[0].what.startswith("〔n.html〕表1")


def test_an_appeal_tells_the_rank_that_recomputed_scores_give() -> None:
    one = audited()
    table = one.notice.tables[0]
    row = next(at for at, row in enumerate(table.rows, 1) if row.cells[0].text == UNITS[2])
    # Of 15, 20, 32, 30, 35, 40 the printed 32 is third; recomputed it is 25, and fourth.
    assert standing_of(table, 1, row, one.audit) == Standing(None, 3, 4, 6)
    assert standing_of(table, 1, len(table.rows), one.audit) is None  # the totals rank nowhere


def quarterly(period: str, unit: str) -> bytes:
    rows = "".join(
        f"<tr><td>{name}</td><td>{n}</td><td>{n * 5}</td></tr>"
        for n, name in enumerate(("教育局", unit, "财政局"), 2)
    )
    return web_page(
        f"达拉特旗人民政府办公室关于{period}政府网站信息采用情况的通报",
        "<p>每采用1条信息得5分。</p>"
        f"<table><tr><th>单位</th><th>采用条数</th><th>总分</th></tr>{rows}</table>",
    )


def test_an_appeal_follows_a_unit_through_its_names() -> None:
    old = read_document(quarterly("2018年第四季度", "国土资源局"), "old.html")
    new = read_document(quarterly("2019年第二季度", "自然资源局"), "new.html")
    for name in ("国土资源局", "自然资源局", "达拉特旗自然资源局"):
        asked = asked_in(name, (old, new), registry().by_id)
        assert asked[old.sha256].is_meant("国土资源局")
        assert asked[new.sha256].is_meant("自然资源局")
        assert not asked[new.sha256].is_meant("财政局")
        assert old.notice is not None
        assert new.notice is not None
        assert unknown_unit(asked, [old.notice, new.notice]) is None


def test_of_a_unit_that_nobody_names_the_nearest_names_are_told() -> None:
    old = read_document(quarterly("2018年第四季度", "国土资源局"), "old.html")
    assert old.notice is not None
    told = unknown_unit(asked_in("国士资源局", [old], registry().by_id), [old.notice])
    assert told is not None
    assert "相近的有：国土资源局" in told.zh
    assert "Nearest: 国土资源局" in told.en
