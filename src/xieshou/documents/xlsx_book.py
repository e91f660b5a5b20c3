"""A workbook being written: its formats, each made once, and its sheets, named and set up for A4."""

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Look = Mapping[str, str | int | bool]

FONT, HEAD_FONT = "宋体", "黑体"
PLAIN: Look = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True}
TITLE: Look = {**PLAIN, "font_size": 16, "bold": True, "align": "center"}
HEADING: Look = {**PLAIN, "font_name": HEAD_FONT, "font_size": 11}
SMALL: Look = {**PLAIN, "font_size": 8}
BOXED: Look = {**PLAIN, "border": 1}

A4_PAPER = 9
LONGEST_NAME = 31
FORBIDDEN_IN_NAMES = "[]:*?/\\'"


class Book:
    """Formats and sheets of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._formats: dict[str, Format] = {}
        self._names: set[str] = set()

    def format(self, look: Look) -> Format:
        """The format with this look."""
        key = repr(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(dict(look))
        return self._formats[key]

    def sheet(self, name: str, *, landscape: bool = False) -> Worksheet:
        """A new sheet, as wide as the page when printed."""
        sheet = self._workbook.add_worksheet(self._free_name(name))
        sheet.set_paper(A4_PAPER)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_footer("&C— &P —")
        return sheet

    def name_area(self, sheet: Worksheet, name: str, area: str) -> None:
        """Give an area of a sheet a name, known on that sheet only."""
        self._workbook.define_name(f"'{sheet.get_name()}'!{name}", f"='{sheet.get_name()}'!{area}")

    def _free_name(self, wanted: str) -> str:
        plain = "".join(" " if char in FORBIDDEN_IN_NAMES else char for char in wanted).strip() or "表"
        name, count = plain[:LONGEST_NAME], 1
        while name.lower() in self._names:
            count += 1
            name = f"{plain[: LONGEST_NAME - 4]} {count}"
        self._names.add(name.lower())
        return name
