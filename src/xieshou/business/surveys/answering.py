"""Taking answers: one for each code, and sheets of paper entered by hand. The log is told of no single answer."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from xieshou.business.surveys.models import (
    LEVELS,
    MOST_POINTS,
    Answer,
    Invitation,
    PaperBatch,
    Question,
    QuestionKind,
    State,
    Survey,
)
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.api import Evidence, cite

LONGEST_TEXT = 500
MOST_SHEETS = 200
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is mistaken for another: no 0 O 1 I L
CODE_LENGTH = 10
_RANGES = {QuestionKind.LEVEL: (1, len(LEVELS)), QuestionKind.NUMBER: (0, MOST_POINTS)}

Values = dict[str, int | str]


class CodeState(StrEnum):
    """What a code that somebody brings is good for."""

    GOOD = "good"
    UNKNOWN = "unknown"
    USED = "used"
    PAPER = "paper"
    EARLY = "early"
    CLOSED = "closed"


@dataclass(frozen=True)
class Brought:
    """A code as brought: its state, and the invitation if there is one."""

    state: CodeState
    invitation: Invitation | None = None


def plain_code(text: str) -> str:
    """A code as people type it: small letters, blanks, dashes and full-width characters do not matter."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in plain if char in ALPHABET)[: CODE_LENGTH + 1]


def code_brought(text: str) -> Brought:
    """What the code is good for now."""
    rows = Invitation.objects.select_related("survey__owner")
    invitation = rows.filter(code=plain_code(text)).first()
    if invitation is None:
        return Brought(CodeState.UNKNOWN)
    return Brought(_state(invitation), invitation)


def _state(invitation: Invitation) -> CodeState:
    survey, today = invitation.survey, timezone.localdate()
    if invitation.is_used:
        return CodeState.USED
    if survey.state == State.CLOSED or (survey.state == State.OPEN and today > survey.closes_on):
        return CodeState.CLOSED
    if survey.state == State.DRAFT or today < survey.opens_on:
        return CodeState.EARLY
    return CodeState.PAPER if invitation.is_paper else CodeState.GOOD


@transaction.atomic
def answer_take(*, invitation: Invitation, written: Mapping[str, str]) -> CodeState:
    """Takes the one answer of a code. Gives GOOD, or why it came too late; raises Invalid for what is filled in wrongly.

    The survey is locked, so that closing never overtakes an answer; of two at once the database lets one pass.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=invitation.survey_id)
    invitation = Invitation.objects.select_related("survey").get(pk=invitation.pk)
    state = _state(invitation)
    if state is not CodeState.GOOD:
        return state
    questions = list(survey.questions.all())
    values, problems = read_values(questions, written, is_complete=True)
    if problems:
        raise Invalid(*problems)
    if not Invitation.objects.filter(pk=invitation.pk, is_used=False).update(is_used=True):
        return CodeState.USED
    Answer.objects.create(
        survey=survey,
        category=invitation.category,
        answered_on=timezone.localdate(),
        values=values,
        is_valid=answers_something(questions, values),
    )
    return CodeState.GOOD


def answers_something(questions: Sequence[Question], values: Mapping[str, Any]) -> bool:
    """Whether at least one question that counts for the rate is answered."""
    return any(str(one.pk) in values for one in questions if one.is_counted and one.kind == QuestionKind.LEVEL)


def read_values(
    questions: Sequence[Question], written: Mapping[str, str], *, is_complete: bool, prefix: str = "q"
) -> tuple[Values, list[Problem]]:
    """The answers on one sheet, and what is wrong with it. What is not answered is left out, never taken as zero."""
    values: Values = {}
    problems = []
    for question in questions:
        text = written.get(f"{prefix}{question.pk}", "").replace("\x00", "").strip()
        where = f"第 {question.number} 题"
        if not text:
            if is_complete and question.is_required:
                problems.append(Problem("还没有回答", where))
            continue
        value = _read(question, text)
        if value is None:
            is_text = question.kind == QuestionKind.TEXT
            what = f"有 {len(text)} 字，太长" if is_text else f"“{text[:20]}”不是可选的答案"
            problems.append(Problem(what, where, allowed(question)))
        else:
            values[str(question.pk)] = value
    return values, problems


def _read(question: Question, text: str) -> int | str | None:
    if question.kind == QuestionKind.TEXT:
        return text if len(text) <= LONGEST_TEXT else None
    plain = unicodedata.normalize("NFKC", text)
    least, most = _RANGES[QuestionKind(question.kind)]
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 2):
        return None
    return int(plain) if least <= int(plain) <= most else None


def allowed(question: Question) -> str:
    """What may be answered, in words."""
    if question.kind == QuestionKind.TEXT:
        return f"不超过 {LONGEST_TEXT} 字"
    if question.kind == QuestionKind.NUMBER:
        return f"0 到 {MOST_POINTS} 的整数"
    return "、".join(f"{number} {level}" for number, level in enumerate(LEVELS, 1))


@dataclass(frozen=True)
class PaperSheet:
    """One sheet as typed: what it says by question, and whether it is spoilt."""

    values: Values
    is_spoilt: bool = False


def paper_left(survey: Survey, category: str) -> int:
    """How many sheets of a category may still come in: those asked on paper less those entered."""
    asked = survey.invitations.filter(category=category, is_paper=True).count()
    entered = survey.paper_batches.filter(category=category).aggregate(sheets=Sum("sheet_count"))["sheets"]
    return asked - (entered or 0)


def paper_last(survey: Survey, user: User) -> int:
    """The last go of a person; 0: none yet."""
    last = survey.paper_batches.filter(entered_by=user).order_by("-pk").first()
    return last.pk if last is not None else 0


@transaction.atomic
def paper_enter(
    *,
    actor: User,
    survey: Survey,
    category: str,
    sheets: Sequence[PaperSheet],
    evidence: Evidence | None,
    after: int | None = None,
) -> PaperBatch:
    """Sheets of paper entered at one go; the paper itself is kept as evidence.

    `after`: the person's last go when the page was opened, so that a page sent twice is not entered twice.
    """
    if not actor.may(Permission.SURVEY_EDIT, survey):
        raise Refused(f"您没有在此“{Permission.SURVEY_EDIT.label}”的权限")
    held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    told = _paper_mistakes(held, category, sheets)
    if after is not None and paper_last(held, actor) != after:
        remedy = "核对调查页上的各批；确是另一批，再点一次“保存这一批”"
        told.append(Problem("您在打开这一页之后已经存过一批", "问卷", remedy=remedy))
    if evidence is None:
        told.append(Problem("没有选择问卷原件", "原件", "证据库中的扫描件或照片", "先在证据库上传这批问卷的扫描件"))
    if told or evidence is None:
        raise Invalid(*told)
    batch = PaperBatch.objects.create(
        survey=held, category=category, evidence=evidence, sheet_count=len(sheets), entered_by=actor
    )
    questions = list(held.questions.all())
    Answer.objects.bulk_create(
        Answer(
            survey=held,
            category=category,
            batch=batch,
            values=sheet.values,
            is_valid=not sheet.is_spoilt and answers_something(questions, sheet.values),
        )
        for sheet in sheets
    )
    cite(
        actor=actor, evidence=evidence, record=held, proves=f"纸质问卷 {category} {len(sheets)} 份（第 {batch.pk} 批）"
    )
    change = audit.Change(category, None, f"{len(sheets)} 份")
    audit.record(actor=actor, action="survey.paper", target=held, changes=[change])
    return batch


@transaction.atomic
def paper_withdraw(*, actor: User, batch: PaperBatch, reason: str) -> None:
    """Takes sheets back that were typed in wrongly, all of one go; the paper stays in evidence."""
    if not actor.may(Permission.SURVEY_EDIT, batch.survey):
        raise Refused(f"您没有在此“{Permission.SURVEY_EDIT.label}”的权限")
    held = Survey.objects.select_for_update(of=("self",)).get(pk=batch.survey_id)
    if held.state != State.OPEN:
        raise Invalid(Problem(f"调查现在是“{held.get_state_display()}”", allowed="调查中才能撤回"))
    if not reason.strip():
        raise Invalid(Problem("不能为空", "撤回理由", remedy="例如：录错了类别"))
    change = audit.Change(batch.category, f"{batch.sheet_count} 份", None)
    batch.delete()
    audit.record(actor=actor, action="survey.paper_withdraw", target=held, changes=[change], reason=reason)


def _paper_mistakes(survey: Survey, category: str, sheets: Sequence[PaperSheet]) -> list[Problem]:
    told = []
    if survey.state != State.OPEN:
        told.append(Problem(f"调查现在是“{survey.get_state_display()}”", allowed="调查中才能录入"))
    if not sheets:
        told.append(Problem("一份也没有填", "问卷", "至少一份"))
    if len(sheets) > MOST_SHEETS:
        told.append(Problem(f"有 {len(sheets)} 份", "问卷", f"一次不超过 {MOST_SHEETS} 份"))
    left = paper_left(survey, category)
    if len(sheets) > left:
        remedy = "在“抽样名单”中先把这些人改发纸质问卷，或核对类别"
        told.append(Problem(f"填了 {len(sheets)} 份", category or "类别", f"本类别还可录入 {left} 份纸质问卷", remedy))
    return told
