"""Words of forms as they stand in the cells of tables: with brackets, notes and colons around the words of the vocabulary."""

import re
from functools import lru_cache

from xieshou.documents.read.forms import Column, FundKind, Label, column_of, fund_kind, label_of, plain
from xieshou.documents.read.grid_model import one_line

LONGEST = 50  # characters of a header or a label
_HAN = re.compile("[\u4e00-\u9fff]")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_TAIL = re.compile(r"(?:[(].*|[0-9]+分|%|:)$")
_MORE_COLUMNS = {
    "指标得分": Column.SCORE,
    "执行率得分": Column.SCORE,
    "得分情况": Column.SCORE,
    "评分情况": Column.SCORE,
    "执行率权重": Column.POINTS,
    "调整指标值": Column.TARGET,
    "调整后指标值": Column.TARGET,
    "年初目标": Column.TARGET,
    "目标": Column.TARGET,
}
_FUND_LEAD = re.compile(r"^(?:其中)?[-—:、]*(?:[0-9]+[.、]|[(][0-9一二三四][)])?")
_MORE_FUNDS = {"其它资金": FundKind.OTHER, "非财政拨款": FundKind.OTHER, "年度财政资金总额": FundKind.TOTAL}
_EXPECTED = re.compile(r"(?:年初|年度|全年|预期|当年|总体|设定|绩效|调整)*目标(?:值|内容)?")
_ACTUAL = re.compile(r"(?:年度|全年|目标|绩效|总体|任务|的|年末)*(?:实际)?完成(?:情况|目标|的)?")


def column_in(text: str) -> Column | None:
    """What the column under a header holds, whatever is added in brackets: `预期指标值（包含数字及文字描述）`."""
    return _column_in(text) if len(text) <= LONGEST else None


@lru_cache(maxsize=4096)
def _column_in(text: str) -> Column | None:
    if not _HAN.search(text):
        return None
    word = plain(text)
    for form in (word, _TAIL.sub("", word), _BRACKETS.sub("", word)):
        found = _MORE_COLUMNS.get(form) or column_of(form)
        if found is not None:
            return found
    return None


def fund_kind_of(label: str) -> FundKind | None:
    """What a row of funds says, behind `其中-` or a number and before a colon."""
    return _fund_kind_of(label) if len(label) <= LONGEST and _HAN.search(label) else None


@lru_cache(maxsize=4096)
def _fund_kind_of(label: str) -> FundKind | None:
    word = plain(label).rstrip(":")
    short = _FUND_LEAD.sub("", word)
    return fund_kind(word) or fund_kind(short) or _MORE_FUNDS.get(_BRACKETS.sub("", short))


def is_expected(text: str) -> bool:
    """Whether a cell heads the goals that were set."""
    return _EXPECTED.fullmatch(_BRACKETS.sub("", plain(text)).rstrip(":")) is not None


def is_actual(text: str) -> bool:
    """Whether a cell heads what was achieved of them."""
    return _ACTUAL.fullmatch(_BRACKETS.sub("", plain(text)).rstrip(":")) is not None


def label_in(text: str) -> Label | None:
    """What a label of the head names."""
    return _label_in(one_line(text)) if len(text) <= LONGEST and _HAN.search(text) else None


@lru_cache(maxsize=4096)
def _label_in(text: str) -> Label | None:
    return label_of(text)


def label_text(text: str) -> str:
    """A label without its colon."""
    return text.strip().rstrip(":：")
