"""What an office lays down about projects: negative list, warnings, acceptance lists, schedules, review, twins."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models import Category
from xieshou.business.rules.api import NOT_AT_HAND, OWN_VALUES, Entry, RuleKind, Shape, Table, Values, add, twice
from xieshou.lib.problems import Problem
from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.exchange.api import Column, Kind

NEGATIVE, WARNINGS, ACCEPTANCE = "negative-list", "warnings", "acceptance-lists"
SCHEDULES, REVIEW, TWINS = "schedules", "review", "twins"
WHOLE = 100
GROUP = _("项目")
ALL_CATEGORIES = "所有类别"
_CATEGORIES = tuple((code, str(label)) for code, label in zip(Category.values, Category.labels, strict=True))
_NAMES = (
    ("stalled", "节点停滞（天）"),
    ("deadline", "节点逾期（天）"),
    ("no-update", "没有更新进度（天）"),
    ("money-ahead", "钱快活慢（百分点）"),
    ("work-ahead", "活快钱慢（百分点）"),
    ("acceptance", "逾期未验收（天）"),
)
WARNING_NAMES = dict(_NAMES)
BY_POINTS = frozenset({"money-ahead", "work-ahead"})
MAIN, PARALLEL = "main", "parallel"
_LINES = ((MAIN, "主线"), (PARALLEL, "并联"))


@cache
def data(name: str) -> Any:
    """A file that comes with the program."""
    return read_yaml(files("xieshou.business.projects").joinpath("data", name).read_text("utf-8"))


def _text(name: str, label: str, width: int = 3, *, most: int = 200, needed: bool = True, help: str = "") -> Entry:
    kind = Kind.LONG_TEXT if most > 200 else Kind.TEXT
    return Entry(Column(name, label, kind, is_required=needed, max_length=most, help=help), width=width)


def _number(name: str, label: str, unit: str, least: int, most: int, width: int = 2, *, help: str = "") -> Entry:
    column = Column(name, label, Kind.WHOLE, unit=unit, is_required=True, least=least, most=most, help=help)
    return Entry(column, width=width)


def _flag(name: str, label: str, width: int = 2) -> Entry:
    return Entry(Column(name, label, Kind.FLAG, is_required=True), width=width)


def _categories(width: int = 4) -> Entry:
    column = Column("categories", "适用类别", Kind.LONG_TEXT, choices=_CATEGORIES, help=ALL_CATEGORIES)
    return Entry(column, is_list=True, width=width)


# --- the negative list ---

_CLAUSES = Table(
    "clauses",
    "条款",
    (
        Entry(Column("code", "代码", Kind.CODE, max_length=40, is_required=True), width=2),
        _text("title", "名称", 4, most=60),
        _text("says", "内容", 6, most=500),
        Entry(Column("words", "出现这些词就命中", Kind.LONG_TEXT, is_required=True), is_list=True, width=6),
        Entry(Column("unless", "这些词除外", Kind.LONG_TEXT), is_list=True, width=6),
        _categories(5),
        _text("source", "依据", 5, most=300),
        _flag("is_text_at_hand", "已核对原文"),
    ),
    "title",
    "代码用字母、数字和“-”，一条一个，改版后沿用：豁免按代码认条款。词之间用“、”隔开。",
)


def _negative_built_in() -> Values:
    names = [one.name for one in _CLAUSES.entries]
    return {"clauses": [{name: one[name] for name in names} for one in data("negative_list.yaml")["clauses"]]}


def _negative_problems(values: Values) -> Iterable[Problem]:
    rows = values["clauses"]
    yield from twice(_CLAUSES, rows, "code")
    yield from twice(_CLAUSES, rows, "title")
    for number, row in enumerate(rows, 1):
        if not str(row["code"]).replace("-", "").isalnum() or not str(row["code"]).isascii():
            yield Problem(f"“{row['code']}”不能作代码", f"条款第 {number} 行代码", "字母、数字和“-”")
        if both := [word for word in row["words"] if word in row["unless"]]:
            told = f"“{'、'.join(both)}”两边都有"
            yield Problem(told, f"条款第 {number} 行这些词除外", remedy="只留一边，否则永远不会命中")


# --- warnings ---

_RULES = Table(
    "rules",
    "预警规则",
    (
        Entry(Column("code", "规则", Kind.CHOICE, choices=_NAMES, is_required=True), width=3),
        _number("limit", "超过多少预警", "", 0, 3650),
        _flag("is_on", "启用"),
        _text("remedy", "怎么办", 5, most=300),
    ),
    "code",
    "天数是超过即预警，百分点是达到即预警。不启用的不判断，已有的预警在下一次核对时解除。",
    fixed=("code",),
)
_WITHIN = _number(
    "acceptance_within_days", "完工后多少天内验收", "天", 1, 3650, help="没有登记应验收日期的，从最后节点完成算起"
)


def _warnings_built_in() -> Values:
    found = data("warning_rules.yaml")
    rows = [
        {"code": one["code"], "limit": one.get("days", one.get("points")), "is_on": True, "remedy": one["remedy"]}
        for one in found["rules"]
    ]
    return {"rules": rows, "acceptance_within_days": found["acceptance_within_days"]}


def _warnings_problems(values: Values) -> Iterable[Problem]:
    if sorted(str(row["code"]) for row in values["rules"]) != sorted(WARNING_NAMES):
        yield Problem("六条规则要各有一行", "预警规则", "、".join(WARNING_NAMES.values()), "不用的选“否”，不要删去")
    for number, row in enumerate(values["rules"], 1):
        if row["code"] in BY_POINTS and not 1 <= row["limit"] <= WHOLE:
            yield Problem(f"{row['limit']} 超出范围", f"预警规则第 {number} 行超过多少预警", f"1 到 {WHOLE} 的整数")


# --- acceptance lists ---

_ITEMS = Table(
    "items",
    "验收资料",
    (
        _text("name", "资料", 5, most=120),
        Entry(_categories(5).column, is_list=True, width=5),
        _flag("is_required", "必备"),
    ),
    "name",
    "必备的缺一项不能提交验收；不必备的有就放。清单按行的先后排。",
)


def _acceptance_built_in() -> Values:
    found = data("acceptance_lists.yaml")
    rows: dict[tuple[str, bool], list[str]] = {}
    for category, items in found["categories"].items():
        for item in items:
            rows.setdefault((item["name"], item.get("required", True)), []).append(category)
    every = [{"name": i["name"], "categories": [], "is_required": i.get("required", True)} for i in found["every"]]
    own = [{"name": name, "categories": where, "is_required": needed} for (name, needed), where in rows.items()]
    return {"items": [*every, *own]}


def _acceptance_problems(values: Values) -> Iterable[Problem]:
    for category, label in _CATEGORIES:
        mine = [row for row in values["items"] if category in (row["categories"] or [category])]
        names = [row["name"] for row in mine]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem(f"“{label}”的清单里有两次“{name}”", "验收资料", remedy="留一行，或改适用类别")
        if not any(row["is_required"] for row in mine):
            yield Problem(f"“{label}”没有一项必备资料", "验收资料", remedy="至少一项必备，否则空着也能验收")


# --- schedules to begin with ---

_STEPS = Table(
    "steps",
    "节点",
    (
        _text("template", "模板", 2, most=40),
        _text("name", "节点", 4, most=120),
        _number("order", "次序", "", 1, 99, 1),
        Entry(Column("line", "线", Kind.CHOICE, choices=_LINES, is_required=True), width=2),
        _number("weight", "权重", "%", 0, WHOLE, 1),
        _number("at", "完成时点", "%", 1, WHOLE, 2),
    ),
    "name",
    "次序相同的并行；一个模板的权重合计 100%；完成时点是占项目工期的百分之几。",
)
_CHOSEN = Table(
    "chosen",
    "各类项目用哪个模板",
    (
        Entry(Column("category", "项目类别", Kind.CHOICE, choices=_CATEGORIES, is_required=True), width=4),
        _text("template", "模板", 4, most=40),
    ),
    "category",
    fixed=("category",),
)
_TEMPLATE_NAMES = {"construction": "工程", "activity": "活动和培训", "purchase": "采购和服务"}


def _schedules_built_in() -> Values:
    found = data("milestone_templates.yaml")
    steps = [
        {"template": _TEMPLATE_NAMES[name], **{key: one[key] for key in ("name", "order", "line", "weight", "at")}}
        for name, nodes in found["templates"].items()
        for one in nodes
    ]
    chosen = [{"category": code, "template": _TEMPLATE_NAMES[name]} for code, name in found["categories"].items()]
    return {"steps": steps, "chosen": chosen}


def _schedules_problems(values: Values) -> Iterable[Problem]:
    weights: dict[str, int] = {}
    for row in values["steps"]:
        weights[row["template"]] = weights.get(row["template"], 0) + row["weight"]
    for name, weight in weights.items():
        if weight != WHOLE:
            yield Problem(f"模板“{name}”的权重合计 {weight}%", "节点", f"{WHOLE}%", "核对各节点的权重")
    yield from _chosen_problems(values, weights)


def _chosen_problems(values: Values, known: Iterable[str]) -> Iterator[Problem]:
    names = list(known)
    if sorted(str(row["category"]) for row in values["chosen"]) != sorted(Category.values):
        yield Problem("每一类项目要有一行", _CHOSEN.label, "、".join(label for _code, label in _CATEGORIES))
    for number, row in enumerate(values["chosen"], 1):
        if row["template"] not in names:
            yield Problem(
                f"没有“{row['template']}”这个模板",
                f"{_CHOSEN.label}第 {number} 行模板",
                "、".join(names),
                "在“节点”里先写这个模板",
            )


# --- review ---

_CRITERIA = Table(
    "criteria",
    "评审指标",
    (
        Entry(Column("code", "代码", Kind.CODE, max_length=40, is_required=True), width=2),
        _text("name", "名称", 3, most=40),
        _number("points", "分值", "分", 1, WHOLE),
        _text("asks", "评什么", 5, most=300),
    ),
    "name",
    f"分值合计 {WHOLE} 分。已经开始的评审按开始时的指标评完。",
)
_REVIEW_NUMBERS = (
    _number("least_experts", "专家至少", "位", 1, 50),
    _number("advised_experts", "一般不少于", "位", 1, 50, help="少于这个数在页面上提示，不拦"),
    _number("least_publicity_days", "公示至少", "天", 1, 60),
)


def _review_built_in() -> Values:
    found = data("review.yaml")
    numbers = {one.name: found[one.name] for one in _REVIEW_NUMBERS}
    return {**numbers, "criteria": [dict(one) for one in found["criteria"]]}


def _review_problems(values: Values) -> Iterable[Problem]:
    yield from twice(_CRITERIA, values["criteria"], "code")
    yield from twice(_CRITERIA, values["criteria"], "name")
    for number, row in enumerate(values["criteria"], 1):
        if not str(row["code"]).isascii() or not str(row["code"]).replace("-", "").isalnum():
            yield Problem(f"“{row['code']}”不能作代码", f"评审指标第 {number} 行代码", "字母、数字和“-”")
    points = sum(row["points"] for row in values["criteria"])
    if points != WHOLE:
        yield Problem(f"分值合计 {points} 分", "评审指标", f"{WHOLE} 分")
    if values["advised_experts"] < values["least_experts"]:
        yield Problem(
            f"少于“专家至少”的 {values['least_experts']} 位", "一般不少于", f"不小于 {values['least_experts']}"
        )


# --- twins ---

_TWIN_NUMBERS = (
    _number("percent", "相近程度到多少提示", "%", 20, WHOLE, help="名称或建设任务按相邻两字比"),
    _number("least_content", "建设任务满多少字才比", "字", 10, 1000),
)


def add_kinds() -> None:
    """Declares them; called once when the app is loaded."""
    own = _("本系统的起始值")
    add(
        RuleKind(
            NEGATIVE,
            _("负面清单"),
            GROUP,
            lambda: Shape(tables=(_CLAUSES,)),
            _negative_built_in,
            _negative_problems,
            _("财农〔2021〕19号不得列支事项等，逐条写有依据；条款为归纳，不是文件原文"),
            NOT_AT_HAND,
            _("申报、入库、列入年度计划时拦截"),
            _("每次申报、入库、列入计划按当天的版本核；已经入库、已列入计划的不追溯，豁免写明按哪一版"),
            order=10,
        ),
        RuleKind(
            TWINS,
            _("查重"),
            GROUP,
            lambda: Shape(_TWIN_NUMBERS),
            lambda: {"percent": 60, "least_content": 20},
            lambda values: (),
            own,
            OWN_VALUES,
            _("申报时提示同一地点的相近项目，须写明区别"),
            _("已经申报的不追溯"),
            order=11,
        ),
        RuleKind(
            REVIEW,
            _("项目评审"),
            GROUP,
            lambda: Shape(_REVIEW_NUMBERS, (_CRITERIA,)),
            _review_built_in,
            _review_problems,
            own,
            OWN_VALUES,
            _("专家评分、会审、公示"),
            _("已经开始的评审轮次按开始时的版本评完"),
            order=12,
        ),
        RuleKind(
            SCHEDULES,
            _("节点模板"),
            GROUP,
            lambda: Shape(tables=(_STEPS, _CHOSEN)),
            _schedules_built_in,
            _schedules_problems,
            own,
            OWN_VALUES,
            _("编节点计划时的起点，编好后与模板无关"),
            _("已经编好的节点计划不变"),
            order=13,
        ),
        RuleKind(
            WARNINGS,
            _("项目预警"),
            GROUP,
            lambda: Shape((_WITHIN,), (_RULES,)),
            _warnings_built_in,
            _warnings_problems,
            _("做法见于各地实施细则，数值是本系统的起始值"),
            OWN_VALUES,
            _("停滞、逾期、钱活不匹配、逾期未验收的预警，每晚和有变动时核对"),
            _("已解除的预警保留当时的版本和算式；未解除的在下一次核对时按新版重判"),
            order=14,
        ),
        RuleKind(
            ACCEPTANCE,
            _("验收资料清单"),
            GROUP,
            lambda: Shape(tables=(_ITEMS,)),
            _acceptance_built_in,
            _acceptance_problems,
            own,
            OWN_VALUES,
            _("准备验收时列出，必备的缺一项不能提交"),
            _("已经准备的验收按准备时的清单"),
            order=15,
        ),
    )
