"""Self-evaluation: begun from the goals in force, filled in, scored, submitted, approved. Every figure is the kernel's."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import ActualValue, FormState, GoalSet, SelfEvaluation
from xieshou.business.evaluation.services import approval, prepared, scoring, self_checks
from xieshou.business.evaluation.services.approval import FormKind
from xieshou.business.evaluation.services.fill_in import check_open, may_fill, take_version
from xieshou.business.evaluation.services.scoring import Line
from xieshou.business.evaluation.services.self_typed import (
    Typed,
    changes_typed,
    fact_words,
    fill,
    text_problems,
    value_problems,
    write_texts,
)
from xieshou.business.metrics import api as metrics
from xieshou.kernel.scheme import Scheme
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.inbox import api as inbox
from xieshou.schemes import load_scheme, scheme_ids

KIND = "evaluation.self"


def connect() -> None:
    """Self-evaluations follow their approval."""
    approval.register(FormKind(KIND, "self", _approved))


# --- beginning ---


@transaction.atomic
def self_evaluation_create(
    *, actor: User, goals: GoalSet, scheme: str = "", is_demo: bool = False, source: str = ""
) -> SelfEvaluation:
    """The self-evaluation of goals in force, with a row for every indicator and the money as registered.

    `scheme`: another one than the goals', such as a department's scoring table over named facts.
    """
    form = SelfEvaluation(
        goals=goals, project=goals.project, owner=goals.owner, place=goals.place, year=goals.year, is_demo=is_demo
    )
    form.source = source
    form.owner_path, form.place_path = goals.owner_path, goals.place_path
    may_fill(actor, form)
    if problems := _begin_problems(goals, scheme):
        raise Invalid(*problems)
    form.scheme = "" if scheme == goals.scheme else scheme
    form.funds = scoring.funds_now(form)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"{form}已经建立", "绩效目标", remedy="打开已有的自评填报")) from error
    ActualValue.objects.bulk_create(
        ActualValue(
            evaluation=form,
            indicator=one,
            owner=form.owner,
            place=form.place,
            owner_path=form.owner_path,
            place_path=form.place_path,
        )
        for one in stored(goals)
    )
    audit.record(actor=actor, action="self.create", target=form)
    return form


def _begin_problems(goals: GoalSet, scheme: str) -> list[Problem]:
    found = []
    if goals.state != FormState.APPROVED:
        told = f"目标{FormState(goals.state).label}"
        found.append(Problem(told, "绩效目标", "已批准的目标", "目标批准后才能自评"))
    allowed = schemes_allowed(goals)
    if scheme and scheme not in {one.id for one in allowed}:
        names = "、".join(one.words.zh for one in allowed)
        found.append(Problem(f"“{scheme}”不能用于这份自评", "评价方案", names, "另选一个，或留空用目标的方案"))
    return found


def schemes_allowed(goals: GoalSet) -> list[Scheme]:
    """The schemes by which goals may be evaluated: of their kind, in force in their year."""
    wanted = load_scheme(goals.scheme).kind
    schemes = [load_scheme(one) for one in scheme_ids()]
    return [one for one in schemes if one.kind is wanted and one.valid_in(goals.year)]


@transaction.atomic
def self_evaluation_save(
    *, actor: User, evaluation: SelfEvaluation, opened_version: int, typed: Typed, reason: str = ""
) -> SelfEvaluation:
    """Keeps the form as typed, complete or not. `Invalid` with every wrong cell, `Stale` with what differs."""
    check_open(actor, evaluation)
    lines = {one.code: one for one in scoring.lines_of(evaluation)}
    if problems := [*value_problems(actor, evaluation, lines, typed), *text_problems(evaluation, typed)]:
        raise Invalid(*problems)
    changes = changes_typed(evaluation, lines, typed)
    take_version(evaluation, opened_version, changes)
    for code, entry in typed.values.items():
        fill(lines[code], entry)
    write_texts(evaluation, typed)
    evaluation.funds = scoring.funds_now(evaluation)
    evaluation.save()
    if changes:
        audit.record(actor=actor, action="self.save", target=evaluation, changes=changes, reason=reason)
    return evaluation


@transaction.atomic
def value_cite(*, actor: User, value: ActualValue, evidence_file: evidence.Evidence, proves: str = "") -> None:
    """Says that a value rests on a piece of evidence; while the form is open for whoever fills it in."""
    check_open(actor, value.evaluation)
    evidence.cite(actor=actor, evidence=evidence_file, record=value, proves=proves or value.indicator.name)


@transaction.atomic
def value_uncite(*, actor: User, value: ActualValue, citation: evidence.Citation, reason: str) -> None:
    """Takes back a citation that was a mistake, while the form is open; the file and the reason stay."""
    check_open(actor, value.evaluation)
    evidence.uncite(actor=actor, citation=citation, reason=reason)


@transaction.atomic
def fact_cite(
    *, actor: User, evaluation: SelfEvaluation, name: str, evidence_file: evidence.Evidence, proves: str = ""
) -> None:
    """Says that a fact of a department's scheme rests on a piece of evidence."""
    check_open(actor, evaluation)
    scheme = load_scheme(evaluation.scheme_used)
    if name not in scheme.facts:
        raise Invalid(Problem(f"方案中没有事实“{name}”", "评分事实"))
    words = f"{fact_words(scheme, name)}{'：' if proves else ''}{proves}"
    evidence.cite(actor=actor, evidence=evidence_file, record=evaluation, proves=words)


@transaction.atomic
def facts_cite(
    *, actor: User, evaluation: SelfEvaluation, names: Sequence[str], evidence_file: evidence.Evidence
) -> None:
    """Says that several facts rest on one piece of evidence."""
    if not names:
        raise Invalid(Problem("没有勾选", "评分事实", remedy="勾选这份证据证明的事实"))
    for name in names:
        fact_cite(actor=actor, evaluation=evaluation, name=name, evidence_file=evidence_file)


# --- submitting and approving ---


@transaction.atomic
def self_evaluation_submit(
    *, actor: User, evaluation: SelfEvaluation, opened_version: int, comment: str = ""
) -> SelfEvaluation:
    """Freezes the money and the figures and sends the form to its reviewers; otherwise tells everything that is missing."""
    check_open(actor, evaluation)
    standing = scoring.standing_of(evaluation)
    if problems := self_checks.submit_problems(evaluation, standing):
        raise Invalid(*problems)
    bump(evaluation, opened_version)
    for line in standing.lines:
        _freeze(actor, evaluation, line)
    scheme = load_scheme(evaluation.scheme_used)
    for fact in scoring.fact_lines(evaluation, scheme):
        if fact.is_known:
            evaluation.facts[fact.name] = {"value": fact.known, "note": fact.note, "from": "funds"}
    evaluation.funds = list(standing.funds)
    approval.form_submit(actor=actor, form=evaluation, kind=KIND, comment=comment)
    return evaluation


def _freeze(actor: User, evaluation: SelfEvaluation, line: Line) -> None:
    """Keeps a measured figure as it stands, and what the kernel reads in every value."""
    value = line.value
    if line.figure is not None:
        value.figure = metrics.snapshot_take(
            actor=actor,
            version=line.figure.version,
            scope=line.figure.scope,
            owner=evaluation.owner,
            place=evaluation.place,
            frozen_for=str(evaluation)[:120],
        )
        value.actual = line.actual
    value.reading = prepared.reading_of(line.indicator, value.actual)
    value.save()


@transaction.atomic
def self_evaluation_return(*, actor: User, evaluation: SelfEvaluation, reason: str) -> SelfEvaluation:
    """Sends the form back with why; submitted again it comes straight back to this reviewer."""
    approval.form_return(actor=actor, form=evaluation, kind=KIND, reason=reason)
    return evaluation


@transaction.atomic
def self_evaluation_pass(
    *, actor: User, evaluation: SelfEvaluation, comment: str = "", opened_version: int | None = None
) -> SelfEvaluation:
    """The reviewer agrees; at the end of the flow the card is kept."""
    approval.form_pass(actor=actor, form=evaluation, comment=comment, opened_version=opened_version)
    return evaluation


def _approved(evaluation: SelfEvaluation, actor: User | None) -> None:
    """In the transaction of the last agreement: the card is kept with the scheme's digest, and the office is told."""
    card = scoring.recompute(evaluation)
    evaluation.card, evaluation.scheme_digest = card, card["digest"]
    evaluation.total, evaluation.grade = card["total"], card["grade"]
    if evaluation.submitted_by is not None:
        inbox.notice_send(
            users=[evaluation.submitted_by],
            source=f"{KIND}:{evaluation.pk}",
            category=KIND,
            title=f"自评已批准：{evaluation}，{evaluation.total} 分{evaluation.grade}",
            url=evaluation.get_absolute_url(),
            target=evaluation,
        )


@transaction.atomic
def self_evaluation_delete(*, actor: User, evaluation: SelfEvaluation, opened_version: int) -> None:
    """Throws away a draft that was never submitted."""
    check_open(actor, evaluation)
    if evaluation.submitted_at is not None:
        raise Invalid(Problem("已经提交过的自评不能删除", remedy="改好后重新提交"))
    bump(evaluation, opened_version)
    audit.record(actor=actor, action="self.delete", target=evaluation)
    evaluation.delete()
