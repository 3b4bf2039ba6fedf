"""What a PDF page holds: characters, rules, shades and pictures, cleaned and right way up."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple
from unicodedata import normalize

from evidence import Box

Turn = Literal["upright", "up", "down", "over", "skew"]
"""Which way a text runs: from left to right, up, down, upside down, or aslant."""

PDFPLUMBER = "pdfplumber@0.11"
_THIN_PT = 3.0
_DOT_GAP = 2.5
"""How far apart, in parts of their side, the dots of one rule may stand."""
_DOTS_LEAST = 6
_WHOLE_PAGE_TURNED = 0.8
# Unicode's EquivalentUnifiedIdeograph. NFKC knows the Kangxi radicals, not these supplements; for
# the last two it gives 戶 and 靑, which simplified fonts do not draw.
_RADICALS = str.maketrans(
    "⺁⺟⺠⺧⺩⺬⺶⺽⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳⼾⾭",
    "厂母民牛王示羊臼西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟户青",
)
_UNREADABLE_CHARACTER = "\N{REPLACEMENT CHARACTER}"


class Char(NamedTuple):
    """A printed character and its box in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    turn: Turn = "upright"

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the box, which decides the cell that it belongs to."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A straight printed rule: the place of its line, and where it starts and ends along it."""

    horizontal: bool
    at: float
    start: float
    end: float


class PageContent(NamedTuple):
    """One page in reading position: a page set sideways is turned, `place` turns boxes back."""

    number: int
    width: float
    height: float
    turn: Turn
    chars: tuple[Char, ...]
    aslant: str
    """Text printed aslant, such as a watermark; no part of any line."""
    rules: tuple[Rule, ...]
    shades: tuple[Box, ...]
    """Areas filled without a border."""
    picture_share: float
    """How much of the page pictures cover, 0 to 1."""
    shape_count: int
    """Curved outlines: a page of text turned into shapes has thousands and no character."""
    reader: str = PDFPLUMBER
    """Who read the characters and the rules."""

    def place(self, box: Box) -> Box:
        """The box on the printed page, rounded to a hundredth of a point."""
        sideways = self.turn in ("up", "down")
        across, down = (self.height, self.width) if sideways else (self.width, self.height)
        x0, top, x1, bottom = _turn_back(box, self.turn, across, down)
        return round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2)


class PageObjects(NamedTuple):
    """What a reader other than pdfplumber saw of a page, in pdfplumber's measures."""

    reader: str
    chars: list[Char]
    drawn: dict[str, list[dict[str, Any]]]
    """Lines, rectangles, curves and images, keyed as pdfplumber keys them."""


def page_content(page: Any, seen: PageObjects | None = None) -> PageContent:
    """Read a pdfplumber page; what lies outside its visible area is left out.

    With `seen`, characters and drawings are taken from there, and of the page its frame alone.
    """
    left, upper = float(page.cropbox[0]), float(page.cropbox[1])
    width = float(page.cropbox[2]) - left
    height = float(page.cropbox[3]) - upper
    objects = page.objects if seen is None else seen.drawn

    def box_of(item: dict[str, Any]) -> Box:
        return (
            float(item["x0"]) - left,
            float(item["top"]) - upper,
            float(item["x1"]) - left,
            float(item["bottom"]) - upper,
        )

    if seen is None:
        chars = [
            Char(clean_text(item["text"]), *box_of(item), float(item["size"]), turn_of(matrix))
            for item in objects.get("char", [])
            for matrix in [item["matrix"]]
        ]
    elif left or upper:
        chars = [_moved(char, -left, -upper) for char in seen.chars]
    else:
        chars = seen.chars
    chars = [char for char in chars if char.text and _inside(char, width, height)]
    turns = Counter(char.turn for char in chars if not char.text.isspace())
    turn: Turn = "upright"
    if turns and turns.most_common(1)[0][1] >= _WHOLE_PAGE_TURNED * turns.total():
        turn = turns.most_common(1)[0][0]
    if turn == "skew":
        turn = "upright"
    rules, shades = _drawn(objects, box_of)
    if turn != "upright":
        chars = [_turn_char(char, turn, width, height) for char in chars]
        rules = [_turn_rule(rule, turn, width, height) for rule in rules]
        shades = [_turn_box(shade, turn, width, height) for shade in shades]
    aslant = "".join(char.text for char in chars if char.turn == "skew")
    pictures = sum(_area(_clip(box_of(item), width, height)) for item in objects.get("image", []))
    sideways = turn in ("up", "down")
    return PageContent(
        number=int(page.page_number),
        width=height if sideways else width,
        height=width if sideways else height,
        turn=turn,
        chars=_drawn_once([char for char in chars if char.turn != "skew"]),
        aslant=aslant.strip(),
        rules=tuple(rules),
        shades=tuple(shades),
        picture_share=min(1.0, pictures / (width * height)) if width * height else 0.0,
        shape_count=len(objects.get("curve", [])),
        reader=PDFPLUMBER if seen is None else seen.reader,
    )


def plain_characters(text: str) -> str:
    """The text with radicals as the characters that they print alike.

    Many fonts share a glyph between a character and its radical, and PDF writers (Chromium's among
    them) then name the radical: ⻘山区 for 青山区.
    """
    text = text.translate(_RADICALS)
    return "".join(normalize("NFKC", c) if "\u2f00" <= c <= "\u2fdf" else c for c in text)


def clean_text(text: str) -> str:
    """A character's text as it goes on: plain, and without marks that print nothing."""
    text = plain_characters(text)
    if text.startswith("(cid:"):
        return _UNREADABLE_CHARACTER
    return "".join(c for c in text.replace("\xa0", " ") if c >= " " and c != "\u200b")


def turn_of(matrix: tuple[float, ...]) -> Turn:
    """Which way a text of this matrix runs; y grows upwards."""
    a, b = matrix[0], matrix[1]
    if abs(b) <= 0.1 * abs(a):
        return "upright" if a > 0 else "over"
    if abs(a) <= 0.1 * abs(b):
        return "up" if b > 0 else "down"
    return "skew"


def _inside(char: Char, width: float, height: float) -> bool:
    return 0 <= char.x0 + char.x1 <= 2 * width and 0 <= char.top + char.bottom <= 2 * height


def _moved(char: Char, right: float, down: float) -> Char:
    text, x0, top, x1, bottom, size, turn = char
    return Char(text, x0 + right, top + down, x1 + right, bottom + down, size, turn)


def _drawn_once(chars: list[Char]) -> tuple[Char, ...]:
    """Without the second of two equal characters at one place (bold made by printing twice)."""
    seen: dict[tuple[str, float, float], list[tuple[float, float]]] = {}
    kept: list[Char] = []
    for char in chars:
        text, x, y, _, _, size, _ = char
        if text.isspace():
            kept.append(char)
            continue
        near = max(0.5, 0.15 * size)
        # The page in squares so wide that most places need a look into one of them alone.
        side = 16 * near
        column, left = divmod(x, side)
        row, upper = divmod(y, side)
        around = seen.get((text, column, row), [])
        if not (near <= left <= side - near and near <= upper <= side - near):
            columns = {(x - near) // side, (x + near) // side}
            rows = {(y - near) // side, (y + near) // side}
            around = [place for c in columns for r in rows for place in seen.get((text, c, r), ())]
        for other_x, other_y in around:
            if abs(other_x - x) < near and abs(other_y - y) < near:
                break
        else:
            seen.setdefault((text, column, row), []).append((x, y))
            kept.append(char)
    return tuple(kept)


# --- rules and shades --------------------------------------------------------------------------


def _drawn(objects: dict[str, Any], box_of: Any) -> tuple[list[Rule], list[Box]]:
    """The straight rules of a page and its areas filled without a border."""
    rules: list[Rule] = []
    shades: list[Box] = []
    dots: list[Box] = []
    for item in objects.get("line", []):
        box = box_of(item)
        if float(item.get("linewidth") or 0) > 2 * _THIN_PT:
            continue
        rules.extend(_thin_rule(box))
    for item in objects.get("rect", []) + objects.get("curve", []):
        box = box_of(item)
        thin = _thin_rule(box)
        if thin:
            rules.extend(thin)
        elif item["object_type"] == "rect":
            if max(box[2] - box[0], box[3] - box[1]) <= _THIN_PT:
                dots.append(box)
            elif item.get("stroke"):
                rules.extend(_frame(box))
            elif item.get("fill"):
                shades.append(box)
        elif item.get("stroke"):
            rules.extend(_straight_parts(item, box))
    return [*rules, *_dotted_rules(dots)], shades


def _thin_rule(box: Box) -> list[Rule]:
    x0, top, x1, bottom = box
    # A square dot of a corner is no rule, whatever the last binary digits of its sides.
    width, height = round(x1 - x0, 2), round(bottom - top, 2)
    if height <= _THIN_PT and width > height:
        return [Rule(True, (top + bottom) / 2, x0, x1)]
    if width <= _THIN_PT and height > width:
        return [Rule(False, (x0 + x1) / 2, top, bottom)]
    return []


def _dotted_rules(dots: Sequence[Box]) -> list[Rule]:
    """The rules that square dots make, one by one in a row or one below another."""
    found: list[Rule] = []
    for horizontal in (True, False):
        along = 0 if horizontal else 1
        rows: dict[float, list[Box]] = {}
        for dot in dots:
            at = (dot[1 - along] + dot[3 - along]) / 2
            rows.setdefault(round(at, 1), []).append(dot)
        for at, row in rows.items():
            row.sort(key=lambda dot: dot[along])
            run: list[Box] = []
            for place, dot in enumerate(row):
                run.append(dot)
                following = row[place + 1] if place + 1 < len(row) else None
                if following and following[along] - dot[along + 2] <= _DOT_GAP * _side(dot):
                    continue
                if len(run) >= _DOTS_LEAST:
                    found.append(Rule(horizontal, at, run[0][along], dot[along + 2]))
                run = []
    return found


def _side(dot: Box) -> float:
    return max(dot[2] - dot[0], dot[3] - dot[1])


def _frame(box: Box) -> list[Rule]:
    x0, top, x1, bottom = box
    return [
        Rule(True, top, x0, x1),
        Rule(True, bottom, x0, x1),
        Rule(False, x0, top, bottom),
        Rule(False, x1, top, bottom),
    ]


def _straight_parts(item: dict[str, Any], box: Box) -> list[Rule]:
    """The upright and level pieces of an outline drawn point by point."""
    shift_x, shift_y = box[0] - float(item["x0"]), box[1] - float(item["top"])
    points = [(float(x) + shift_x, float(y) + shift_y) for x, y in item.get("pts", [])]
    found: list[Rule] = []
    for (ax, ay), (bx, by) in pairwise(points):
        piece = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        if max(piece[2] - piece[0], piece[3] - piece[1]) > 2 * _THIN_PT:
            found.extend(_thin_rule(piece))
    return found


# --- turning -----------------------------------------------------------------------------------


def _turn_box(
    box: tuple[float, float, float, float], turn: Turn, width: float, height: float
) -> Box:
    """The box as seen by who turns the page so that the text reads from left to right."""
    x0, top, x1, bottom = box
    if turn == "up":
        return height - bottom, x0, height - top, x1
    if turn == "down":
        return top, width - x1, bottom, width - x0
    if turn == "over":
        return width - x1, height - bottom, width - x0, height - top
    return box


def _turn_back(box: Box, turn: Turn, width: float, height: float) -> Box:
    """The inverse of `_turn_box`; `width` and `height` are those of the page as printed."""
    x0, top, x1, bottom = box
    if turn == "up":
        return top, height - x1, bottom, height - x0
    if turn == "down":
        return width - bottom, x0, width - top, x1
    return _turn_box(box, turn, width, height)


def _turn_char(char: Char, turn: Turn, width: float, height: float) -> Char:
    x0, top, x1, bottom = _turn_box((char.x0, char.top, char.x1, char.bottom), turn, width, height)
    way: Turn = "upright" if char.turn == turn else char.turn
    return Char(char.text, x0, top, x1, bottom, char.size, way)


def _turn_rule(rule: Rule, turn: Turn, width: float, height: float) -> Rule:
    if rule.horizontal:
        box = (rule.start, rule.at, rule.end, rule.at)
    else:
        box = (rule.at, rule.start, rule.at, rule.end)
    x0, top, x1, bottom = _turn_box(box, turn, width, height)
    if rule.horizontal != (turn in ("up", "down")):
        return Rule(True, top, x0, x1)
    return Rule(False, x0, top, bottom)


def _clip(box: Box, width: float, height: float) -> Box:
    x0, top, x1, bottom = box
    return max(0.0, x0), max(0.0, top), min(width, x1), min(height, bottom)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
