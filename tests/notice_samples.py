"""Documents as a reader would hand them on, made by hand."""

from collections.abc import Sequence

from evidence import Evidence, Locator
from extractors.document import Document, Grid, GridCell, TextBlock

CAPTURE = "0" * 64


def evidence(quote: str, selector: str) -> Evidence:
    return Evidence(
        capture=CAPTURE, locator=Locator(selector=selector), quote=quote, reader="test@1"
    )


def text(words: str, at: int = 0, **looks: object) -> TextBlock:
    return TextBlock(text=words, evidence=evidence(words, f"p{at}"), **looks)  # type: ignore[arg-type]


def grid(rows: Sequence[Sequence[str]], at: int = 0) -> Grid:
    return Grid(
        page=1,
        row_count=len(rows),
        column_count=len(rows[0]),
        cells=tuple(
            GridCell(row=r, column=c, text=words, evidence=evidence(words, f"t{at} r{r} c{c}"))
            for r, row in enumerate(rows)
            for c, words in enumerate(row)
        ),
        readers=("test@1",),
    )


def document(*blocks: str | TextBlock | Sequence[Sequence[str]], **stated: str) -> Document:
    """A string is a paragraph, a list of rows a table."""
    made: list[TextBlock | Grid] = []
    for at, block in enumerate(blocks):
        if isinstance(block, str):
            made.append(text(block, at))
        elif isinstance(block, TextBlock):
            made.append(block.model_copy(update={"evidence": evidence(block.text, f"p{at}")}))
        else:
            made.append(grid(block, at))
    return Document(media_type="text/html", blocks=tuple(made), **stated)  # type: ignore[arg-type]


RANKING = (
    ("名次", "单位", "报送数", "采用数", "得分"),
    ("1", "桐湖区", "30", "12", "120"),
    ("2", "清河镇", "21", "9", "90"),
    ("3", "望江街道", "18", "5", "50"),
)
