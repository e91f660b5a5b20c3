"""What happens to a problem: reported, returned, closed, put off, opened again. Each step is one entry in the log."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from xieshou.business.rectification.models import WITH_UNIT, Finding, State
from xieshou.business.rectification.selectors import checkers_of
from xieshou.business.rectification.services import hand_over, refuse_unless
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump, task_end
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells
from xieshou.platform.inbox import api as inbox


def may_report(actor: User, finding: Finding) -> bool:
    """Who answers for it may, and whoever enters for the unit."""
    return actor == finding.responsible or actor.may(Permission.FINDING_EDIT, finding)


def may_close(actor: User, finding: Finding) -> bool:
    """Nobody closes what they reported themselves."""
    return actor != finding.reported_by and actor.may(Permission.FINDING_CLOSE, finding)


@transaction.atomic
def finding_report(
    *, actor: User, finding: Finding, opened_version: int, taken: str, recovered_fen: int | None = None
) -> Finding:
    """The unit says what it did and that it is done; without evidence it cannot."""
    if not may_report(actor, finding):
        raise Refused("只有责任人和本单位有填报权限的人可以报送整改结果")
    bump(finding, opened_version)
    refuse_unless(finding, *WITH_UNIT)
    told = _unreportable(finding, taken, recovered_fen)
    if told:
        raise Invalid(*told)
    finding.taken, finding.recovered_fen = taken.strip(), recovered_fen
    finding.reported_by, finding.reported_at = actor, timezone.now()
    changes = [audit.Change("整改措施", None, finding.taken)]
    if recovered_fen is not None:
        changes.append(audit.Change("已追回金额（元）", None, cells.money(recovered_fen, "元")))
    _moved(actor, finding, State.REPORTED, "finding.report", changes=changes)
    inbox.todo_close(source=finding.todo)
    _ask_for_check(finding)
    return finding


def _unreportable(finding: Finding, taken: str, recovered_fen: int | None) -> list[Problem]:
    told = []
    if not taken.strip():
        told.append(Problem("没有写整改措施", "整改措施", remedy="写明做了什么、何时做的、结果怎样"))
    if not evidence.citations_of(finding).exists():
        told.append(Problem("没有证据，不能报送复核", "证据", "至少引用一份证据", "在本页“证据”中引用或先上传"))
    if recovered_fen is not None and recovered_fen < 0:
        told.append(Problem("金额不能是负数", "已追回金额", "0 或正数；没有的留空"))
    if recovered_fen is not None and finding.amount_fen is not None and recovered_fen > finding.amount_fen:
        most = f"不超过涉及金额 {cells.money(finding.amount_fen, '元')} 元"
        told.append(Problem("已追回金额比涉及金额还多", "已追回金额", most, "请核对单位和位数"))
    return told


def _ask_for_check(finding: Finding) -> None:
    """Whoever is to check gets it as a to-do; when one of them has checked, it is gone from every desk."""
    for person in checkers_of(finding):
        inbox.todo_open(
            user=person,
            source=f"{finding.todo}:check",
            category="rectification.finding",
            title=f"复核整改：{finding.title}",
            url=finding.get_absolute_url(),
            target=finding,
        )


@transaction.atomic
def finding_withdraw(*, actor: User, finding: Finding, opened_version: int, reason: str) -> Finding:
    """The unit takes its report back before it is checked, to mend it; the problem is open again."""
    if not may_report(actor, finding):
        raise Refused("只有责任人和本单位有填报权限的人可以撤回报送")
    _reasoned(reason, "撤回理由", "写明要补什么、改什么")
    bump(finding, opened_version)
    refuse_unless(finding, State.REPORTED)
    finding.reported_by = finding.reported_at = None
    _moved(actor, finding, State.OPEN, "finding.withdraw", reason=reason)
    inbox.todo_close(source=f"{finding.todo}:check")
    hand_over(finding, because=f"撤回报送：{reason}")
    return finding


@transaction.atomic
def finding_close(*, actor: User, finding: Finding, opened_version: int, reason: str = "") -> Finding:
    """Checked and struck off (销号), by someone other than who reported."""
    _refuse_unless_checker(actor, finding)
    bump(finding, opened_version)
    refuse_unless(finding, State.REPORTED)
    finding.closed_on = timezone.localdate()
    _moved(actor, finding, State.CLOSED, "finding.close", reason=reason)
    inbox.todo_close(source=f"{finding.todo}:check")
    task_end(user=finding.responsible, record=finding, key=finding.todo)
    _tell(finding, f"已销号：{finding.title}", reason)
    return finding


def _refuse_unless_checker(actor: User, finding: Finding) -> None:
    if not actor.may(Permission.FINDING_CLOSE, finding):
        raise Refused(f"您没有在此“{Permission.FINDING_CLOSE.label}”的权限")
    if actor == finding.reported_by:
        raise Refused("整改结果由您报送，请由另一位有复核权限的人复核")


@transaction.atomic
def finding_return(*, actor: User, finding: Finding, opened_version: int, reason: str) -> Finding:
    """Not good enough: back to the unit, with why."""
    _refuse_unless_checker(actor, finding)
    _reasoned(reason, "退回理由", "写明哪里不够、还要补什么")
    bump(finding, opened_version)
    refuse_unless(finding, State.REPORTED)
    _moved(actor, finding, State.RETURNED, "finding.return", reason=reason)
    inbox.todo_close(source=f"{finding.todo}:check")
    hand_over(finding, because=f"退回：{reason}")
    return finding


@transaction.atomic
def finding_extend(*, actor: User, finding: Finding, opened_version: int, due_on: date, reason: str) -> Finding:
    """Another due date, given by those who may close, never by who has to rectify alone."""
    if not actor.may(Permission.FINDING_CLOSE, finding):
        raise Refused(f"您没有在此“{Permission.FINDING_CLOSE.label}”的权限")
    _reasoned(reason, "调整理由", "写明为何调整、依据什么")
    bump(finding, opened_version)
    refuse_unless(finding, *WITH_UNIT)
    if due_on == finding.due_on or due_on < timezone.localdate():
        allowed = f"今天（{timezone.localdate()}）或以后，且不同于现在的 {finding.due_on}"
        raise Invalid(Problem(f"新期限 {due_on} 不行", "新期限", allowed))
    change = audit.Change("整改期限", str(finding.due_on), str(due_on))
    finding.due_on, finding.overdue_told_on = due_on, None
    finding.save()
    audit.record(actor=actor, action="finding.extend", target=finding, changes=[change], reason=reason)
    hand_over(finding)
    return finding


@transaction.atomic
def finding_reopen(*, actor: User, finding: Finding, opened_version: int, reason: str) -> Finding:
    """What was closed turns out not to be solved."""
    if not actor.may(Permission.FINDING_CLOSE, finding):
        raise Refused(f"您没有在此“{Permission.FINDING_CLOSE.label}”的权限")
    _reasoned(reason, "重新打开的理由", "写明发现了什么")
    bump(finding, opened_version)
    refuse_unless(finding, State.CLOSED)
    finding.closed_on = finding.reported_by = finding.reported_at = None
    _moved(actor, finding, State.OPEN, "finding.reopen", reason=reason)
    hand_over(finding, because=f"重新打开：{reason}")
    return finding


def _reasoned(reason: str, where: str, remedy: str) -> None:
    if not reason.strip():
        raise Invalid(Problem("不能为空", where, remedy=remedy))


def _moved(
    actor: User,
    finding: Finding,
    state: State,
    action: str,
    *,
    changes: list[audit.Change] | None = None,
    reason: str = "",
) -> None:
    change = audit.Change("状态", str(finding.get_state_display()), str(state.label))
    finding.state = state
    finding.save()
    audit.record(actor=actor, action=action, target=finding, changes=[change, *(changes or [])], reason=reason)


def _tell(finding: Finding, title: str, because: str) -> None:
    inbox.notice_send(
        users=[finding.responsible],
        source=f"{finding.todo}:outcome",
        category="rectification.outcome",
        title=title,
        url=finding.get_absolute_url(),
        target=finding,
        because=because,
    )
