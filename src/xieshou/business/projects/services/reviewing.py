"""Reviewing: a round is opened, experts score unseen by each other, a meeting decides, the result is made public."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from xieshou.business.projects import stages
from xieshou.business.projects.models import Project, Review, ReviewExpert, ReviewScore, Stage, Verdict
from xieshou.business.projects.rule_kinds import REVIEW
from xieshou.business.projects.selectors_work import deciders_of
from xieshou.business.projects.services import negative, people, required, scoring
from xieshou.business.rules.api import in_force
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, task_end, task_grant
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

SCORING, DECISION = "projects.scoring", "projects.decision"


@transaction.atomic
def review_open(*, actor: User, project: Project, experts: Sequence[User]) -> Review:
    """Begins a round: the experts get it as a to-do, and may read the project while it lasts."""
    held = people.held_for(actor, project, Permission.PROJECT_DECIDE)
    stages.refuse_unless(held, Stage.PROPOSED, doing="开始评审")
    problems = _wrong_experts(held, experts)
    if problems:
        raise Invalid(*problems)
    before, after = stages.move(held, Stage.REVIEWING)
    return _open(actor, held, experts, [audit.Change("阶段", before, after)])


def review_again(*, actor: User, project: Project) -> Review:
    """The round after an amended proposal, with the experts who had it and still may review. The caller moved the stage."""
    last = project.reviews.first()
    experts = [one.expert for one in last.experts.select_related("expert")] if last is not None else []
    able = [expert for expert in experts if expert.is_active and expert.may(Permission.PROJECT_REVIEW)]
    review = _open(actor, project, able, [])
    _tell_decider(review, last, actor)
    return review


def _open(actor: User, project: Project, experts: Sequence[User], changes: list[audit.Change]) -> Review:
    number = project.reviews.count() + 1
    rule = in_force(REVIEW, project.owner_path)
    review = Review.objects.create(project=project, round=number, opened_by=actor, rule=rule.version)
    for expert in experts:
        _invite(review, expert)
    names = "、".join(str(expert) for expert in experts)
    changes = [*changes, audit.Change("评审规则", None, rule.named)]
    changes = [*changes, audit.Change("轮次", None, str(number)), audit.Change("评审专家", None, names)]
    audit.record(actor=actor, action="project.review_open", target=project, changes=changes)
    return review


def _invite(review: Review, expert: User) -> None:
    ReviewExpert.objects.create(review=review, expert=expert)
    task_grant(user=expert, record=review.project, key=_key(review), reason=f"评审“{review.project}”")
    inbox.todo_open(
        user=expert,
        source=_key(review),
        category=SCORING,
        title=f"评审打分：{review.project}（第 {review.round} 轮）",
        url=review.get_absolute_url(),
        target=review.project,
    )


def _key(review: Review) -> str:
    return f"projects.review:{review.pk}"


def _wrong_experts(project: Project, experts: Sequence[User]) -> list[Problem]:
    least = scoring.rules_of(in_force(REVIEW, project.owner_path)).least_experts
    problems = []
    if len(experts) < least:
        problems.append(Problem(f"选了 {len(experts)} 位", "评审专家", f"至少 {least} 位"))
    if len({expert.pk for expert in experts}) < len(experts):
        problems.append(Problem("有人选了两次", "评审专家"))
    for expert in experts:
        if not expert.is_active or not expert.may(Permission.PROJECT_REVIEW):
            problems.append(
                Problem(f"{expert} 没有“{Permission.PROJECT_REVIEW.label}”的权限", "评审专家", remedy="换一位")
            )
        elif people.is_concerned(expert, project):
            problems.append(Problem(f"{expert} 是申报单位的人，应当回避", "评审专家", remedy="换一位"))
    return problems


@transaction.atomic
def review_experts_add(*, actor: User, review: Review, experts: Sequence[User]) -> None:
    """More experts for an open round."""
    project, held = _held(actor, review, Permission.PROJECT_DECIDE)
    present = set(held.experts.values_list("expert_id", flat=True))
    problems = _wrong_experts(project, experts)
    problems += [Problem(f"{one} 已在本轮专家中", "评审专家") for one in experts if one.pk in present]
    if held.verdict:
        problems.append(Problem("会审已有结论，不能再加专家", "评审专家"))
    if problems:
        raise Invalid(*problems)
    for expert in experts:
        _invite(held, expert)
    change = audit.Change("评审专家", None, "、".join(str(expert) for expert in experts))
    audit.record(actor=actor, action="project.review_expert", target=project, changes=[change])


def _held(actor: User, review: Review, permission: Permission) -> tuple[Project, Review]:
    """The project, locked, and its open round."""
    project = people.held_for(actor, review.project, permission)
    held = Review.objects.select_related("project").get(pk=review.pk)
    if held.closed_at is not None:
        raise Invalid(Problem(f"第 {held.round} 轮评审已经结束", str(project)))
    return project, held


@transaction.atomic
def review_score(*, actor: User, review: Review, given: Mapping[str, scoring.Given], words: str = "") -> ReviewExpert:
    """Hands one's scores in, all criteria at once. They are final: from now on one sees the others'."""
    project, held = _held(actor, review, Permission.PROJECT_READ)
    mine = held.experts.filter(expert=actor).first()
    if mine is None:
        raise Refused("您不是本轮的评审专家")
    kept, problems = scoring.read(given, scoring.rules_for(held))
    if mine.submitted_at is not None:
        problems = [Problem("您已经提交过评分，不能再改", "评分", remedy="有补充的，请在会审时提出")]
    if held.verdict:
        problems.append(Problem("会审已有结论", "评分"))
    if problems:
        raise Invalid(*problems)
    ReviewScore.objects.bulk_create(
        ReviewScore(review=held, expert=actor, criterion=code, score=one.score, words=one.words)
        for code, one in kept.items()
    )
    mine.words, mine.submitted_at = words.strip()[:1000], timezone.now()
    mine.save(update_fields=["words", "submitted_at"])
    inbox.todo_close(source=_key(held), user=actor)
    # the score itself is not told here: the history is read by those who may not see it yet
    change = audit.Change("提交评分", None, f"第 {held.round} 轮")
    audit.record(actor=actor, action="project.review_score", target=project, changes=[change])
    return mine


def may_see_scores(user: User, review: Review) -> bool:
    """Experts of an undecided round see scores once their own are in; others once the meeting has decided.

    Who decides about the project sees them at any time, unless they are an expert who has still to score.
    """
    mine = next((one for one in review.experts.all() if one.expert_id == user.pk), None)
    if review.verdict or review.closed_at is not None:
        return True
    if mine is not None:
        return mine.submitted_at is not None
    return user.may(Permission.PROJECT_DECIDE, review.project)


@transaction.atomic
def review_close(
    *, actor: User, review: Review, verdict: str, minutes: str, held_on: date | None = None, reason: str = ""
) -> Review:
    """The meeting's verdict. Agreed: the round stays open for the publicity; else the project goes back or is refused."""
    project, held = _held(actor, review, Permission.PROJECT_DECIDE)
    problems = _wrong_verdict(held, verdict, minutes, held_on, reason)
    if problems:
        raise Invalid(*problems)
    held.verdict, held.minutes, held.reason = verdict, minutes.strip(), reason.strip()
    held.held_on = held_on or timezone.localdate()
    held.save()
    _excuse(held)
    change = audit.Change("会审结论", None, str(Verdict(verdict).label))
    audit.record(actor=actor, action="project.review_close", target=project, changes=[change], reason=held.reason)
    if verdict == Verdict.AMEND:
        _return(actor, project, held)
    elif verdict == Verdict.REFUSE:
        _refuse(actor, project, held.reason)
    return held


def _wrong_verdict(review: Review, verdict: str, minutes: str, held_on: date | None, reason: str) -> list[Problem]:
    problems = []
    if verdict not in Verdict.values:
        problems.append(Problem("没有选", "结论", "、".join(map(str, Verdict.labels))))
    if review.verdict:
        problems.append(Problem(f"本轮会审已有结论“{review.get_verdict_display()}”", "结论"))
    if not minutes.strip():
        problems.append(Problem("没有填", "会审意见", remedy="写明会议的意见和理由"))
    if verdict in {Verdict.AMEND, Verdict.REFUSE} and not reason.strip():
        problems.append(Problem("没有填", "理由", remedy="理由会告知申报人"))
    if len(reason) > 500:
        problems.append(Problem(f"有 {len(reason)} 字，太长", "理由", "不超过 500 字"))
    if held_on is not None and held_on > timezone.localdate():
        problems.append(Problem(f"{held_on} 还没有到", "会审日期", "今天或以前"))
    if verdict == Verdict.AGREE and not review.experts.filter(submitted_at__isnull=False).exists():
        problems.append(Problem("还没有专家提交评分", "结论", remedy="请专家先打分"))
    return problems


def _excuse(review: Review) -> None:
    """The experts' to-dos end with the verdict; their right to read ends with the round."""
    inbox.todo_close(source=_key(review))


def _finish(review: Review) -> None:
    review.closed_at = timezone.now()
    review.save(update_fields=["closed_at"])
    inbox.todo_close(source=_key(review))
    for one in review.experts.select_related("expert"):
        task_end(user=one.expert, record=review.project, key=_key(review))


def _return(actor: User, project: Project, review: Review) -> None:
    _finish(review)
    before, after = stages.move(project, Stage.RETURNED)
    change = audit.Change("阶段", before, after)
    audit.record(actor=actor, action="project.return", target=project, changes=[change], reason=review.reason)
    _tell_proposer(project, f"退回修改：{project}", review.reason)


@transaction.atomic
def review_publish(*, actor: User, review: Review, published_on: date, days: int) -> Review:
    """Notes that the agreed result was made public, from when and for how many days."""
    project, held = _held(actor, review, Permission.PROJECT_DECIDE)
    rules = scoring.rules_for(held)
    least = rules.least_publicity_days
    problems = []
    if held.verdict != Verdict.AGREE:
        problems.append(Problem("会审同意入库后才能公示", "公示开始"))
    elif held.held_on is not None and published_on < held.held_on:
        problems.append(Problem(f"早于会审日期 {held.held_on}", "公示开始", "会审当天或以后"))
    if not least <= days <= 365:
        problems.append(Problem(f"{days} 天", "公示天数", f"{least} 到 365 天"))
    if problems:
        raise Invalid(*problems)
    held.published_on, held.published_days = published_on, days
    held.save(update_fields=["published_on", "published_days"])
    change = audit.Change("公示", None, f"{published_on} 起 {days} 天")
    audit.record(actor=actor, action="project.publish", target=project, changes=[change])
    return held


def publicity_ends(review: Review) -> date | None:
    """The first day after the publicity; None: not made public."""
    if review.published_on is None or review.published_days is None:
        return None
    return review.published_on + timedelta(days=review.published_days)


@transaction.atomic
def project_accept(*, actor: User, project: Project, objections: str = "", reason: str = "") -> Project:
    """Takes an agreed project into the library after its publicity. `objections`: what was raised and how it was settled."""
    held = people.held_for(actor, project, Permission.PROJECT_DECIDE)
    stages.refuse_unless(held, Stage.REVIEWING, doing="入库")
    review = held.reviews.filter(closed_at=None).first()
    problems = _not_ready(review) + required.missing(held) + negative.blocking(held)
    if problems or review is None:
        raise Invalid(*problems)
    review.objections = objections.strip()[:500]
    review.save(update_fields=["objections"])
    _finish(review)
    held.decision_reason = reason.strip()[:500]
    held.save(update_fields=["decision_reason"])
    before, after = stages.move(held, Stage.IN_LIBRARY)
    changes = [audit.Change("阶段", before, after)]
    if review.objections:
        changes.append(audit.Change("公示异议", None, review.objections))
    audit.record(actor=actor, action="project.accept", target=held, changes=changes, reason=held.decision_reason)
    _tell_proposer(held, f"已入库：{held}", held.decision_reason)
    return held


def _not_ready(review: Review | None) -> list[Problem]:
    if review is None:
        return [Problem("没有进行中的评审", "评审", remedy="先开始评审")]
    if review.verdict != Verdict.AGREE:
        return [Problem("会审还没有同意", "评审", remedy="先登记会审结论")]
    over = publicity_ends(review)
    if over is None:
        return [Problem("还没有公示", "公示", remedy="先登记公示")]
    if timezone.localdate() < over:
        return [Problem(f"公示到 {over - timedelta(days=1)}，还没有结束", "公示", f"{over} 起可以入库")]
    return []


@transaction.atomic
def project_refuse(*, actor: User, project: Project, reason: str) -> Project:
    """Does not take a project in, or takes it out of the library for good. The proposer is told why."""
    held = people.held_for(actor, project, Permission.PROJECT_DECIDE)
    if not reason.strip():
        raise Invalid(Problem("没有填", "理由", remedy="不予入库必须写明理由，理由会告知申报人"))
    _refuse(actor, held, reason.strip())
    return held


def _refuse(actor: User, project: Project, reason: str) -> None:
    before, after = stages.move(project, Stage.REFUSED)
    for review in project.reviews.filter(closed_at=None):
        _finish(review)
    project.decision_reason, project.rank = reason[:500], None
    project.save(update_fields=["decision_reason", "rank"])
    change = audit.Change("阶段", before, after)
    audit.record(actor=actor, action="project.refuse", target=project, changes=[change], reason=reason)
    _tell_proposer(project, f"不予入库：{project}", reason)


def _tell_proposer(project: Project, title: str, because: str) -> None:
    if project.created_by is not None:
        inbox.notice_send(
            users=[project.created_by],
            source=f"projects.decision:{project.pk}:{project.version}",
            category=DECISION,
            title=title,
            url=project.get_absolute_url(),
            target=project,
            because=because,
        )


def tell_deciders(project: Project) -> None:
    """A new proposal does not lie unseen: those of the nearest unit who may open its review hear of it."""
    inbox.notice_send(
        users=deciders_of(project),
        source=f"projects.proposed:{project.pk}:{project.version}",
        category=DECISION,
        title=f"新申报，待评审：{project}",
        url=project.get_absolute_url(),
        target=project,
    )


def _tell_decider(review: Review, last: Review | None, actor: User) -> None:
    """Whoever opened the round before hears that the amended proposal is back."""
    if last is None or last.opened_by_id == actor.pk:
        return
    inbox.notice_send(
        users=[last.opened_by],
        source=f"projects.again:{review.pk}",
        category=DECISION,
        title=f"修改后重新申报：{review.project}（第 {review.round} 轮）",
        url=review.get_absolute_url(),
        target=review.project,
    )
