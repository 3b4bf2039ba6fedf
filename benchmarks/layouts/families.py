"""The layouts: what is drawn, how, by which renderers; those to tune on and those kept apart.

A layout belongs to one group. Those that are kept combine what the others have singly, or have what
none of them has, and their seeds and fonts are others.
"""

from random import Random
from typing import Literal, NamedTuple

from benchmarks.layouts.look import Look, Page, Rules, Stroke
from benchmarks.layouts.table import Shape

Group = Literal["tuning", "kept"]
Renderer = Literal["canvas", "chromium", "typst", "html", "docx", "xlsx", "scan"]
_ALL: tuple[Renderer, ...] = ("canvas", "chromium", "typst", "html", "docx", "xlsx")
_OWN: tuple[Renderer, ...] = ("canvas",)
_SCAN: tuple[Renderer, ...] = ("scan",)


class Layout(NamedTuple):
    """A layout under its name."""

    name: str
    shape: Shape
    look: Look
    renderers: tuple[Renderer, ...] = _ALL
    variant: int = 0
    """Which of several under one name."""


_LONG = Shape(rows=(60, 90), columns=(4, 6))
_FULL = Shape(depth=2, columns=(6, 8), total=True, notes=1, remarks=True, long_names=True)

TUNING = (
    Layout("plain grid", Shape(rows=(3, 45), columns=(3, 12)), Look()),
    Layout("zebra", Shape(), Look(rules="zebra", names="left", figures="right")),
    Layout("no left and right frame", Shape(total=True), Look(open_sides="lr")),
    Layout("no right frame", Shape(depth=2), Look(open_sides="r", stroke="bar")),
    Layout("double rules", Shape(depth=2), Look(stroke="double")),
    Layout("cells in boxes of their own", Shape(), Look(stroke="boxes")),
    Layout("text on the rule", Shape(rows=(10, 20)), Look(pad=0.6, sink=1.6), _OWN),
    Layout(
        "booktabs",
        Shape(total=True, total_merged=False),
        Look(rules="booktabs", names="left", figures="right"),
    ),
    Layout(
        "borderless, figures right",
        Shape(long_names=True),
        Look(rules="none", names="left", figures="right"),
    ),
    Layout("borderless, centred", Shape(total=True, total_merged=False), Look(rules="none")),
    Layout(
        "borderless, narrow gaps",
        Shape(columns=(5, 8)),
        Look(rules="none", names="left", figures="right", wide=False, gap=4),
    ),
    Layout(
        "horizontal rules",
        Shape(depth=2, total=True, total_merged=False),
        Look(rules="horizontal", names="left"),
    ),
    Layout("vertical rules", Shape(total=True), Look(rules="vertical")),
    Layout(
        "label over pages",
        Shape(rows=(45, 60), groups=2, columns=(5, 6)),
        Look(),
    ),
    Layout("heading repeated", _LONG._replace(depth=2), Look()),
    Layout("heading not repeated", _LONG, Look(repeated=False)),
    Layout(
        "heading parted by the page break",
        Shape(depth=2, rows=(20, 30)),
        Look(parted_heading=True, repeated=False, room=200),
        _OWN,
    ),
    Layout(
        "row cut by the page break",
        Shape(rows=(40, 50), long_names=True, columns=(6, 8)),
        Look(cut_rows=True, repeated=False, room=300),
    ),
    Layout("narrower on the next page", Shape(narrower=True, columns=(4, 4)), Look()),
    Layout(
        "title, unit and notes in the frame",
        Shape(title_inside=True, measure="inside", notes=2),
        Look(),
    ),
    Layout("two tables side by side", Shape(tables=2, columns=(3, 3)), Look(beside=True)),
    Layout("landscape", Shape(depth=3, columns=(10, 12)), Look(page="landscape")),
    Layout("turned page", Shape(depth=2, columns=(9, 11)), Look(page="turned")),
    Layout("coloured heading", Shape(depth=2), Look(coloured=True, figures="right")),
    Layout("dashed", Shape(), Look(stroke="dashed")),
    Layout("dotted", Shape(), Look(stroke="dotted")),
    Layout("hairlines", Shape(depth=2, sections=2, subtotals=True), Look(stroke="hairline")),
    Layout("watermark", Shape(rows=(20, 30)), Look(watermark=True)),
    Layout("running lines", Shape(rows=(40, 60)), Look(furniture=True)),
    Layout("prose in columns", Shape(), Look(prose_columns=True)),
    Layout("blocks side by side", Shape(blocks=2, rows=(12, 30), columns=(3, 4)), Look()),
    Layout("groups with subtotals", Shape(groups=3, subtotals=True, total=True), Look()),
    Layout("nested sections", Shape(sections=2, nested=True, columns=(5, 7)), Look(names="left")),
    Layout("full", _FULL, Look()),
    Layout("small print", Shape(columns=(9, 12), depth=2, rows=(20, 40)), Look(size=7)),
    Layout(
        "ruled heading over ruled lines",
        Shape(depth=2, total=True, total_merged=False),
        Look(rules="heading", figures="right", names="left"),
    ),
    Layout("transposed", Shape(transposed=True, rows=(4, 12)), Look()),
    Layout("remarks over two rows", Shape(remarks=True, shared=True, columns=(5, 6)), Look()),
    Layout("a wrong total", Shape(total=True, faulty=True), Look(spaced=True)),
    Layout(
        "continued, so it says",
        Shape(rows=(40, 60)),
        Look(continued=True, repeated=True),
        _OWN,
    ),
    Layout(
        "names of many lines",
        Shape(long_names=True, columns=(8, 11), rows=(10, 25)),
        Look(name_width=5, latin=True),
    ),
    Layout("scanned", Shape(rows=(6, 14), columns=(4, 6)), Look(size=11), _SCAN),
    Layout("scanned, two levels", Shape(rows=(6, 12), depth=2, total=True), Look(size=10), _SCAN),
    Layout("scanned groups", Shape(rows=(6, 12), groups=2, columns=(5, 6)), Look(size=10.5), _SCAN),
    Layout("large print", Shape(columns=(3, 4)), Look(size=15)),
)

KEPT = (
    Layout(
        "grid with a measure line",
        Shape(rows=(3, 45), columns=(3, 12), measure="outside", remarks=True),
        Look(font="song", size=9),
    ),
    Layout(
        "zebra over pages with sections",
        Shape(rows=(45, 60), sections=3, depth=2),
        Look(rules="zebra", font="song", furniture=True),
    ),
    Layout("no left frame", Shape(depth=3), Look(open_sides="l", stroke="dashed", font="song")),
    Layout(
        "double rules without sides",
        Shape(total=True, notes=1),
        Look(stroke="double", open_sides="lr", font="hei"),
    ),
    Layout(
        "text over thin bars",
        Shape(rows=(10, 20), depth=2),
        Look(stroke="bar", pad=0.4, sink=-1.8, font="song"),
        _OWN,
    ),
    Layout(
        "booktabs over pages",
        Shape(rows=(50, 70), depth=2, total=True, total_merged=False),
        Look(rules="booktabs", font="song", names="left", figures="decimal"),
    ),
    Layout(
        "borderless, decimals, long names",
        Shape(long_names=True, total=True, total_merged=False, columns=(5, 6)),
        Look(rules="none", names="left", figures="decimal", font="song", size=11),
    ),
    Layout(
        "borderless over pages",
        Shape(rows=(50, 70), columns=(4, 6)),
        Look(rules="none", font="hei", figures="right", furniture=True),
    ),
    Layout(
        "horizontal rules and sections",
        Shape(sections=2, remarks=True, subtotals=True, total_merged=False),
        Look(rules="horizontal", font="hei", stroke="hairline", names="left", figures="right"),
    ),
    Layout(
        "vertical rules and sections",
        Shape(sections=3, depth=2),
        Look(rules="vertical", font="hei"),
    ),
    Layout(
        "ruled heading over a bare body",
        Shape(depth=2),
        Look(rules="heading", font="song"),
    ),
    Layout(
        "outer frame alone", Shape(total=True, total_merged=False), Look(rules="outer", font="song")
    ),
    Layout(
        "coloured heading, groups over pages, watermark",
        Shape(groups=2, rows=(50, 70), subtotals=True),
        Look(coloured=True, watermark=True, font="song"),
    ),
    Layout(
        "title in the frame, label and row cut",
        Shape(title_inside=True, groups=2, rows=(40, 55), long_names=True),
        Look(cut_rows=True, repeated=False, font="song"),
    ),
    Layout(
        "three blocks",
        Shape(blocks=3, rows=(20, 45), columns=(3, 3)),
        Look(font="song", size=9),
    ),
    Layout(
        "turned page with sections and totals",
        Shape(sections=2, subtotals=True, total=True, columns=(9, 11), depth=2),
        Look(page="turned", font="song", stroke="bar"),
    ),
    Layout(
        "landscape over pages",
        Shape(rows=(50, 70), depth=3, columns=(9, 12), total=True),
        Look(page="landscape", font="hei", furniture=True),
    ),
    Layout(
        "several tables, one narrower",
        Shape(tables=3, narrower=True, rows=(3, 9), notes=1),
        Look(font="song"),
    ),
    Layout(
        "scanned thin rules",
        Shape(rows=(6, 14), columns=(4, 6), remarks=True, measure="outside"),
        Look(size=10, stroke="hairline", names="left"),
        _SCAN,
    ),
    Layout(
        "scanned sections",
        Shape(rows=(6, 12), sections=2, subtotals=True, long_names=True),
        Look(size=11, figures="right", name_width=6),
        _SCAN,
    ),
    Layout("no heading", Shape(headed=False, columns=(4, 5)), Look(font="song")),
    Layout(
        "prose in columns beside a borderless table",
        Shape(columns=(4, 5)),
        Look(prose_columns=True, rules="none", font="song"),
    ),
    Layout(
        "very long",
        Shape(rows=(2700, 2800), columns=(4, 5), depth=2),
        Look(size=9.5, page="landscape"),
        _OWN,
    ),
    Layout(
        "long",
        Shape(rows=(300, 400), columns=(4, 5), depth=2),
        Look(font="song", size=9),
    ),
)


def _mixed(group: Group, count: int) -> tuple[Layout, ...]:
    """Layouts whose parts are drawn; every part alone is one that offices use."""
    return tuple(_mix(Random(f"{group} {number}"), group, number) for number in range(count))


def _mix(chance: Random, group: Group, number: int) -> Layout:
    kept = group == "kept"
    rules: Rules = chance.choice(_RULES)
    framed = rules == "grid"
    open_body = rules in ("none", "booktabs", "horizontal", "heading", "zebra")
    holds = chance.choice(("units", "units", "sections", "groups" if framed else "sections"))
    page = chance.choice(_PAGES)
    wide = page != "portrait"
    look = Look(
        rules=rules,
        stroke=chance.choice(_STROKES) if rules != "none" else "line",
        open_sides=chance.choice(("", "", "", "l", "r", "lr")) if framed else "",
        font=chance.choice(("song", "hei")) if kept else "wqy",
        size=chance.choice((8.5, 9.5, 11.5) if kept else (9, 10, 10.5, 12)),
        names=chance.choice(("left", "center")),
        figures=chance.choice(("center", "right", "decimal" if kept else "right")),
        pad=chance.choice((1.5, 3, 5)),
        gap=chance.choice((3, 5, 8)),
        wide=chance.random() < 0.7,
        coloured=chance.random() < 0.15,
        repeated=chance.random() < 0.6,
        page=page,
        watermark=chance.random() < 0.15,
        furniture=chance.random() < 0.3,
        cut_rows=chance.random() < 0.3 and framed,
        spaced=chance.random() < 0.3,
        latin=chance.random() < 0.4,
        name_width=chance.choice((6, 9, 14)),
    )
    shape = Shape(
        rows=chance.choice(((3, 9), (8, 24), (20, 45), (40, 70))),
        columns=chance.choice(((3, 4), (4, 6), (9, 12) if wide else (6, 8))),
        depth=chance.choice((1, 1, 2, 2, 3)),
        sections=chance.choice((2, 3)) if holds == "sections" else 0,
        nested=holds == "sections" and chance.random() < 0.3,
        groups=chance.choice((2, 3, 4)) if holds == "groups" else 0,
        total=chance.random() < 0.4,
        total_merged=not open_body and rules != "outer",
        subtotals=chance.random() < 0.3,
        notes=chance.choice((0, 0, 1, 2)) if framed and not look.open_sides else 0,
        remarks=chance.random() < 0.3,
        blocks=2 if holds == "units" and framed and chance.random() < 0.1 else 1,
        title_inside=framed and chance.random() < 0.15,
        measure=chance.choice(("", "", "outside")),
        long_names=chance.random() < 0.5,
        ranked=chance.random() < 0.85,
        tables=chance.choice((1, 1, 1, 2)),
        faulty=chance.random() < 0.1,
        shared=framed and chance.random() < 0.3,
        led=chance.random() < 0.3,
    )
    return Layout(f"mixed, {rules}", shape, look, variant=number)


_RULES: tuple[Rules, ...] = (
    "grid", "grid", "grid", "grid", "horizontal", "vertical", "booktabs", "none", "zebra", "outer",
    "heading",
)  # fmt: skip
_PAGES: tuple[Page, ...] = ("portrait", "portrait", "portrait", "landscape", "turned")
_STROKES: tuple[Stroke, ...] = (
    "line",
    "line",
    "bar",
    "double",
    "dashed",
    "dotted",
    "hairline",
    "boxes",
)
GROUPS: dict[Group, tuple[Layout, ...]] = {
    "tuning": TUNING + _mixed("tuning", 40),
    "kept": KEPT + _mixed("kept", 40),
}
