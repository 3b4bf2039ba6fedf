"""The workbook that the sheets are written into: formats, sheet names, headings, prints."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from dataset.auditor.formula import printed_number
from dataset.auditor.sheet_layout import png_size

PRINT_WIDTH = 90
"""Characters that the prints of a page have room for."""
_PRINT_PIXELS = 7 * PRINT_WIDTH
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\']")
_A4, _A3 = 9, 8
_A4_CHARACTERS, _A3_CHARACTERS = 170, 390
"""What a landscape page shows across, still to be read."""
_HIGHEST = 540
"""Pixels of the highest row that a spreadsheet allows."""


class Book:
    """One workbook; nothing in it is read from the clock."""

    def __init__(self, target: io.BytesIO) -> None:
        self.book = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
        self.book.set_properties({"created": datetime(1980, 1, 1)})
        self.book.set_calc_mode("auto")
        box = {"border": 1, "valign": "top"}
        wrap = {**box, "text_wrap": True}
        self._looks: dict[int, dict[str, Any]] = {}
        self.bold = self._format(bold=True)
        self.head = self._format(**wrap, bold=True, bg_color="#E8E8E2", align="center")
        self.cell = self._format(**wrap)
        self.doubt = self._format(**wrap, bg_color="#FFE08A")
        self.computed = self._format(**box, bg_color="#F2F7FD")
        self.wrong = self._format(**wrap, bg_color="#FFD9C7")
        self.tick = self._format(**box, align="center", bg_color="#F2F7FD")
        self.ticked = self._format(**box, align="center", bg_color="#FFD9C7")
        self.link = self._format(**wrap, font_color="#1A5FB4", underline=1)
        self.input = self._format(**wrap, bg_color="#FFFBE0")
        self._names: set[str] = set()
        self._numbers: dict[tuple[int, str], Any] = {}

    def sheet(self, name: str) -> Worksheet:
        """A new sheet; a name is at most 31 characters and stands once."""
        plain = _NOT_IN_NAME.sub(" ", name).strip()[:31] or "表"
        number = 2
        while plain.lower() in self._names:
            plain = f"{plain[:27]} ({number})"
            number += 1
        self._names.add(plain.lower())
        sheet = self.book.add_worksheet(plain)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        return sheet

    def columns(self, sheet: Worksheet, widths: Sequence[float]) -> None:
        """The widths of a sheet's columns, and the paper that shows them across."""
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        whole = sum(widths)
        sheet.set_paper(_A4 if whole <= _A4_CHARACTERS else _A3)
        sheet.fit_to_pages(max(1, -(-int(whole) // _A3_CHARACTERS)), 0)

    def headings(self, sheet: Worksheet, columns: Sequence[tuple[str, int]], line: int = 0) -> None:
        """The headings of a list, their widths if it is the first of the sheet."""
        for number, (heading, _) in enumerate(columns):
            sheet.write_string(line, number, heading, self.head)
        sheet.set_row(line, 32)
        if line == 0:
            self.columns(sheet, [width for _, width in columns])
            sheet.repeat_rows(0)
            sheet.freeze_panes(1, 0)

    def value(self, sheet: Worksheet, line: int, column: int, text: str, form: Any) -> None:
        """A printed text as it stands; as a number where it is one and nothing else."""
        number = printed_number(text)
        if number is None:
            sheet.write_string(line, column, text, form)
        else:
            sheet.write_number(line, column, float(number), self.showing(form, text))

    def showing(self, form: Any, text: str) -> Any:
        """The format that shows a number as it is printed: ``12.50``, ``1,234``."""
        decimals = len(text.partition(".")[2])
        if not decimals and "," not in text:
            return form
        look = ("#,##0" if "," in text else "0") + ("." + "0" * decimals if decimals else "")
        key = (id(form), look)
        if key not in self._numbers:
            self._numbers[key] = self._format(**self._looks[id(form)], num_format=look)
        return self._numbers[key]

    def _format(self, **look: Any) -> Any:
        form = self.book.add_format(look)
        self._looks[id(form)] = look
        return form

    def prints(
        self, sheet: Worksheet, line: int, column: int, pictures: Sequence[bytes], least: int
    ) -> None:
        """Prints one below another, and the row high enough for them and for its `least`."""
        offset = 2
        for number, picture in enumerate(pictures):
            width, height = png_size(picture)
            scale = min(0.6, _PRINT_PIXELS / width, _HIGHEST / height)
            if number and offset + height * scale > _HIGHEST:
                sheet.write_string(line, column, f"… +{len(pictures) - number}", self.cell)
                break
            sheet.insert_image(
                line, column, f"{line}-{number}.png",
                {"image_data": io.BytesIO(picture), "x_scale": scale, "y_scale": scale,
                 "x_offset": 2, "y_offset": offset, "object_position": 1},
            )  # fmt: skip
            offset += round(height * scale) + 4
        sheet.set_row_pixels(line, min(max(offset if pictures else 0, least), _HIGHEST))
