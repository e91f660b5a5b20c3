"""A kind of document, and templates as officials make them, for the tests."""

from io import BytesIO
from typing import Any

import docx
import xlsxwriter
from docx.document import Document

from xieshou.platform.templates.api import Content, Field, FieldKind, TemplateKind

ROWS: list[dict[str, str | None]] = [
    {"名称": "培训场次", "目标": "≥10 次", "分值": "6.25", "得分": "6.25"},
    {"名称": "高风险缺陷", "目标": "≤3 个", "分值": "6.25", "得分": None},
    {"名称": "正常运行率", "目标": "≥99.5%", "分值": "15.00", "得分": "14.90"},
]
VALUES: dict[str, str | None] = {"项目名称": "演示数据 平台建设项目", "预算数": "1,060.00", "执行率": "46.69"}


def example() -> Content:
    return Content(VALUES, {"指标": ROWS})


KIND = TemplateKind(
    "self-evaluation",
    "绩效自评表",
    (
        Field("项目名称", "项目名称"),
        Field("填报单位", "填报单位"),
        Field("预算数", "全年预算数（万元）", FieldKind.MONEY),
        Field("执行率", "执行率（%）", FieldKind.NUMBER),
        Field("填报日期", "填报日期", FieldKind.DATE),
        Field("指标.名称", "三级指标"),
        Field("指标.目标", "年度指标值"),
        Field("指标.分值", "分值", FieldKind.NUMBER),
        Field("指标.得分", "得分", FieldKind.NUMBER),
    ),
    example,
)


def saved(made: Document) -> bytes:
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def word_form() -> Document:
    """A title, a form, a table with a repeated row between a header and a total."""
    made = docx.Document()
    made.add_heading("项目支出绩效自评表", 1)
    made.add_paragraph("项目名称：{项目名称}　　填报单位：{填报单位}")
    made.add_paragraph("预算数 {预算数} 万元，执行率 {执行率}%。")
    table = made.add_table(rows=3, cols=4, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("三级指标", "年度指标值", "分值", "得分"), strict=True):
        cell.text = text
    for cell, text in zip(
        table.rows[1].cells, ("{指标.名称}", "{指标.目标}", "{指标.分值}", "{指标.得分}"), strict=True
    ):
        cell.text = text
    table.rows[2].cells[0].merge(table.rows[2].cells[3]).text = "填报日期：{填报日期}"
    return made


def excel_form(**more: Any) -> bytes:
    """A sheet as an office draws it: merged title, repeated row 5, a total below, a merged note, print titles.

    `more`: cells (place → text or formula) written last.
    """
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("自评表")
    box, bold = book.add_format({"border": 1}), book.add_format({"bold": True, "border": 1, "align": "center"})
    money = book.add_format({"border": 1, "num_format": "#,##0.0"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0, 3)
    sheet.print_area("A1:E8")
    sheet.set_column("A:A", 30)
    sheet.merge_range("A1:E1", "{项目名称}绩效自评表", bold)
    sheet.write("A2", "预算数（万元）", box)
    sheet.write("B2", "{预算数}", box)
    sheet.write("C2", "执行率", box)
    sheet.write("D2", "{执行率}", money)
    sheet.write_row("A4", ("三级指标", "年度指标值", "分值", "得分", "得分率"), bold)
    sheet.write_row("A5", ("{指标.名称}", "{指标.目标}", "{指标.分值}", "{指标.得分}"), box)
    sheet.write_formula("E5", "=D5/C5", box)
    sheet.write("A6", "合计", bold)
    sheet.merge_range("A6:B6", "合计", bold)
    sheet.write_formula("C6", "=SUM(C5:C5)", bold)
    sheet.write_formula("D6", "=SUM($D$5:D5)", bold)
    sheet.merge_range("A8:E8", "填报日期：{填报日期}", box)
    sheet.conditional_format("C5:D5", {"type": "cell", "criteria": "<", "value": 1, "format": bold})
    for place, text in more.items():
        sheet.write(place, text, box)
    book.close()
    return stream.getvalue()
