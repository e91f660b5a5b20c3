"""The report on a department's whole expenditure: the outline of a project's report (财预〔2020〕10号) in a department's words.

Only the printed labels are put otherwise; what somebody wrote stays as written.
"""

from dataclasses import replace

from xieshou.documents.document import Block, Heading, Paragraph
from xieshou.documents.layouts.project_report import OVERVIEW

LABELS = {
    "background": "单位概况",
    "content": "主要职责和年度重点工作",
    "scope": "支出范围",
    "organisation": "内设机构及职责分工",
    "funding_note": "部门预算和支出情况",
}
_HEADINGS = {"（一）项目概况": "（一）单位概况", "（二）项目绩效目标": "（二）部门整体绩效目标"}
_LABELS = {
    "项目名称：": "单位名称：",
    "（1）项目资金投入：": "（1）部门资金投入：",
    "项目总体目标：": "年度总体目标：",
}
_NUMBERED = {f"、{label}：": f"、{LABELS[key]}：" for key, label in OVERVIEW}


def in_a_departments_words(blocks: list[Block]) -> list[Block]:
    """The blocks with a department's labels; the line that would name the department a second time is left out."""
    return [_block(one) for one in blocks if not (isinstance(one, Paragraph) and one.text.startswith("主管部门："))]


def _block(block: Block) -> Block:
    if isinstance(block, Heading):
        return replace(block, text=_HEADINGS.get(block.text, block.text))
    if isinstance(block, Paragraph):
        known = next((label for label in _LABELS if block.text.startswith(label)), None)
        if known is not None:
            return replace(block, text=_LABELS[known] + block.text[len(known) :])
        named = next((label for label in _NUMBERED if block.text[1:].startswith(label)), None)
        if named is not None and block.text[:1].isdigit():
            return replace(block, text=block.text[:1] + _NUMBERED[named] + block.text[1 + len(named) :])
    return block
