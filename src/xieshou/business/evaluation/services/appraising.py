"""Evaluation by the department, the finance bureau or a third party: begun, its facts, its awarded scores, its exchange of opinions.

Where it stands: 准备 → 专家评分 → 汇总与报告 → 交换意见 → 已签发. Whoever holds the right to organise evaluations over the
evaluated unit leads it; the evaluated unit answers within a deadline before it can be signed.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from xieshou.business.evaluation.models import (
    Aggregation,
    Appraisal,
    AppraisalKind,
    AppraisalScore,
    AppraisalState,
    FormState,
    SelfEvaluation,
    Subject,
)
from xieshou.business.evaluation.services import appraisal_card, prefilling
from xieshou.business.evaluation.services.awarding import award_read
from xieshou.business.evaluation.services.fill_in import take_version
from xieshou.business.evaluation.services.judged import judged_facts
from xieshou.business.projects.api import Project
from xieshou.business.rectification.api import people_at
from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX
from xieshou.kernel.scheme import Scheme
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.inbox import api as inbox
from xieshou.platform.registry.api import Organisation
from xieshou.schemes import load_scheme, scheme_ids

CATEGORY = "evaluation.appraisal"
LONGEST_TEXT = 8000
_WHY = "写明为何不按规则或专家汇总的得分"
OPEN_STAGES = (AppraisalState.PREPARING, AppraisalState.SCORING, AppraisalState.DRAFTING)


def schemes_for(subject: Subject, year: int) -> list[Scheme]:
    """The schemes under which a project, or a department, may be evaluated in a year."""
    wanted = EvaluationKind.PROJECT_EVALUATION if subject == Subject.PROJECT else EvaluationKind.DEPARTMENT
    schemes = [load_scheme(one) for one in scheme_ids()]
    return [one for one in schemes if one.kind is wanted and one.valid_in(year) and not one.groups()]


def check_manages(actor: User, appraisal: Appraisal) -> None:
    """Refuses those who may not organise this evaluation."""
    if not actor.may(Permission.APPRAISAL_MANAGE, appraisal):
        raise Refused(f"您可以查看，但没有在此“{Permission.APPRAISAL_MANAGE.label}”的权限")


def may_check(actor: User, appraisal: Appraisal) -> bool:
    """Whether the person may have the report checked: who drafts it, and who signs it."""
    return any(actor.may(one, appraisal) for one in (Permission.APPRAISAL_MANAGE, Permission.APPRAISAL_SIGN))


def check_stage(appraisal: Appraisal, *stages: AppraisalState) -> None:
    """Tells why something cannot be done at this stage."""
    if appraisal.stage not in stages:
        allowed = "、".join(str(stage.label) for stage in stages)
        raise Invalid(Problem(f"现在是“{appraisal.get_stage_display()}”，不能这样做", "进度", f"“{allowed}”时可以"))


def is_open(appraisal: Appraisal) -> bool:
    """Whether facts, scores and text may be changed: before opinions are exchanged, and again when they are in."""
    return appraisal.stage in OPEN_STAGES or (appraisal.stage == AppraisalState.EXCHANGED and has_exchanged(appraisal))


def has_exchanged(appraisal: Appraisal) -> bool:
    """Whether the evaluated unit has answered, or its time to answer is over."""
    if appraisal.stage == AppraisalState.SIGNED or appraisal.answered_at is not None:
        return True
    due = appraisal.answer_due_on
    return appraisal.stage == AppraisalState.EXCHANGED and due is not None and due < timezone.localdate()


def check_open(actor: User, appraisal: Appraisal) -> None:
    """Refuses those without the right; tells why an evaluation cannot be changed now."""
    check_manages(actor, appraisal)
    if not is_open(appraisal):
        signed = appraisal.stage == AppraisalState.SIGNED
        remedy = "已签发的评价不再修改" if signed else f"等被评价单位答复（期限 {appraisal.answer_due_on}）"
        raise Invalid(Problem(f"评价“{appraisal.get_stage_display()}”，不能修改", "进度", remedy=remedy))


# --- beginning ---


@transaction.atomic
def appraisal_create(
    *,
    actor: User,
    kind: str,
    scheme: str,
    year: int,
    project: Project | None = None,
    owner: Organisation | None = None,
    evaluator: str = "",
    is_blind: bool = True,
    aggregation: str = Aggregation.MEAN,
    is_demo: bool = False,
    source: str = "",
) -> Appraisal:
    """An evaluation of a project, or of a department (`owner`), with the facts that are known filled in."""
    answerable = project.owner if project is not None else owner
    if answerable is None:
        raise Invalid(Problem("没有选择", "项目或部门", remedy="选一个项目；部门整体支出选单位"))
    place = project.place if project is not None else answerable.region
    new = Appraisal(
        kind=kind, scheme=scheme, year=year, project=project, owner=answerable, place=place, evaluator=evaluator.strip()
    )
    new.is_blind, new.aggregation, new.is_demo, new.source = is_blind, aggregation, is_demo, source
    new.owner_path, new.place_path = answerable.path, place.path if place is not None else ""
    check_manages(actor, new)
    if problems := _begin_problems(new):
        raise Invalid(*problems)
    new.self_evaluation = _self_evaluation(new)
    new.facts = prefilling.known_facts(new)
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"{new}已经建立", "评价类型", remedy="打开已有的评价继续")) from error
    audit.record(actor=actor, action="appraisal.create", target=new, reason=load_scheme(scheme).words.zh)
    return new


def _begin_problems(new: Appraisal) -> list[Problem]:
    found = []
    if new.kind not in AppraisalKind.values:
        found.append(Problem(f"没有“{new.kind}”", "评价类型", "、".join(map(str, AppraisalKind.labels))))
    allowed = schemes_for(new.subject, new.year)
    if new.scheme not in {one.id for one in allowed}:
        names = "、".join(one.words.zh for one in allowed) or f"{new.year} 年没有适用的评价方案"
        found.append(Problem(f"“{new.scheme}”不能用于 {new.year} 年", "评价方案", names, "另选方案或年度"))
    if new.aggregation not in Aggregation.values:
        found.append(Problem(f"没有“{new.aggregation}”", "汇总方式", "、".join(map(str, Aggregation.labels))))
    if new.kind == AppraisalKind.THIRD_PARTY and not new.evaluator:
        found.append(Problem("没有填写", "评价机构", "机构名称", "第三方评价写明由哪家机构评价"))
    if len(new.evaluator) > 120:
        found.append(Problem(f"有 {len(new.evaluator)} 字", "评价机构", "不超过 120 字"))
    return found


def _self_evaluation(new: Appraisal) -> SelfEvaluation | None:
    rows = SelfEvaluation.objects.filter(year=new.year, project=new.project, state=FormState.APPROVED)
    rows = rows if new.project is not None else rows.filter(owner=new.owner)
    return rows.select_related("goals").order_by("-pk").first()


# --- facts ---


@transaction.atomic
def appraisal_facts_save(
    *,
    actor: User,
    appraisal: Appraisal,
    opened_version: int,
    facts: Mapping[str, Mapping[str, str]],
    reason: str = "",
) -> Appraisal:
    """Keeps facts as typed: name → {"value", "note"}; names that are not given stay. `Invalid` with every wrong one."""
    check_open(actor, appraisal)
    scheme = load_scheme(appraisal.scheme)
    if problems := _fact_problems(scheme, facts):
        raise Invalid(*problems)
    merged = dict(appraisal.facts)
    for name, typed in facts.items():
        merged[name] = _held(merged.get(name, {}), typed)
    appraisal_card.card_of(appraisal, merged)  # what cannot be read is told now
    changes = _fact_changes(scheme, appraisal.facts, merged)
    take_version(appraisal, opened_version, changes)
    appraisal.facts = merged
    appraisal.save()
    if changes:
        audit.record(actor=actor, action="appraisal.facts", target=appraisal, changes=changes, reason=reason)
    return appraisal


def _held(before: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    value = unicodedata.normalize("NFKC", str(typed.get("value", ""))).strip()  # full-width digits are figures too
    note = str(typed.get("note", "")).strip()
    is_as_taken = before.get("from") and (value, note) == (before.get("value", ""), before.get("note", ""))
    return {"value": value, "note": note} | ({"from": before["from"]} if is_as_taken else {})


def _fact_problems(scheme: Scheme, facts: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    judged = judged_facts(scheme)
    found = []
    for name, typed in facts.items():
        fact = scheme.facts.get(name)
        words = fact.words.zh if fact is not None else name
        if name in judged:
            found.append(Problem("由专家评分得出，不能填写", words))
        elif fact is None and not name.startswith(NOT_APPLICABLE_PREFIX):
            found.append(Problem(f"方案中没有事实“{name}”", "评分事实", remedy="刷新页面再填"))
        elif len(str(typed.get("value", ""))) > 60 or len(str(typed.get("note", ""))) > 500:
            found.append(Problem("太长", words, "值 60 字、说明 500 字以内", "请缩短"))
    return found


def _fact_changes(scheme: Scheme, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[audit.Change]:
    found = []
    for name in after:
        fact = scheme.facts.get(name)
        words = fact.words.zh if fact is not None else name
        for key, label in (("value", "值"), ("note", "说明")):
            old, new = before.get(name, {}).get(key, ""), after[name].get(key, "")
            if old != new:
                found.append(audit.Change(f"{words} · {label}", old or None, new or None))
    return found


@transaction.atomic
def appraisal_facts_refill(*, actor: User, appraisal: Appraisal, opened_version: int) -> Appraisal:
    """Takes the money and the self-evaluation again; what was entered by hand stays."""
    check_open(actor, appraisal)
    appraisal.self_evaluation = _self_evaluation(appraisal) or appraisal.self_evaluation
    after = prefilling.refilled(appraisal)
    changes = _fact_changes(load_scheme(appraisal.scheme), appraisal.facts, after)
    take_version(appraisal, opened_version, changes)
    appraisal.facts = after
    appraisal.save()
    audit.record(actor=actor, action="appraisal.refill", target=appraisal, changes=changes)
    return appraisal


@transaction.atomic
def appraisal_cite(
    *, actor: User, appraisal: Appraisal, evidence_file: evidence.Evidence, proves: str, fact: str = ""
) -> None:
    """Says that the evaluation, or one of its facts, rests on a piece of evidence."""
    check_open(actor, appraisal)
    scheme = load_scheme(appraisal.scheme)
    if fact and fact not in scheme.facts:
        raise Invalid(Problem(f"方案中没有事实“{fact}”", "评分事实"))
    words = f"{scheme.facts[fact].words.zh}{'：' if proves else ''}{proves}" if fact else proves
    evidence.cite(actor=actor, evidence=evidence_file, record=appraisal, proves=words)


# --- awarded scores ---


@transaction.atomic
def appraisal_award(
    *, actor: User, appraisal: Appraisal, item: str, awarded: str, reason: str, opened_version: int
) -> Appraisal:
    """Another score than the rule's or the experts' for one item, with the reason; an empty score goes back to it."""
    check_open(actor, appraisal)
    if appraisal.stage in {AppraisalState.PREPARING, AppraisalState.SCORING}:
        raise Invalid(Problem("专家还没有评完，不能评定", "进度", "“汇总与报告”时可以"))
    scheme = load_scheme(appraisal.scheme)
    leaf = next((one for one in scheme.leaves() if one.code == item), None)
    if leaf is None:
        raise Invalid(Problem(f"方案中没有项目“{item}”", "指标", remedy="刷新页面再试"))
    text = award_read(awarded, reason, leaf.points, scheme.places, longest=1000, remedy=_WHY)
    held = AppraisalScore.objects.filter(appraisal=appraisal, item=item).first()
    row = held or AppraisalScore(appraisal=appraisal, item=item, owner=appraisal.owner, place=appraisal.place)
    change = audit.Change(f"{leaf.words.zh} · 评定得分", row.awarded or None, text or None)
    take_version(appraisal, opened_version, [change])
    row.awarded, row.reason = text, reason.strip() if text else ""
    row.save()
    appraisal.save()
    audit.record(actor=actor, action="appraisal.award", target=appraisal, changes=[change], reason=reason.strip())
    return appraisal


# --- exchange of opinions ---


@transaction.atomic
def exchange_open(*, actor: User, appraisal: Appraisal, due_on: date, opened_version: int) -> Appraisal:
    """Sends the draft to the evaluated unit, which answers until a day."""
    check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.DRAFTING)
    if due_on < timezone.localdate():
        raise Invalid(Problem(f"{due_on} 已经过去", "答复期限", "今天或以后"))
    card = appraisal_card.card_of(appraisal)
    take_version(appraisal, opened_version, [audit.Change("答复期限", None, str(due_on))])
    appraisal.stage, appraisal.exchanged_at, appraisal.answer_due_on = AppraisalState.EXCHANGED, timezone.now(), due_on
    appraisal.total, appraisal.grade = card.computed.text(), card.grade.zh if card.grade is not None else ""
    appraisal.save()
    audit.record(actor=actor, action="appraisal.exchange", target=appraisal, reason=f"答复期限 {due_on}")
    for user in evaluated_people(appraisal):
        inbox.todo_open(
            user=user,
            source=exchange_source(appraisal),
            category=CATEGORY,
            title=f"答复评价意见：{appraisal}",
            url=appraisal.get_absolute_url(),
            target=appraisal,
            due_at=end_of(due_on),
        )
    return appraisal


def evaluated_people(appraisal: Appraisal) -> list[User]:
    """Those of the evaluated unit who may answer."""
    people = people_at([appraisal.owner])
    return [one for one in people if one.may(Permission.GOAL_EDIT, appraisal)]


def exchange_source(appraisal: Appraisal) -> str:
    """The name of the to-do of answering."""
    return f"appraisal-exchange:{appraisal.pk}"


def end_of(day: date) -> datetime:
    """The last minute of a day here."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


@transaction.atomic
def exchange_answer(*, actor: User, appraisal: Appraisal, answer: str, opened_version: int) -> Appraisal:
    """What the evaluated unit says of the draft; “无意见” is an answer too."""
    if not actor.may(Permission.GOAL_EDIT, appraisal):
        raise Refused(f"您可以查看，但没有为“{appraisal.owner}”答复的权限")
    check_stage(appraisal, AppraisalState.EXCHANGED)
    check_text(answer, "被评价单位的意见", "没有意见的写“无意见”")
    change = audit.Change("被评价单位的意见", appraisal.answer or None, answer.strip())
    take_version(appraisal, opened_version, [change])
    appraisal.answer = answer.strip()
    appraisal.answered_by, appraisal.answered_at = actor, timezone.now()
    appraisal.save()
    audit.record(actor=actor, action="appraisal.answer", target=appraisal, changes=[change])
    inbox.todo_close(source=exchange_source(appraisal))
    return appraisal


def check_text(text: str, label: str, remedy: str = "") -> None:
    """A text that must be there and not too long."""
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise Invalid(Problem("没有写，或太长", label, f"1–{LONGEST_TEXT} 字", remedy))


@transaction.atomic
def exchange_reply(*, actor: User, appraisal: Appraisal, reply: str, opened_version: int) -> Appraisal:
    """Whether and how what the evaluated unit said was taken up."""
    check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.EXCHANGED)
    check_text(reply, "意见采纳情况")
    change = audit.Change("意见采纳情况", appraisal.reply or None, reply.strip())
    take_version(appraisal, opened_version, [change])
    appraisal.reply = reply.strip()
    appraisal.save()
    audit.record(actor=actor, action="appraisal.reply", target=appraisal, changes=[change])
    return appraisal


@transaction.atomic
def appraisal_delete(*, actor: User, appraisal: Appraisal, opened_version: int) -> None:
    """Throws away an evaluation that is still being prepared."""
    check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.PREPARING)
    bump(appraisal, opened_version)
    audit.record(actor=actor, action="appraisal.delete", target=appraisal)
    appraisal.delete()
