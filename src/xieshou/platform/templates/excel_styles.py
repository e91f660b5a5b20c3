"""Number formats for figures in cells whose format is “常规”: the decimals and thousands of the text are kept."""

import copy

from lxml import etree

from xieshou.platform.templates.excel_book import S

_GENERAL = {"0", "49"}  # 常规, 文本
_FIRST_OWN = 164


class Styles:
    """The cell styles of a workbook; a style with another number format is added once."""

    def __init__(self, root: etree._Element | None) -> None:
        self._root = root
        self._made: dict[tuple[int, str], int] = {}

    def numeric(self, style: str | None, text: str) -> str | None:
        """The style for a number printed as `text`: the template's own where it has a format, else one like it."""
        styles = None if self._root is None else self._root.find(f"{S}cellXfs")
        if self._root is None or styles is None or not (style or "0").isdecimal():
            return style
        number, form = int(style or "0"), _format(text)
        if number >= len(styles) or styles[number].get("numFmtId", "0") not in _GENERAL or form == "0":
            return style
        if (number, form) not in self._made:
            made = copy.deepcopy(styles[number])
            made.set("numFmtId", self._format_id(form))
            made.set("applyNumberFormat", "1")
            styles.append(made)
            styles.set("count", str(len(styles)))
            self._made[number, form] = len(styles) - 1
        return str(self._made[number, form])

    def _format_id(self, form: str) -> str:
        assert self._root is not None
        formats = self._root.find(f"{S}numFmts")
        if formats is None:
            formats = etree.Element(f"{S}numFmts")
            self._root.insert(0, formats)
        for one in formats:
            if one.get("formatCode") == form:
                return str(one.get("numFmtId"))
        taken = [int(str(one.get("numFmtId"))) for one in formats]
        number = str(max([_FIRST_OWN - 1, *taken]) + 1)
        etree.SubElement(formats, f"{S}numFmt", numFmtId=number, formatCode=form)
        formats.set("count", str(len(formats)))
        return number


def _format(text: str) -> str:
    whole, point, part = text.partition(".")
    return ("#,##0" if "," in whole else "0") + ("." + "0" * len(part) if point else "")
