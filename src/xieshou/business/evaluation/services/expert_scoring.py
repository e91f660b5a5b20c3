"""Experts score the judged items, each alone: nobody sees another's score before all have submitted.

Scores come together exactly: Σ weight × score ÷ Σ weight, rounded once to the scheme's decimals; with the highest and the
lowest taken out where the evaluation says so and at least four have scored. Personal data: who scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xieshou.business.evaluation.models import (
    Aggregation,
    Appraisal,
    AppraisalScore,
    AppraisalState,
    Expert,
    ExpertScore,
)
from xieshou.business.evaluation.services.appraising import CATEGORY, check_manages, check_stage, end_of
from xieshou.business.evaluation.services.fill_in import plain
from xieshou.business.evaluation.services.judged import judged_items
from xieshou.business.evaluation.services.report_text import chapters_fill
from xieshou.business.evaluation.services.scoring import exact
from xieshou.business.rectification.api import people_at
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.scheme import Item
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump, task_end, task_grant
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox
from xieshou.platform.registry.api import Organisation
from xieshou.schemes import load_scheme

FEWEST_TRIMMED = 4  # with fewer, taking two out would leave the score to one or two people
LONGEST_WORDS = 500


def key_of_task(appraisal: Appraisal) -> str:
    """The name of an expert's task."""
    return f"appraisal-score:{appraisal.pk}"


# --- inviting ---


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is asked to score, with the weight as typed."""

    user: User
    weight: str = "1"


@transaction.atomic
def experts_invite(
    *, actor: User, appraisal: Appraisal, experts: Sequence[Invited], due_on: date | None = None
) -> list[Expert]:
    """Asks people to score; they may read the evaluation while they have it in hand."""
    check_manages(actor, appraisal)
    _lock(appraisal)
    check_stage(appraisal, AppraisalState.PREPARING, AppraisalState.SCORING)
    if problems := _invite_problems(appraisal, experts, due_on):
        raise Invalid(*problems)
    appraisal.stage, appraisal.scoring_due_on = AppraisalState.SCORING, due_on or appraisal.scoring_due_on
    appraisal.version += 1
    appraisal.save()
    made = [Expert.objects.create(appraisal=appraisal, user=one.user, weight=plain(one.weight)) for one in experts]
    names = "、".join(str(one.user) for one in experts)
    audit.record(actor=actor, action="appraisal.invite", target=appraisal, reason=f"邀请评分：{names}")
    for expert in made:
        _hand_over(appraisal, expert)
    return made


def _lock(appraisal: Appraisal) -> None:
    """The evaluation as it is now, for nobody else to change until this is done: what others saved is not written over."""
    Appraisal.objects.select_for_update().get(pk=appraisal.pk)
    appraisal.refresh_from_db()


def _hand_over(appraisal: Appraisal, expert: Expert) -> None:
    key = key_of_task(appraisal)
    task_grant(user=expert.user, record=appraisal, key=key, reason=f"评分：{appraisal}"[:200])
    inbox.todo_open(
        user=expert.user,
        source=key,
        category=CATEGORY,
        title=f"评分：{appraisal}",
        url=appraisal.get_absolute_url(),
        target=appraisal,
        due_at=end_of(appraisal.scoring_due_on) if appraisal.scoring_due_on is not None else None,
    )


def _invite_problems(appraisal: Appraisal, experts: Sequence[Invited], due_on: date | None) -> list[Problem]:
    found = []
    if not judged_items(load_scheme(appraisal.scheme)):
        found.append(Problem("方案的各项都按规则计分，不需要专家评分", "专家", remedy="直接转入“汇总与报告”"))
    if not experts:
        found.append(Problem("没有选择", "专家", remedy="选至少一人"))
    if due_on is not None and due_on < timezone.localdate():
        found.append(Problem(f"{due_on} 已经过去", "评分截止", "今天或以后"))
    evaluated = set(people_at(evaluated_units(appraisal)).values_list("pk", flat=True))
    asked = set(appraisal.experts.values_list("user_id", flat=True))
    for one in experts:
        found += _person_problems(one, evaluated, asked)
        asked.add(one.user.pk)
    return found


def evaluated_units(appraisal: Appraisal) -> list[Organisation]:
    """Whose people stand aside: the evaluated unit with what is below it, and who carries the project out."""
    below = paths.within("path", appraisal.owner.path)
    found = list(Organisation.objects.filter(below))
    if appraisal.project is not None and appraisal.project.implementer is not None:
        found.append(appraisal.project.implementer)
    return found


def _person_problems(one: Invited, evaluated: set[int], asked: set[int]) -> list[Problem]:
    found, weight = [], exact(plain(one.weight))
    if weight is None or weight <= ZERO or len(plain(one.weight)) > 10:
        found.append(Problem(f"“{one.weight}”不能作权重", f"{one.user} 权重", "大于 0 的数，如 1、1.5"))
    if not one.user.may(Permission.APPRAISAL_SCORE):
        label = Permission.APPRAISAL_SCORE.label
        found.append(Problem(f"没有“{label}”的权限", str(one.user), remedy="请管理员授予角色，或另请专家"))
    if one.user.pk in evaluated:
        told = "是被评价单位（含内设、下属单位和实施单位）的人，应当回避"
        found.append(Problem(told, str(one.user), remedy="另请专家"))
    if one.user.pk in asked:
        found.append(Problem("已在专家名单中", str(one.user)))
    return found


@transaction.atomic
def expert_drop(*, actor: User, expert: Expert, reason: str) -> Appraisal:
    """Takes somebody who does not score off the list, with why. A submitted score stays."""
    appraisal = expert.appraisal
    check_manages(actor, appraisal)
    _lock(appraisal)
    check_stage(appraisal, AppraisalState.SCORING)
    if expert.submitted_at is not None:
        raise Invalid(Problem(f"{expert}已经提交评分，不能移出", "专家"))
    if not reason.strip():
        raise Invalid(Problem("没有写", "理由", "500 字以内"))
    audit.record(actor=actor, action="appraisal.drop_expert", target=appraisal, reason=f"{expert}：{reason.strip()}")
    return _without(expert, actor)


def _without(expert: Expert, actor: User) -> Appraisal:
    """The evaluation goes on without somebody who has not submitted."""
    appraisal = expert.appraisal
    _take_back(expert)
    expert.delete()
    if not appraisal.experts.exists():  # nobody left to score: the organiser may ask others, or go on without experts
        appraisal.stage = AppraisalState.PREPARING
        appraisal.version += 1
        appraisal.save()
    _finish(appraisal, actor)
    return appraisal


@transaction.atomic
def expert_decline(*, actor: User, appraisal: Appraisal, reason: str) -> Appraisal:
    """Somebody who is asked does not score, with why (time, an interest of one's own); the organiser is told."""
    expert = _scoring(actor, appraisal)
    _lock(appraisal)
    if not reason.strip() or len(reason.strip()) > LONGEST_WORDS:
        raise Invalid(
            Problem("没有写，或太长", "谢绝理由", f"1–{LONGEST_WORDS} 字", "例如：与被评价单位有利害关系，回避")
        )
    told = f"{expert}谢绝评分：{reason.strip()}"
    audit.record(actor=actor, action="appraisal.decline", target=appraisal, reason=told)
    inbox.notice_send(
        users=_organisers(appraisal),
        source=f"appraisal-decline:{appraisal.pk}",
        category=CATEGORY,
        title=f"专家谢绝评分：{appraisal}"[:200],
        url=appraisal.get_absolute_url(),
        target=appraisal,
        because=told,
    )
    return _without(expert, actor)


def _organisers(appraisal: Appraisal) -> list[User]:
    """Those who invited experts and still lead the evaluation."""
    asked = audit.history_of(appraisal).filter(action="appraisal.invite").values("actor")
    people = User.objects.filter(pk__in=asked, is_active=True)
    return [one for one in people if one.may(Permission.APPRAISAL_MANAGE, appraisal)]


def _take_back(expert: Expert) -> None:
    key = key_of_task(expert.appraisal)
    task_end(user=expert.user, record=expert.appraisal, key=key)
    inbox.todo_close(source=key, user=expert.user)


# --- scoring ---


def expert_of(appraisal: Appraisal, user: User) -> Expert | None:
    """The person as an expert of this evaluation."""
    return appraisal.experts.filter(user=user).first()


@dataclass(frozen=True, slots=True)
class Given:
    """What an expert gives one item, as typed."""

    score: str
    words: str = ""


@transaction.atomic
def expert_scores_save(*, actor: User, appraisal: Appraisal, scores: Mapping[str, Given]) -> Expert:
    """Keeps an expert's own scores, complete or not. The log says that they were saved, not which they are."""
    expert = _scoring(actor, appraisal)
    items = {item.code: item for item in judged_items(load_scheme(appraisal.scheme))}
    if problems := _score_problems(items, scores, load_scheme(appraisal.scheme).places):
        raise Invalid(*problems)
    for code, given in scores.items():
        _keep(expert, code, given)
    return expert


def _keep(expert: Expert, code: str, given: Given) -> None:
    text, words = plain(given.score), given.words.strip()
    if not text and not words:
        ExpertScore.objects.filter(expert=expert, item=code).delete()
        return
    ExpertScore.objects.update_or_create(expert=expert, item=code, defaults={"score": text, "words": words})


def _scoring(actor: User, appraisal: Appraisal) -> Expert:
    """The actor as an expert who has not submitted; the row is locked, so that a submission is final."""
    expert = Expert.objects.select_for_update().filter(appraisal=appraisal, user=actor).first()
    if expert is None or not actor.may(Permission.APPRAISAL_SCORE):
        raise Refused("您不在这次评价的专家名单中")
    check_stage(appraisal, AppraisalState.SCORING)
    if expert.submitted_at is not None:
        raise Invalid(Problem("您已经提交评分，不能再改", "评分"))
    expert.appraisal = appraisal
    return expert


def _score_problems(items: Mapping[str, Item], scores: Mapping[str, Given], places: int) -> list[Problem]:
    found = []
    for code, given in scores.items():
        item = items.get(code)
        if item is None:
            found.append(Problem(f"项目“{code}”不由专家评分", "指标", "、".join(items)))
            continue
        number = exact(plain(given.score)) if plain(given.score) else ZERO
        if number is None or not ZERO <= number <= item.points or number.places(places) is None:
            allowed = f"0–{item.points.text()} 分，最多 {places} 位小数"
            found.append(Problem(f"“{given.score}”不能作为得分", item.words.zh, allowed))
        if len(given.words.strip()) > LONGEST_WORDS:
            found.append(
                Problem(f"有 {len(given.words.strip())} 字", f"{item.words.zh} 理由", f"{LONGEST_WORDS} 字以内")
            )
    return found


@transaction.atomic
def expert_scores_submit(*, actor: User, appraisal: Appraisal) -> Expert:
    """Final: every judged item has a score, and every point taken off a reason. The last one opens all scores."""
    expert = _scoring(actor, appraisal)
    given = {one.item: one for one in expert.scores.all()}
    if problems := _submit_problems(judged_items(load_scheme(appraisal.scheme)), given):
        raise Invalid(*problems)
    expert.submitted_at = timezone.now()
    expert.save(update_fields=["submitted_at"])
    _take_back(expert)
    audit.record(actor=actor, action="appraisal.score", target=appraisal, reason="提交评分")
    _finish(appraisal, actor)
    return expert


def _submit_problems(items: Sequence[Item], given: Mapping[str, ExpertScore]) -> list[Problem]:
    found = []
    for item in items:
        one = given.get(item.code)
        number = exact(one.score) if one is not None else None
        if one is None or number is None:
            found.append(Problem("没有打分", item.words.zh, f"0–{item.points.text()} 分"))
        elif number < item.points and not one.words:
            found.append(Problem("扣了分，没有写理由", item.words.zh, f"{LONGEST_WORDS} 字以内", "写明为何扣分"))
    return found


# --- coming together ---


@dataclass(frozen=True, slots=True)
class Together:
    """The experts' scores of one item as one: exact, rounded once, and the arithmetic as a person would write it."""

    value: Exact
    arithmetic: str


def aggregated(given: Sequence[tuple[Exact, Exact]], aggregation: str, places: int) -> Together:
    """One score out of (weight, score) pairs, at least one. Ties for highest and lowest lose one each."""
    kept, said = list(given), ""
    if aggregation == Aggregation.TRIMMED:
        if len(given) < FEWEST_TRIMMED:
            said = f"（专家不足 {FEWEST_TRIMMED} 人，不去掉最高分和最低分）"
        else:
            ranked = sorted(given, key=lambda pair: pair[1])
            kept = ranked[1:-1]
            said = f"（去掉最低 {ranked[0][1]} 分、最高 {ranked[-1][1]} 分）"
    weights = total([weight for weight, _score in kept])
    value = total([weight * score for weight, score in kept]) / weights
    return Together(value.rounded(places), _arithmetic(kept, weights, value, places) + said)


def _arithmetic(kept: Sequence[tuple[Exact, Exact]], weights: Exact, value: Exact, places: int) -> str:
    is_plain = all(weight == Exact(1) for weight, _score in kept)
    terms = " + ".join(score.text() if is_plain else f"{weight} × {score}" for weight, score in kept)
    shown = value.rounded(places)
    ending = f" ≈ {shown}" if shown != value else ""
    return f"({terms}) ÷ {weights} = {value}{ending}"


def _finish(appraisal: Appraisal, actor: User) -> None:
    """When the last one has submitted the scores come together and are opened to all who may read them."""
    _lock(appraisal)
    experts = list(appraisal.experts.select_for_update())
    if not experts or any(one.submitted_at is None for one in experts):
        return
    scheme, changes = load_scheme(appraisal.scheme), []
    for item in judged_items(scheme):
        pairs = [(Exact.read(one.expert.weight), Exact.read(one.score)) for one in _scores(appraisal, item.code)]
        together = aggregated(pairs, appraisal.aggregation, scheme.places)
        _write(appraisal, item.code, together)
        changes.append(audit.Change(item.words.zh, None, together.arithmetic))
    appraisal.stage = AppraisalState.DRAFTING
    appraisal.version += 1
    appraisal.chapters = chapters_fill(appraisal)
    appraisal.save()
    audit.record(actor=actor, action="appraisal.aggregate", target=appraisal, changes=changes)


def _scores(appraisal: Appraisal, item: str) -> QuerySet[ExpertScore]:
    rows = ExpertScore.objects.filter(expert__appraisal=appraisal, item=item)
    return rows.select_related("expert__user").order_by("expert_id")


def _write(appraisal: Appraisal, item: str, together: Together) -> None:
    held = AppraisalScore.objects.filter(appraisal=appraisal, item=item).first()
    row = held or AppraisalScore(appraisal=appraisal, item=item, owner=appraisal.owner, place=appraisal.place)
    row.aggregated, row.arithmetic = together.value.text(), together.arithmetic[:500]
    row.save()


@transaction.atomic
def drafting_begin(*, actor: User, appraisal: Appraisal, opened_version: int) -> Appraisal:
    """Goes on without experts: every item is scored by its rule, judged ones are awarded with a reason."""
    check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.PREPARING)
    bump(appraisal, opened_version)
    appraisal.stage = AppraisalState.DRAFTING
    appraisal.chapters = chapters_fill(appraisal)
    appraisal.save()
    audit.record(actor=actor, action="appraisal.draft", target=appraisal)
    return appraisal


# --- who may see which score ---


def are_open(appraisal: Appraisal) -> bool:
    """Whether the experts' scores may be seen by others: all have submitted, or the evaluation is not blind."""
    return appraisal.stage not in {AppraisalState.PREPARING, AppraisalState.SCORING}


def scores_seen_by(user: User, appraisal: Appraisal) -> list[ExpertScore]:
    """The scores a person may see: the own ones always, others' only when they are open. The one place they are read.

    In an evaluation that is not blind, experts and organisers see what has been submitted.
    """
    rows = ExpertScore.objects.filter(expert__appraisal=appraisal).select_related("expert__user").order_by("expert_id")
    is_expert = appraisal.experts.filter(user=user).exists()
    if are_open(appraisal):
        is_inside = is_expert or user.may(Permission.APPRAISAL_MANAGE, appraisal)
        return list(rows) if is_inside else []
    seen = rows.filter(expert__user=user)
    if not appraisal.is_blind and (is_expert or user.may(Permission.APPRAISAL_MANAGE, appraisal)):
        seen = seen | rows.exclude(expert__submitted_at=None)
    return list(seen.order_by("expert_id"))
