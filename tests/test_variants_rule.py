"""The portal's notice with other numbers under its accepted rule, and notices without a table.

What is expected is worked out here from the facts, never by the project's own code.
"""

import random
from collections import Counter
from itertools import product

import pytest

from benchmarks.facts import FactTable, NoticeFacts, load_facts
from tests.variants import FORMS, read, read_rows, told, true_rows

PORTAL = load_facts("city_portal_2020q2")
COUNT, POINTS, COMMISSIONED, TALKS, EXTRA, TOTAL = PORTAL.tables[0].columns[1:]
TALKS_ALONE = PORTAL.tables[3].columns[4]
Pairs = set[tuple[int, int]]


def changed(facts: NoticeFacts, table: int, unit: str, **cells: str) -> NoticeFacts:
    tables = list(facts.tables)
    old = tables[table]
    rows = [
        tuple(cells.get(path, text) for path, text in zip(old.columns, row, strict=True))
        if unit in row
        else row
        for row in old.rows
    ]
    assert any(unit in row for row in rows)
    tables[table] = old.model_copy(update={"rows": tuple(rows)})
    return facts.model_copy(update={"tables": tuple(tables)})


def line_of(facts: NoticeFacts, table: int, unit: str) -> int:
    return next(n for n, row in enumerate(facts.tables[table].rows, 1) if unit in row)


def ways(points: int, talks_only: bool) -> Pairs:
    """Interviews at 200 and policy readings at 50 that make the points."""
    found = {(talks, (points - 200 * talks) // 50) for talks in range(points // 200 + 1)}
    return {pair for pair in found if not talks_only or not pair[1]}


def added(first: Pairs, second: Pairs) -> Pairs:
    return {(a + c, b + d) for (a, b), (c, d) in product(first, second)}


def other_portal(seed: int) -> tuple[NoticeFacts, list[tuple[int, int]]]:
    """The same units with other items; how many interviews and readings each table truly has.

    Five readings in one cell (odd seeds) may as well be an interview and one reading.
    """
    chance = random.Random(seed)
    tables, items = [], []
    for table in PORTAL.tables:
        only = TALKS_ALONE in table.columns
        talks = readings = 0
        rows = []
        for place, row in enumerate(table.rows):
            a = chance.choice([0] * 7 + [1, 1, 2]) if len(table.rows) > 4 else 0
            b = 0 if only else chance.choice([0] * 9 + [1, 2, 5 if seed % 2 else 3])
            talks, readings = talks + a, readings + b
            count = chance.randint(1, 300) if place else 300
            commissioned = 10 * chance.randint(0, 12)
            extra = -5 * chance.choice([0, 0, 0, 0, 1, 2, 6, 7])
            points = 200 * a + 50 * b
            total = 5 * count + commissioned + points + extra
            rows.append((row[0], str(count), str(5 * count), str(commissioned),
                         str(points) if points else "/", str(extra), str(total)))  # fmt: skip
        rows.sort(key=lambda cells: -int(cells[1]))
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
        items.append((talks, readings))
    counts = [sum(int(row[1]) for row in table.rows) for table in tables]
    said = [count + a + b for count, (a, b) in zip(counts, items, strict=True)]
    talks, readings = sum(a for a, _ in items), sum(b for _, b in items)
    text = (
        f"二季度，网站共采用信息{sum(said)}条（含在线访谈{talks}条、政策解读{readings}条）。其中，"
        f"采用旗区信息{said[0]}条、市直各部门信息{said[1]}条、各经济开发区（园区）信息{said[2]}条、"
        f"人民团体信息{said[3]}条。"
    )
    paragraphs = (PORTAL.paragraphs[0], text, *PORTAL.paragraphs[2:])
    update = {"tables": tuple(tables), "paragraphs": paragraphs}
    return PORTAL.model_copy(update=update), items


def solutions(facts: NoticeFacts, items: list[tuple[int, int]]) -> list[Pairs]:
    """For each table the numbers of interviews and readings that the print and the text allow."""
    possible: list[Pairs] = []
    for table in facts.tables:
        only = TALKS_ALONE in table.columns
        sums: Pairs = {(0, 0)}
        for row in table.rows:
            sums = added(sums, ways(0 if row[4] == "/" else int(row[4]), only))
        possible.append(sums)
    stated = (sum(a for a, _ in items), sum(b for _, b in items))
    left = []
    for number, own in enumerate(possible):
        rest: Pairs = {(0, 0)}
        for other, sums in enumerate(possible):
            rest = added(rest, sums) if other != number else rest
        left.append({(a, b) for a, b in own if (stated[0] - a, stated[1] - b) in rest})
    return left


SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_accepted_rule_reproduces_other_numbers_without_an_error(seed):
    facts, _ = other_portal(seed)
    notice, audit = read(facts)
    for number, table in enumerate(facts.tables):
        assert read_rows(notice, number) == true_rows(table)
    assert (audit.rule.id, audit.rule.status) == ("ordos_portal", "accepted")
    scores = Counter(item.status for item in audit.scores if item.is_total)
    assert scores == {"reproduced": 51}
    assert Counter(item.status for item in audit.scores if not item.is_total) == {
        "reproduced": 51, "feasible": 153
    }  # fmt: skip
    assert [item for item in told(audit) if item[0] != "text_column"] == []
    assert {item[1] for item in told(audit)} <= {"warning"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_text_total_is_explained_by_solved_counts_only_where_they_are_unique(seed):
    facts, items = other_portal(seed)
    _, audit = read(facts)
    left = solutions(facts, items)
    found = {item.published: item for item in audit.findings if item.code == "text_column"}
    for table, (a, b), possible in zip(facts.tables, items, left, strict=True):
        count = sum(int(row[1]) for row in table.rows)
        assert (a, b) in possible
        if not a + b:
            assert str(count) not in found
            continue
        finding = found[str(count + a + b)]
        assert (finding.severity, finding.expected) == ("warning", str(count))
        terms = [str(term.value) for term in finding.explained_by]
        assert terms == ([str(count), str(a + b)] if len(possible) == 1 else [])


def test_the_seeds_hold_unique_and_open_counts():
    lengths = [len(left) for seed in SEEDS for left in solutions(*other_portal(seed))]
    assert 1 in lengths
    assert max(lengths) > 1


CELLS = [(0, "乌审旗"), (1, "鄂尔多斯市能源局"), (2, "空港物流园区")]


def plain_portal() -> NoticeFacts:
    return other_portal(1)[0]


def figure(facts: NoticeFacts, table: int, unit: str, path: str) -> int:
    old = facts.tables[table]
    text = old.rows[line_of(facts, table, unit) - 1][old.columns.index(path)]
    return 0 if text == "/" else int(text)


def planted(table: int, unit: str, **off: int) -> tuple[NoticeFacts, list[tuple]]:
    """The notice with figures off, and what is told beyond what is told of it without."""
    clean = plain_portal()
    cells = {path: str(figure(clean, table, unit, path) + by) for path, by in off.items()}
    facts = changed(clean, table, unit, **cells)
    before = told(read(clean)[1])
    return facts, [item for item in told(read(facts)[1]) if item not in before]


@pytest.mark.parametrize("off", [10, -35, 200, -1])
@pytest.mark.parametrize(("table", "unit"), CELLS)
def test_a_wrong_total_is_one_error_in_its_place(table, unit, off):
    facts, found = planted(table, unit, **{TOTAL: off})
    printed = figure(facts, table, unit, TOTAL)
    line = line_of(facts, table, unit)
    assert len(found) == 1
    assert found[0][0] in ("row_sum", "rule_contradicted")
    assert found[0][1:] == (
        "error", table + 1, line, TOTAL, unit, str(printed), str(printed - off), str(off)
    )  # fmt: skip


@pytest.mark.parametrize("off", [5, -10, 7])
@pytest.mark.parametrize(("table", "unit"), CELLS)
def test_a_wrong_part_is_told_and_its_total_is_not(table, unit, off):
    facts, found = planted(table, unit, **{POINTS: off})
    printed = figure(facts, table, unit, POINTS)
    assert [item[1:] for item in found] == [
        ("error", table + 1, line_of(facts, table, unit), POINTS, unit, str(printed),
         str(printed - off), str(off))
    ]  # fmt: skip


@pytest.mark.parametrize("off", [5, -10])
def test_points_that_the_text_and_the_count_contradict_are_in_doubt(off):
    """The text's total bears the counts out, so a wrong part with its total is the points'."""
    clean = plain_portal()
    text = clean.paragraphs[1]
    counts = sum(int(row[1]) for row in clean.tables[0].rows)
    said = next(int(n) for n in [text.split("采用旗区信息")[1].split("条")[0]])
    paragraphs = [p.replace(f"采用旗区信息{said}条", f"采用旗区信息{counts}条")
                  for p in clean.paragraphs]  # fmt: skip
    clean = clean.model_copy(update={"paragraphs": tuple(paragraphs)})
    printed = figure(clean, 0, "乌审旗", POINTS) + off
    total = figure(clean, 0, "乌审旗", TOTAL) + off
    cells = {POINTS: str(printed), TOTAL: str(total)}
    before = told(read(clean)[1])
    found = [
        item for item in told(read(changed(clean, 0, "乌审旗", **cells))[1]) if item not in before
    ]
    line = line_of(clean, 0, "乌审旗")
    assert found == [
        ("rule_contradicted", "warning", 1, line, POINTS, "乌审旗", str(printed),
         str(printed - off), str(off))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (EXTRA, -35, None),
        (EXTRA, -30, None),
        (EXTRA, -5, None),
        (EXTRA, -12, "rule_infeasible"),
        (EXTRA, -3, "rule_infeasible"),
        (EXTRA, 10, "rule_no_clause"),
        (EXTRA, 7, "rule_no_clause"),
        (COMMISSIONED, 55, "rule_infeasible"),
        (COMMISSIONED, 130, None),
        (TALKS, 120, "rule_infeasible"),
    ],
)
def test_points_of_uncounted_items_are_feasible_or_told(path, value, code):
    unit = "乌审旗"
    clean = plain_portal()
    total = figure(clean, 0, unit, TOTAL) - figure(clean, 0, unit, path) + value
    facts = changed(clean, 0, unit, **{path: str(value), TOTAL: str(total)})
    _, audit = read(facts)
    line = line_of(facts, 0, unit)
    here = [item for item in told(audit) if item[2] is not None]
    assert [item[:7] for item in here] == (
        [(code, "warning", 1, line, path, unit, str(value))] if code else []
    )
    (score,) = [s for s in audit.scores if (s.table, s.row, s.column) == (1, line, path)]
    assert score.status == ("infeasible" if code else "feasible")
    assert {s.status for s in audit.scores if s.is_total} == {"reproduced"}


def another_period(facts: NoticeFacts) -> NoticeFacts:
    def later(text: str) -> str:
        text = text.replace("第二季度", "第三季度").replace("二季度", "三季度")
        return text.replace("4月1日", "7月1日").replace("6月30日", "9月30日")

    return facts.model_copy(
        update={
            "title": later(facts.title),
            "paragraphs": tuple(map(later, facts.paragraphs)),
            "notes": tuple(map(later, facts.notes)),
        }
    )


def without_clauses(facts: NoticeFacts) -> NoticeFacts:
    kept = tuple(note for note in facts.notes if "每采用" not in note and "扣5分" not in note)
    assert len(kept) < len(facts.notes)
    return facts.model_copy(update={"notes": kept})


@pytest.mark.parametrize("stated", [True, False])
def test_outside_its_verified_span_stated_clauses_bind_else_the_rule_is_carried(stated):
    clean = another_period(plain_portal())
    clean = clean if stated else without_clauses(clean)
    notice, audit = read(clean)
    assert (str(notice.period_start), str(notice.period_end)) == ("2020-07-01", "2020-09-30")
    rule = (None, "read") if stated else ("ordos_portal", "carried")
    assert (audit.rule.id, audit.rule.status) == rule
    assert {item[1] for item in told(audit)} <= {"warning"}
    wrong = figure(clean, 0, "乌审旗", COUNT) + 3
    _, audit = read(changed(clean, 0, "乌审旗", **{COUNT: str(wrong)}))
    found = [item for item in told(audit) if item[2] is not None and item[0] != "declared_order"]
    assert [item[4:7] for item in found] == [(COUNT, "乌审旗", str(wrong))]


def test_the_rule_does_not_bind_another_office_by_its_title():
    clean = plain_portal()
    facts = clean.model_copy(
        update={
            "issuer": "包头市政务服务局",
            "title": clean.title.replace("鄂尔多斯市", "包头市"),
            "paragraphs": tuple(p.replace("鄂尔多斯", "包头") for p in clean.paragraphs),
        }
    )
    notice, audit = read(facts)
    assert notice.issuer == "包头市政务服务局"
    assert audit.rule.id is None
    assert audit.rule.status in ("read", "inferred")
    assert {item.rule_id for item in audit.scores} == {None}
    assert {item[1] for item in told(audit)} <= {"warning"}
    assert not [item for item in told(audit) if item[2] is not None]


@pytest.mark.parametrize(
    ("words", "path", "ascending"),
    [
        ("按信息采用条数从高到低排列", COUNT, False),
        ("按总分从高到低排列", TOTAL, False),
        ("按总分从低到高排列", TOTAL, True),
        ("按采用得分由高到低排列", POINTS, False),
    ],
)
def test_a_declared_order_is_held_against_the_rows(words, path, ascending):
    facts = plain_portal()
    facts = facts.model_copy(update={"notes": (f"注：1、各表{words}。", *facts.notes[1:])})
    expected = []
    for number, table in enumerate(facts.tables, 1):
        at = table.columns.index(path)
        values = [int(row[at]) for row in table.rows]
        for line in range(1, len(values)):
            step = values[line] - values[line - 1]
            if step < 0 if ascending else step > 0:
                row = table.rows[line]
                expected.append((number, line + 1, path, row[0], row[at]))
                break
    _, audit = read(facts, FORMS[len(words) % 3])
    found = [item for item in told(audit) if item[0] == "declared_order"]
    assert [item[2:7] for item in found] == expected
    assert {item[1] for item in found} <= {"warning"}


def test_a_unit_with_nothing_that_should_not_be_listed_is_told():
    clean = plain_portal()
    unit = clean.tables[1].rows[-1][0]
    total = figure(clean, 1, unit, TOTAL) - 5 * figure(clean, 1, unit, COUNT)
    facts = changed(clean, 1, unit, **{COUNT: "0", POINTS: "0", TOTAL: str(total)})
    _, audit = read(facts)
    found = [item for item in told(audit) if item[0] == "declared_omission"]
    assert [item[1:7] for item in found] == [("warning", 2, 35, COUNT, unit, "0")]
    assert not [item for item in told(read(clean)[1]) if item[0] == "declared_omission"]


@pytest.mark.parametrize("order", [[0, 6, 1, 2, 3, 4, 5], [6, 5, 4, 3, 2, 1, 0]])
@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_rule_binds_columns_by_heading_not_by_place(order, form):
    facts = changed(plain_portal(), 0, "乌审旗", **{TOTAL: "7"})
    tables = [
        FactTable(
            label=table.label,
            caption=table.caption,
            columns=tuple(table.columns[at] for at in order),
            rows=tuple(tuple(row[at] for at in order) for row in table.rows),
        )
        for table in reversed(facts.tables)
    ]
    turned = facts.model_copy(update={"tables": tuple(tables)})

    def seen(given: NoticeFacts, form: str):
        _, audit = read(given, form)
        last = len(given.tables) + 1
        places = [
            (code, severity, table and (table if given is facts else last - table), *rest)
            for code, severity, table, *rest in told(audit)
        ]
        return sorted(places, key=str), Counter(s.status for s in audit.scores)

    assert seen(turned, form) == seen(facts, "html")


# --- rankings named and absent, figures and fields ------------------------------------------------

MIDYEAR = load_facts("city_midyear_2018")


def schools(caption: str, count: int) -> FactTable:
    rows = tuple((str(n), f"第{'一二三四五六七八九十'[n - 1]}中学", f"{99.5 - n:.1f}")
                 for n in range(1, count + 1))  # fmt: skip
    return FactTable(label="", caption=caption, columns=("名次", "单位", "得分"), rows=rows)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("declared", [5, 6])
def test_rankings_named_are_present_or_absent_and_counted(declared, form):
    named = [("新申报全国文明单位排名", 4), ("省级文明单位排名", 61), ("市级文明单位排名", 29)]
    table = schools(f"(一)现有全国文明单位排名({declared}个)", 5)
    lines = [f"({'二三四'[n]}){name}({count}个)" for n, (name, count) in enumerate(named)]
    facts = MIDYEAR.model_copy(
        update={
            "issuer": "德州市精神文明建设委员会办公室",
            "published_on": "2018年9月3日",
            "tables": (table,),
            "after_signature": (),
            "notes": tuple(lines),
        }
    )
    notice, audit = read(facts, form)
    assert [(a.title, a.count, a.present) for a in notice.declared_attachments] == [
        ("现有全国文明单位排名", declared, True), *((name, count, False) for name, count in named)
    ]  # fmt: skip
    absent = [item for item in told(audit) if item[0] == "attachment_absent"]
    assert sorted(item[6] for item in absent) == sorted(str(count) for _, count in named)
    counted = [item for item in told(audit) if item[0] == "row_count"]
    assert [item[1:3] + item[6:] for item in counted] == (
        [] if declared == 5 else [("warning", 1, "6", "5", "1")]
    )
    assert len(told(audit)) == len(absent) + len(counted)


@pytest.mark.parametrize("form", FORMS)
def test_other_figures_of_an_article_are_read(form):
    clean = load_facts("banner_article_2022")
    swaps = {"13家": "21家", "10家": "4家", "12家": "17家", "30名": "8名", "658名": "1042名"}
    texts = []
    for text in clean.paragraphs:
        for old, new in swaps.items():
            text = text.replace(old, new)
        texts.append(text)
    facts = clean.model_copy(
        update={"title": "清水县：以“三项举措”推动文明单位创建", "issuer": "清水县委宣传部",
                "paragraphs": tuple(texts)}
    )  # fmt: skip
    notice, audit = read(facts, form)
    assert (notice.kind, notice.tables) == ("article", ())
    assert (notice.title, notice.issuer) == (facts.title, facts.issuer)
    figures = Counter(f"{f.text}{f.unit}" for f in notice.figures)
    assert {new for new in swaps.values() if figures[new] == 1} == set(swaps.values())
    assert not set(swaps) & set(figures)
    assert audit.findings == ()


@pytest.mark.parametrize("form", ["html", "gbk.html"])
def test_other_fields_of_a_report_are_read(form):
    clean = load_facts("centre_report_2023")
    fields = []
    for name, value in clean.fields:
        if isinstance(value, str):
            value = {"从业人数": "23"}.get(name, value.replace("榆林", "延安"))
        else:
            value = {key: text.replace("372.04", "80.2") for key, text in value.items()}
        fields.append((name, value))
    title = "延安市精神文明创建中心"
    facts = clean.model_copy(update={"title": title, "issuer": title, "fields": tuple(fields)})
    notice, audit = read(facts, form)
    assert (notice.kind, notice.tables, notice.title) == ("report", (), title)
    seen = {field.name: field.text for field in notice.fields}
    for name, value in fields:
        if isinstance(value, str):
            assert seen[name] == value
        else:
            assert {seen[f"{name}/{key}"] for key in value} == set(value.values())
    assert audit.findings == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "form",
    [
        "gbk.html",
        "pdf",
        pytest.param("web.pdf", marks=pytest.mark.program("chromium")),
        pytest.param("word.pdf", marks=pytest.mark.program("soffice")),
    ],
)
def test_other_numbers_give_the_same_in_every_form(form):
    facts = changed(plain_portal(), 2, "空港物流园区", **{TOTAL: "7"})
    notice, audit = read(facts, form)
    for number, table in enumerate(facts.tables):
        assert read_rows(notice, number) == true_rows(table)
    assert told(audit, notes=True) == told(read(facts)[1], notes=True)
