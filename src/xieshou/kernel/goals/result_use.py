"""What a result means for next year's budget (JX14): a table of rules gives a suggestion that the budget must answer.

The default table follows the usual reading of 财预〔2020〕10号 (results are used for budgets) as known; the text is not at
hand and names no percentages, so none is given. A finance bureau's own table is passed in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from xieshou.kernel.exact import ONE, Exact
from xieshou.kernel.goals.progress import percent_text
from xieshou.kernel.wording import NO_WORDS, Words


class Action(IntEnum):
    """What is suggested, mildest first."""

    SUPPORT = 1  # 支持
    KEEP = 2  # 原则上不增加, 改进管理
    CUT = 3  # 完善政策, 核减
    RECTIFY_FIRST = 4  # 先整改, 后安排


@dataclass(frozen=True, slots=True)
class UseRule:
    """One row of the table. Every condition that is given must hold; at least one is.

    `grades` are the Chinese words of grades; `total_below` in points; `execution_below` a share of one; `has_open`
    whether findings are still open. `change` is the suggested share of this year's budget (−0.1 is 10 % less), None
    where the rule names no amount. `must_explain`: the office must state its reasons beside the suggestion.
    """

    code: str
    words: Words
    source: Words
    grades: tuple[str, ...] = ()
    total_below: Exact | None = None
    execution_below: Exact | None = None
    has_open: bool | None = None
    action: Action | None = None
    change: Exact | None = None
    must_explain: bool = False


@dataclass(frozen=True, slots=True)
class UseTable:
    """A table of rules and how it is known."""

    rules: tuple[UseRule, ...]
    is_official: bool
    note: Words


@dataclass(frozen=True, slots=True)
class Application:
    """The suggestion: the strictest action of the rules that hold, each with its reason.

    `amount` is in yuan, None where no rule names a share or the budget is not known. `must_answer` is always True when
    any rule held: the budget proposal has to reply.
    """

    action: Action | None
    words: Words
    reasons: tuple[Words, ...]
    rules: tuple[str, ...]
    change: Exact | None
    amount: Exact | None
    must_explain: bool
    must_answer: bool
    is_official: bool
    note: Words


class UnknownGradeError(ValueError):
    """A grade that no rule of the table knows."""


_KNOWN = Words(
    "财预〔2020〕10 号关于结果应用的通行做法，原文未核对", "the usual practice under Caiyu (2020) No. 10, not checked"
)
DEFAULT_TABLE = UseTable(
    rules=(
        UseRule("U-GOOD", Words("予以支持，可优先安排", "support, with priority where funds are short"), _KNOWN,
            grades=("优", "优秀"), action=Action.SUPPORT),
        UseRule("U-FAIR", Words("予以支持，按评价意见改进", "support, and improve as the evaluation says"), _KNOWN,
            grades=("良", "良好"), action=Action.SUPPORT),
        UseRule("U-WEAK", Words("完善政策、改进管理，核减预算", "mend policy and management, reduce the budget"), _KNOWN,
            grades=("中", "合格"), action=Action.CUT),
        UseRule("U-POOR", Words("核减预算；整改到位后再安排", "reduce the budget; provide funds only after correction"), _KNOWN,
            grades=("差", "不合格"), action=Action.RECTIFY_FIRST, must_explain=True),
        UseRule("U-OPEN", Words("问题未整改的，调减或整改后再安排", "findings still open: reduce, or provide after correction"), _KNOWN,
            has_open=True, action=Action.RECTIFY_FIRST),
        UseRule("U-EXECUTION", Words("预算执行率低，须单独说明原因", "spending was low: give the reasons apart"), _KNOWN,
            execution_below=Exact(80, 100), action=Action.KEEP, must_explain=True),
    ),
    is_official=False,
    note=Words("本表不是官方规定，未取得原文；比例由财政部门决定，可在设置中替换。",
        "This table is no official rule; the text is not at hand. Shares are for the finance bureau to set; the table can be replaced."),
)  # fmt: skip


def application(
    grade: str | None,
    total: Exact | None,
    execution: Exact | None,
    open_findings: int,
    *,
    budget: Exact | None = None,
    table: UseTable = DEFAULT_TABLE,
) -> Application:
    """The suggestion for next year's budget.

    `execution` is a share of one, `budget` this year's in yuan; None is missing and meets no condition. Raises
    `UnknownGradeError` for a grade that is in no rule.
    """
    _check_grade(grade, table)
    held = [rule for rule in table.rules if _holds(rule, grade, total, execution, open_findings)]
    reasons = tuple(_reason(rule, grade, total, execution, open_findings) for rule in held)
    leading = sorted((rule for rule in held if rule.action), key=lambda rule: -(rule.action or 0))
    change = min((rule.change for rule in held if rule.change is not None), default=None)
    return Application(
        action=leading[0].action if leading else None,
        words=leading[0].words if leading else Words("没有适用的规则", "no rule applies"),
        reasons=reasons,
        rules=tuple(rule.code for rule in held),
        change=change,
        amount=None if change is None or budget is None else budget * (ONE + change),
        must_explain=any(rule.must_explain for rule in held),
        must_answer=bool(held),
        is_official=table.is_official,
        note=table.note,
    )


def _check_grade(grade: str | None, table: UseTable) -> None:
    known = [name for rule in table.rules for name in rule.grades]
    if grade is not None and known and grade not in known:
        raise UnknownGradeError(f"等级“{grade}”不在规则表中，可用：{'、'.join(known)}。请改正等级，或在规则表中补充。")


def _holds(rule: UseRule, grade: str | None, total: Exact | None, execution: Exact | None, open_findings: int) -> bool:
    conditions = tuple(_conditions(rule, grade, total, execution, open_findings))
    return bool(conditions) and all(conditions)


def _conditions(
    rule: UseRule, grade: str | None, total: Exact | None, execution: Exact | None, open_findings: int
) -> Iterator[bool]:
    if rule.grades:
        yield grade in rule.grades
    if rule.total_below is not None:
        yield total is not None and total < rule.total_below
    if rule.execution_below is not None:
        yield execution is not None and execution < rule.execution_below
    if rule.has_open is not None:
        yield (open_findings > 0) is rule.has_open


def _reason(
    rule: UseRule, grade: str | None, total: Exact | None, execution: Exact | None, open_findings: int
) -> Words:
    told = NO_WORDS
    if rule.grades:
        told += Words(f"等级“{grade}”", f"grade “{grade}”")
        told += Words(f"（{total} 分）", f" ({total})") if total is not None else NO_WORDS
    if rule.total_below is not None:
        told += Words(f"总分 {total}，低于 {rule.total_below}", f"total {total}, below {rule.total_below}")
    if rule.execution_below is not None and execution is not None:
        rate, limit = percent_text(execution), percent_text(rule.execution_below)
        told += Words(f"预算执行率 {rate}，低于 {limit}", f"execution {rate}, below {limit}")
    if rule.has_open:
        told += Words(f"未整改问题 {open_findings} 个", f"{open_findings} findings open")
    return told + Words("：", ": ") + rule.words
