"""The indicator register as a workbook: one row per version, texts as texts, so that no cell becomes a formula."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from xieshou.platform.dictionary.models import Indicator, IndicatorVersion

HEADS = (
    "代码", "名称", "类别", "版本", "定义（口径）", "单位", "方向", "分子", "分母",
    "责任单位", "取数来源", "起用", "止用", "依据", "已核对原文", "为何改口径",
)  # fmt: skip
_WIDTHS = {4: 50, 1: 24, 9: 20, 10: 24, 13: 30}


def workbook_of(indicators: Iterable[Indicator]) -> bytes:
    """The indicators, every version of each in order."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("指标字典")
        sheet.write_row(0, 0, HEADS, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 2)
        for column, width in _WIDTHS.items():
            sheet.set_column(column, column, width)
        rows = (version for one in indicators for version in sorted(one.versions.all(), key=lambda v: v.number))
        for number, version in enumerate(rows, 1):
            sheet.write_row(number, 0, _cells(version))
    return data.getvalue()


def _cells(version: IndicatorVersion) -> list[str | int]:
    one = version.indicator
    return [
        one.code,
        one.name,
        one.category,
        version.number,
        version.definition,
        version.unit,
        str(version.get_direction_display()),
        version.numerator,
        version.denominator,
        version.owner_words,
        version.data_source,
        version.valid_from.isoformat() if version.valid_from else "",
        version.valid_to.isoformat() if version.valid_to else "",
        version.document,
        "是" if version.is_text_at_hand else "否",
        version.reason,
    ]
