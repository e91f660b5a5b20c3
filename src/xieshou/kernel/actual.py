"""What was reached, as written in an actual-value cell: a measure, a date, a statement, or why there is none."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from xieshou.kernel.dates import DateError, PartialDate, read_date
from xieshou.kernel.quantity import Quantity, UnreadReason
from xieshou.kernel.target import NONE_WRITTEN, Target, TargetKind, read_target
from xieshou.kernel.text import normalise


class ActualKind(StrEnum):
    """What sort of actual value it is."""

    MEASURED = "measured"
    DATED = "dated"
    STATED_MET = "stated-met"  # 及时, 已完成: said, not measured
    STATED_MISSED = "stated-missed"  # 未完成, 不合格
    CANCELLED = "cancelled"
    NOT_PROVIDED = "not-provided"
    NOT_APPLICABLE = "not-applicable"
    IN_PROGRESS = "in-progress"
    QUALITATIVE = "qualitative"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Actual:
    """An actual value as read, its text verbatim beside it.

    `copied_sign` is the comparison sign it repeats (`≥16 次/月`), a bound and no measurement; `as_of` the day a
    figure stands for (`截止 2020 年 9 月…`); `is_in_time` whether a statement speaks of time (`及时`). Missing: an
    empty cell is NOT_PROVIDED, `无` and dashes are NOT_APPLICABLE, `0` is measured. What is not read wholly is
    UNREADABLE.
    """

    kind: ActualKind
    text: str
    quantity: Quantity | None = None
    date: PartialDate | None = None
    per: Quantity | None = None
    copied_sign: TargetKind | None = None
    as_of: PartialDate | None = None
    subject: str = ""
    event: str = ""
    is_in_time: bool = False
    reason: UnreadReason | None = None


_TIMELY = "及时|按时|按期|如期|准时|按计划|按进度"
_IN_TIME = re.compile(_TIMELY)
_NOT = "(?:未|没有|无法|暂未|尚未)能?"
_PAPERS = "(?:佐证)?(?:材料|资料|证明|数据|依据)"
_WORDS = "[^0-9]"
_DONE = "完成|完毕|达标|达成|达到|合格|健全"
_DONE_WITH_HELP = f"{_DONE}|通过|落实|建成|竣工|到位|支付|拨付|开展|更新|入学|开学"
_HELP = f"已经?|均|都|全部|全面|圆满|顺利|验收|{_TIMELY}"
_ENDING = "(?:预期|年度|绩效)*(?:目标|指标|任务|工作|验收)?"
# In this order: what is missing first, so that `未完成` is never taken for `完成`.
_STATEMENTS = tuple(
    (kind, re.compile(form))
    for kind, form in (
        (ActualKind.NOT_PROVIDED, f"{_NOT}(?:提供|填报|填写|填|报送|上报|统计|佐证){_WORDS}*"),
        (ActualKind.NOT_PROVIDED, f"{_WORDS}*{_PAPERS}{_WORDS}{{0,4}}(?:{_NOT}提供|未填报|不够?充分|不足|不全|缺失)"),
        (ActualKind.NOT_PROVIDED, f"(?:暂?无|没有|缺少?)(?:相关)?{_PAPERS}"),
        (ActualKind.CANCELLED, f"(?:已|因故)?(?:取消|终止|中止|暂停|暂缓|停办){_WORDS}{{0,12}}"),
        (ActualKind.CANCELLED, f"{_WORDS}{{0,12}}(?:取消|终止|停办)"),
        (ActualKind.CANCELLED, f"{_NOT}(?:开展|实施|启动|采购|执行|举办|组织|举行){_WORDS}{{0,8}}"),
        (ActualKind.STATED_MISSED, f"{_WORDS}{{0,8}}{_NOT}(?:{_HELP})*(?:{_DONE}|通过){_WORDS}{{0,6}}"),
        (ActualKind.STATED_MISSED, f"{_WORDS}{{0,8}}(?:不合格|不达标|不及时|不健全|逾期)"),
        (ActualKind.IN_PROGRESS, f"{_WORDS}{{0,12}}(?:阶段|(?:进行|建设|实施|推进|研发|筹备|招标|施工)中)"),
        (ActualKind.IN_PROGRESS, f"(?:正在|在建|处于){_WORDS}*"),
        (ActualKind.STATED_MET, f"(?:{_HELP})+(?:{_DONE_WITH_HELP}){_ENDING}"),
        (ActualKind.STATED_MET, f"(?:{_DONE}){_ENDING}|通过验收|{_TIMELY}"),
    )
)
_AS_OF = re.compile(
    r"(?:截止|截至)到?((?:[0-9]{4}年)?(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?(?:年?[底末])?)[,:]?([^0-9].*)"
)
_REACHED = re.compile("(?<!未)达到?(?=[0-9])|(?<!不)(?<!未)完成率?为(?=[0-9])")


def read_actual(text: str | None) -> Actual:
    """Read an actual-value cell.

    Units: as written; a frequency comes with its period. Missing: see `Actual`. Never raises, never guesses:
    `近40万人` and `554人次、10次` are UNREADABLE with the reason.
    """
    text = text or ""
    plain = normalise(text).rstrip("。.;；,，、")
    if not plain:
        return Actual(ActualKind.NOT_PROVIDED, text)
    if plain in NONE_WRITTEN:
        return Actual(ActualKind.NOT_APPLICABLE, text)
    for kind, form in _STATEMENTS:
        if form.fullmatch(plain):
            is_in_time = kind is ActualKind.STATED_MET and bool(_IN_TIME.search(plain))
            return Actual(kind, text, is_in_time=is_in_time)
    as_of, figure = _split_as_of(plain)
    # `达到100%` is how a measured figure is introduced, in a target it asks for at least so much.
    return replace(_of_target(read_target(_REACHED.sub("", figure))), text=text, as_of=as_of)


def _split_as_of(text: str) -> tuple[PartialDate | None, str]:
    found = _AS_OF.fullmatch(text)
    try:
        date = read_date(found[1]) if found else None
    except DateError:
        return None, text
    if not found or not date or not any("0" <= char <= "9" for char in found[2]):
        return None, text
    return date[0], found[2]


def _of_target(read: Target) -> Actual:
    """The same notation, read as something reached."""
    if read.kind is TargetKind.DATE:
        return Actual(ActualKind.DATED, read.text, date=read.date, event=read.event)
    if read.kind is TargetKind.RANGE:
        return Actual(ActualKind.UNREADABLE, read.text, reason=UnreadReason.NOT_ONE_VALUE)
    if read.kind in (TargetKind.QUALITATIVE, TargetKind.NOT_APPLICABLE):
        return Actual(ActualKind.QUALITATIVE, read.text)
    if read.kind is TargetKind.UNREADABLE:
        return Actual(ActualKind.UNREADABLE, read.text, reason=read.reason)
    return Actual(
        ActualKind.MEASURED,
        read.text,
        quantity=read.amount,
        per=read.per,
        copied_sign=_copied_sign(read),
        subject=read.subject,
        event=read.event,
    )


def _copied_sign(read: Target) -> TargetKind | None:
    if read.sign_missing or read.kind is TargetKind.EQUAL:
        return None
    return TargetKind.AT_MOST if read.kind is TargetKind.DURATION_LIMIT else read.kind
