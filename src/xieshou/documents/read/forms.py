"""What the words of published forms mean: column headers, levels of indicators, fund rows, titles, labels.

One vocabulary for all formats. Words are looked up in their plain form: normalised, without spaces.
"""

import re
from enum import StrEnum
from functools import lru_cache

from xieshou.documents.read.text_columns import COLUMN_WORDS, GROUP_WORDS, Column
from xieshou.kernel.reading import TableKind
from xieshou.kernel.text import normalise

__all__ = [
    "ACCOUNT_NUMBER",
    "ACCOUNT_TITLES",
    "ACTUAL_GOAL_WORDS",
    "AMOUNT_UNIT",
    "COLUMN_WORDS",
    "EXPECTED_GOAL_WORDS",
    "FRAMEWORK_NAMES",
    "FUND_WORDS",
    "GRADES",
    "GROUP_WORDS",
    "LABEL_WORDS",
    "LEVEL1_WORDS",
    "LEVEL2_WORDS",
    "TOTAL_WORDS",
    "Column",
    "FundKind",
    "Label",
    "amount_unit",
    "column_of",
    "fund_kind",
    "is_level1",
    "is_level2",
    "label_of",
    "level_word",
    "plain",
    "title_kind",
]


def plain(text: str) -> str:
    """The text of a cell for looking up: half width, no space at all."""
    return _plain_short(text) if len(text) <= _SHORT else normalise(text).replace(" ", "")


_SHORT, _KEPT = 64, 16_384  # as `normalise` keeps them


@lru_cache(maxsize=_KEPT)
def _plain_short(text: str) -> str:
    return normalise(text).replace(" ", "")


_COLUMN_OF = {word: column for column, words in COLUMN_WORDS.items() for word in words}
_HEADER_UNIT = re.compile(r"\((?:万元|元|亿元|分|%|单位:?万?元)\)$")
_HEADER_LETTER = re.compile(r"\(?[ABab]\)?$")


def column_of(text: str) -> Column | None:
    """What the column under a header word holds; None for a word that is no header."""
    word = plain(text).rstrip(":")
    for form in (word, _HEADER_UNIT.sub("", word), _HEADER_LETTER.sub("", _HEADER_UNIT.sub("", word))):
        if form in _COLUMN_OF:
            return _COLUMN_OF[form]
    return None


# --- levels ---

LEVEL1_WORDS = (
    "产出指标",
    "效益指标",
    "满意度指标",
    "成本指标",
    "管理指标",
    "决策指标",
    "过程指标",
    "产出",
    "效益",
    "效果",
    "满意度",
    "决策",
    "管理",
    "过程",
    "投入",
    "成本",
    "效果指标",
    "投入指标",
    "履职效能",
    "履职效益",
    "履职产出",
    "管理效率",
    "社会效应",
    "可持续性",
    "项目决策",
    "项目完成",
    "项目完成指标",
    "完成指标",
    "项目管理",
    "项目产出",
    "项目效益",
    "项目过程",
    "项目绩效",
    "产出绩效",
    "效益绩效",
    "绩效指标",
    "部门决策",
    "部门管理",
    "部门绩效",
    "预算执行",
    "预算执行率",
    "部门预算管理",
)
LEVEL2_WORDS = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
    "满意度指标",
    "经济成本指标",
    "社会成本指标",
    "生态环境成本指标",
    "经济效益",
    "社会效益",
    "生态效益",
    "环境效益",
    "可持续影响",
    "服务对象满意度",
    "数量",
    "质量",
    "时效",
    "成本",
    "产出数量",
    "产出质量",
    "产出时效",
    "产出成本",
    "社会公众或服务对象满意度",
    "社会公众或服务对象满意度指标",
    "满意度",
    "受益对象满意度",
    "群众满意度",
    "项目立项",
    "绩效目标",
    "资金投入",
    "资金管理",
    "组织实施",
    "目标管理",
    "资金落实",
    "业务管理",
    "财务管理",
    "实施管理",
    "项目效益",
    "预算编制",
    "目标设置",
    "项目管理",
    "资产管理",
    "人员管理",
    "制度管理",
    "产出数量",
    "社会公众满意度",
    "经济性",
    "效率性",
    "效果性",
    "公平性",
)
# The third level of the common framework (财预〔2020〕10号, annex).
FRAMEWORK_NAMES = (
    "立项依据充分性",
    "立项程序规范性",
    "绩效目标合理性",
    "绩效指标明确性",
    "预算编制科学性",
    "资金分配合理性",
    "资金到位率",
    "预算执行率",
    "资金使用合规性",
    "管理制度健全性",
    "制度执行有效性",
    "实际完成率",
    "质量达标率",
    "完成及时性",
    "成本节约率",
    "实施效益",
    "满意度",
)
# Written before a level word and no part of it: 产出指标(50分), 一、产出指标
_LEVEL_POINTS = re.compile(r"[((][0-9.]+(?:分|%)?[))]$|[0-9.]+分$")
_LEVEL_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|[0-9]+[、.])")


def level_word(text: str) -> str:
    """The level word of a cell: without its points and its number (`产出指标(50分)` → `产出指标`)."""
    return _level_short(text) if len(text) <= _SHORT else _level_word(text)


def _level_word(text: str) -> str:
    return _LEVEL_POINTS.sub("", _LEVEL_NUMBER.sub("", plain(text)))


_level_short = lru_cache(maxsize=_KEPT)(_level_word)


def is_level1(text: str) -> bool:
    """Whether the cell is a first-level word."""
    return level_word(text) in LEVEL1_WORDS


def is_level2(text: str) -> bool:
    """Whether the cell is a second-level word."""
    return level_word(text) in LEVEL2_WORDS


# --- fund rows ---


class FundKind(StrEnum):
    """What a fund row says; the same names as the kernel's FundRowKind."""

    TOTAL = "total"
    FISCAL = "fiscal"
    CARRIED = "carried"
    OTHER = "other"


FUND_WORDS: dict[FundKind, tuple[str, ...]] = {
    FundKind.TOTAL: (
        "年度资金总额",
        "资金总额",
        "项目资金总额",
        "年度资金合计",
        "资金合计",
        "项目总额",
        "合计",
        "总额",
    ),
    FundKind.FISCAL: (
        "当年财政拨款",
        "财政拨款",
        "本年财政拨款",
        "财政资金",
        "一般公共预算",
        "一般公共预算资金",
        "当年财政资金",
        "省级财政资金",
        "市级财政资金",
        "中央财政资金",
        "中央补助",
        "中央资金",
        "省级资金",
        "市级资金",
        "县级资金",
        "县级财政资金",
        "地方资金",
        "本级财政资金",
        "上级财政资金",
        "上级补助",
        "政府性基金",
        "本级安排",
        "财政性资金",
    ),
    FundKind.CARRIED: ("上年结转资金", "上年结转", "上年结转结余", "年初结转和结余", "结转资金", "以前年度结转"),
    FundKind.OTHER: (
        "其他资金",
        "其他",
        "单位自筹",
        "自筹资金",
        "单位资金",
        "社会资金",
        "其他资金来源",
        "财政专户管理资金",
    ),
}
_FUND_OF = {word: kind for kind, words in FUND_WORDS.items() for word in words}
_FUND_LEAD = re.compile(r"^(?:其中:?|[-—]+|[0-9]+[.、]|\([0-9一二三四]+\))")


def fund_kind(label: str) -> FundKind | None:
    """What a fund row's label says; None for another label."""
    word = _HEADER_UNIT.sub("", plain(label).rstrip(":"))
    return _FUND_OF.get(_FUND_LEAD.sub("", word)) or _FUND_OF.get(word)


# --- labels of the head of a form ---


class Label(StrEnum):
    """What the head of a form names."""

    PROJECT = "project"
    AUTHORITY = "authority"  # 主管部门
    OFFICE = "office"  # 实施单位
    AMOUNT = "amount"  # 项目金额
    CONTACT = "contact"
    PHONE = "phone"
    FUNDS = "funds"  # 项目资金(万元)
    GOALS = "goals"  # 年度总体目标
    YEAR = "year"
    DEPARTMENT = "department"
    GRADE = "grade"
    TOTAL = "total"  # 总分


LABEL_WORDS: dict[Label, tuple[str, ...]] = {
    Label.PROJECT: ("项目名称", "项目(政策)名称", "专项名称", "项目/政策名称"),
    Label.AUTHORITY: ("主管部门", "主管部门及代码", "主管单位", "业务主管部门", "部门"),
    Label.OFFICE: (
        "实施单位",
        "项目单位",
        "项目实施单位",
        "资金使用单位",
        "填报单位",
        "预算单位",
        "单位名称",
        "具体实施单位",
    ),
    Label.AMOUNT: ("项目金额", "项目总金额", "项目预算金额"),
    Label.CONTACT: ("项目负责人", "负责人", "联系人", "填报人", "项目联系人"),
    Label.PHONE: ("联系电话", "联系方式", "电话"),
    Label.FUNDS: ("项目资金", "资金情况", "预算执行情况", "项目资金情况", "年度资金", "资金投入", "年度预算执行情况"),
    Label.GOALS: ("年度总体目标", "总体目标", "年度绩效目标", "年度目标", "绩效目标", "年度总体目标完成情况"),
    Label.YEAR: ("年度", "评价年度", "预算年度"),
    Label.DEPARTMENT: ("部门名称", "部门(单位)名称", "预算部门", "部门(单位)", "部门预算单位"),
    Label.GRADE: ("自评等级", "评价等级", "等级", "绩效等级", "评价结果", "自评结果"),
    Label.TOTAL: (
        "总分",
        "合计",
        "总计",
        "总得分",
        "自评总分",
        "得分合计",
        "综合得分",
        "综合评分",
        "评价总分",
        "合计得分",
        "自评得分合计",
        "评分合计",
        "总评分",
        "自评总得分",
        "最终得分",
    ),
}
_LABEL_OF = {word: label for label, words in LABEL_WORDS.items() for word in words if word not in ("合计", "总计")}


def label_of(text: str) -> Label | None:
    """What a head label names; None for another text."""
    word = plain(text).rstrip(":")
    return _LABEL_OF.get(_HEADER_UNIT.sub("", word))


TOTAL_WORDS = LABEL_WORDS[Label.TOTAL]
EXPECTED_GOAL_WORDS = ("预期目标", "年初设定目标", "年初预期目标", "年度预期目标", "目标", "预期目标值")
ACTUAL_GOAL_WORDS = (
    "实际完成情况",
    "目标实际完成情况",
    "全年实际完成情况",
    "实际完成目标",
    "年度实际完成情况",
    "目标完成情况",
)
GRADES = ("优", "良", "中", "差", "优秀", "良好", "合格", "不合格")

# --- titles ---

_TITLES: tuple[tuple[TableKind, re.Pattern[str]], ...] = (
    (TableKind.ACCOUNTS, re.compile(r"决算(?:总|明细)?表$")),
    (TableKind.GOALS, re.compile(r"绩效目标(?:申报|批复|备案|下达)?表$|绩效目标申报表")),
    (
        TableKind.DEPARTMENT_SCORE,
        re.compile(r"(?:部门|单位)整体(?:支出)?(?:绩效)?(?:评价|自评)?(?:指标)?(?:体系)?评分表?"),
    ),
    (TableKind.DEPARTMENT_SELF, re.compile(r"(?:部门|单位)(?:\(单位\))?整体(?:支出)?.*(?:自评|完成情况).*表")),
    (
        TableKind.EVALUATION_SCORE,
        re.compile(r"(?:绩效)?评价指标(?:体系)?.*(?:评分|得分).*表|(?:评价|指标).*得分(?:情况|汇总)?表"),
    ),
    (TableKind.PROJECT_SELF, re.compile(r"(?:项目|专项|转移支付|政策).*自(?:我)?评价?.*表|绩效自评(?:结果)?表")),
    (TableKind.EVALUATION_FUNDS, re.compile(r"资金(?:投入|使用|安排|到位|支出).*(?:表|情况)$")),
)
_IN_TITLES = re.compile("表|评分|情况")  # each of the above holds one of these


def title_kind(text: str) -> TableKind | None:
    """The kind a title names; None for a text that is no title of a table."""
    word = plain(text)
    if len(word) > 60 or not _IN_TITLES.search(word):
        return None
    return next((kind for kind, form in _TITLES if form.search(word)), None)


# --- final accounts ---

ACCOUNT_NUMBER = re.compile(r"^(?:财?公开|财决公开|财决|公开表|附表|表)?0?([0-9]{1,2})表$")
ACCOUNT_TITLES: dict[str, tuple[str, ...]] = {
    "01": ("收入支出决算总表",),
    "02": ("收入决算表",),
    "03": ("支出决算表",),
    "04": ("财政拨款收入支出决算总表",),
    "05": ("一般公共预算财政拨款支出决算表",),
    "06": ("一般公共预算财政拨款基本支出决算表", "一般公共预算财政拨款基本支出决算明细表"),
    "07": ("一般公共预算财政拨款“三公”经费支出决算表", "财政拨款“三公”经费支出决算表"),
    "08": ("政府性基金预算财政拨款收入支出决算表",),
    "09": ("国有资本经营预算财政拨款支出决算表", "国有资本经营预算财政拨款收入支出决算表"),
}
AMOUNT_UNIT = re.compile(r"(?:金额)?单位:(万元|元|亿元|千元|人民币万元)")
_UNIT_IN = re.compile(r"[((](?:单位:?)?(万元|元|亿元)[))]")


def amount_unit(text: str) -> str | None:
    """The unit of amounts that a head or a header names (`单位:万元`, `项目资金(万元)`)."""
    found = AMOUNT_UNIT.search(plain(text)) or _UNIT_IN.search(plain(text))
    return found[1].removeprefix("人民币") if found else None
