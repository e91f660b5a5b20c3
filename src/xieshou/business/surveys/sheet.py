"""The results as a workbook: the rates with their counts, then each question. Texts are texts, never formulas."""

from io import BytesIO
from typing import Any

import xlsxwriter

from xieshou.business.surveys.models import QuestionKind, Survey
from xieshou.business.surveys.selectors import Results, mean_of, results_of, rule_words
from xieshou.lib.problems import Invalid, Problem

HEADS = ("类别", "抽样人数", "收回", "有效", "回收率", "满意率", "满意率分子", "满意率分母")


def results_file(survey: Survey) -> bytes:
    """The workbook of a closed survey, to be kept as evidence. Raises `Invalid` while there is nothing to tell."""
    found = results_of(survey)
    if found.why:
        raise Invalid(Problem(found.why, str(survey)))
    return workbook_of(survey, found)


def workbook_of(survey: Survey, results: Results) -> bytes:
    """Two sheets; figures that are not shown for their small number stay empty."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        _summary(book.add_worksheet("结果"), survey, results, bold)
        _questions(book.add_worksheet("各题"), results, bold)
    return data.getvalue()


def _summary(sheet: Any, survey: Survey, results: Results, bold: Any) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(HEADS) - 1, 12)
    sheet.write_string(0, 0, survey.title, bold)
    sheet.write_string(1, 0, f"{survey.owner}　{survey.opens_on} 至 {survey.closes_on}　{survey.get_rule_display()}")
    sheet.write_string(2, 0, rule_words(survey))
    sheet.write_string(3, 0, "回收率 = 有效问卷 ÷ 抽样人数；率保留两位小数，四舍五入")
    sheet.write_row(5, 0, HEADS, bold)
    for number, group in enumerate(results.groups, 6):
        rate = group.satisfaction
        has_rate = rate.value is not None
        cells = [group.label, group.sampled, group.returned, group.valid, group.response.text, rate.text]
        sheet.write_row(number, 0, [*cells, *([str(rate.numerator), str(rate.denominator)] if has_rate else ["", ""])])
    for number, warning in enumerate(results.warnings, 7 + len(results.groups)):
        sheet.write_string(number, 0, warning)


def _questions(sheet: Any, results: Results, bold: Any) -> None:
    sheet.set_column(0, 0, 30)
    line = 0
    for item in results.items:
        sheet.write_string(line, 0, f"{item.number}. {item.text}", bold)
        if item.kind == QuestionKind.TEXT:
            for text in item.texts:
                line += 1
                sheet.write_string(line, 0, text)
            line += 2
            continue
        last = ["平均分"] if item.kind == QuestionKind.NUMBER else []
        sheet.write_row(line + 1, 0, ["类别", *item.heads, "未答", *last], bold)
        for number, (group, counts) in enumerate(item.rows, line + 2):
            mean = [mean_of(counts)] if last else []
            sheet.write_row(number, 0, [group.label, *counts.given, counts.missing, *mean])
        line += 3 + len(item.rows)
