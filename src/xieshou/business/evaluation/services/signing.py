"""Signing a report, and disclosing it: what is signed is kept as a file with its SHA-256, the card and the scheme frozen."""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from xieshou.business.evaluation.models import Appraisal, AppraisalState, FormState
from xieshou.business.evaluation.services import appraisal_card
from xieshou.business.evaluation.services.applying import application_make
from xieshou.business.evaluation.services.appraising import (
    CATEGORY,
    check_manages,
    check_stage,
    evaluated_people,
    exchange_source,
    has_exchanged,
)
from xieshou.business.evaluation.services.card_data import card_json
from xieshou.business.evaluation.services.consistency import check_problems
from xieshou.business.evaluation.services.fill_in import take_version
from xieshou.business.evaluation.services.judged import judged_items
from xieshou.business.evaluation.services.reconciling import check_explained
from xieshou.business.evaluation.services.report_document import report_document, title_of
from xieshou.business.evaluation.services.report_sources import report_origins
from xieshou.business.evaluation.services.report_text import REQUIRED, labels_of
from xieshou.business.evaluation.telling import Telling, told
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document, Heading, Layout, Paragraph, Section, Title
from xieshou.kernel.scorecard import Scorecard
from xieshou.lib.bank_card import read_bank_card
from xieshou.lib.citizen_id import read_citizen_id
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import Post, User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.inbox import api as inbox
from xieshou.platform.registry.api import Organisation
from xieshou.schemes import load_scheme

SIGNED, DISCLOSED = "签发的评价报告", "公开件"
NO_OPINION = "无意见"
HIDDEN = "【个人信息已隐去】"


# who did one of these drafted the report: whoever signs it is somebody else
DRAFTING = ("create", "facts", "refill", "award", "text", "reply")


def may_sign(actor: User, appraisal: Appraisal) -> bool:
    """Whether the person has the right to sign this report; who drafted it does not sign it all the same."""
    return actor.may(Permission.APPRAISAL_SIGN, appraisal)


def sign_problems(appraisal: Appraisal, user: User) -> list[Problem]:
    """All that stands against signing, now and by this person."""
    found = _own_draft_problems(appraisal, user) + _exchange_problems(appraisal) + _fact_problems(appraisal)
    labels = labels_of(appraisal)
    for key in REQUIRED:
        if not str(appraisal.chapters.get(key, "")).strip():
            found.append(Problem("没有写", f"报告 · {labels[key]}"))
    try:
        return found + check_explained(appraisal) + check_problems(appraisal, user)
    except Invalid as error:
        return found + list(error.problems)


def _own_draft_problems(appraisal: Appraisal, user: User) -> list[Problem]:
    """Two pairs of eyes: the right to sign does not reach what one has drafted oneself."""
    actions = [f"appraisal.{one}" for one in DRAFTING]
    drafted = audit.history_of(appraisal).filter(action__in=actions, actor=user).exists()
    if not may_sign(user, appraisal) or not drafted:
        return []
    return [
        Problem(
            "您参加了起草（建立、填事实、评定或写报告），不能自己签发",
            "签发人",
            f"没有参加起草、有“{Permission.APPRAISAL_SIGN.label}”权限的人",
            "请另一位有此权限的人签发",
        )
    ]


def _exchange_problems(appraisal: Appraisal) -> list[Problem]:
    if not has_exchanged(appraisal):
        due = f"，答复期限 {appraisal.answer_due_on}" if appraisal.answer_due_on else ""
        return [Problem(f"被评价单位还没有答复{due}", "交换意见", remedy="等答复，或等期限过去")]
    if appraisal.answer and appraisal.answer.strip("。 ") != NO_OPINION and not appraisal.reply:
        return [Problem("被评价单位的意见还没有写采纳情况", "交换意见", remedy="写明采纳了哪些、为何不采纳")]
    return []


def _fact_problems(appraisal: Appraisal) -> list[Problem]:
    """A fact that nobody entered, and a judged item that nobody scored, unless a score was awarded with a reason."""
    scheme, scores = load_scheme(appraisal.scheme), appraisal_card.scores_of(appraisal)
    awarded = {code for code, one in scores.items() if one.awarded}
    found = []
    for item, lines in appraisal_card.facts_by_item(appraisal, scheme):
        missing = [line.words for line in lines if not line.value]
        if missing and item.code not in awarded:
            words = f"没有填写：{'；'.join(missing)}"
            found.append(Problem(words, f"评分事实 · {item.words.zh}", remedy="填写；确实没有的写“未提供”"))
    for item in judged_items(scheme):
        if item.code not in scores:
            found.append(Problem("没有专家评分，也没有评定", f"评分 · {item.words.zh}", remedy="写评定得分和理由"))
    return found


@transaction.atomic
def appraisal_sign(*, actor: User, appraisal: Appraisal, opened_version: int) -> Appraisal:
    """Signs the report: freezes the card, keeps Word and PDF with their SHA-256, suggests the application, tells people.

    `Invalid` with everything that stands against it; `Stale` when somebody signed or changed it meanwhile.
    """
    if not may_sign(actor, appraisal):
        raise Refused(f"您可以查看，但没有在此“{Permission.APPRAISAL_SIGN.label}”的权限，报告由有此权限的另一人签发")
    check_stage(appraisal, AppraisalState.EXCHANGED)
    if problems := sign_problems(appraisal, actor):
        raise Invalid(*problems)
    bump(appraisal, opened_version)
    document = report_document(appraisal)
    card = appraisal_card.card_of(appraisal)
    _freeze(actor, appraisal, card)
    kept = told(document, Telling(), partial(report_origins, appraisal))  # what was checked, and behind it the sources
    appraisal.report = keep_file(actor, appraisal, render_bytes(kept, "docx"), f"{document.name}.docx", SIGNED)
    keep_file(actor, appraisal, render_bytes(kept, "pdf"), f"{document.name}.pdf", SIGNED)
    appraisal.save()
    reason = (
        f"{appraisal.total} 分 {appraisal.grade}，报告 SHA-256 {appraisal.report.file.sha256}，方案 {card.digest[:12]}"
    )
    audit.record(actor=actor, action="appraisal.sign", target=appraisal, reason=reason)
    application_make(actor=actor, appraisal=appraisal)
    _tell(appraisal)
    return appraisal


def _freeze(actor: User, appraisal: Appraisal, card: Scorecard) -> None:
    appraisal.card, appraisal.scheme_digest = card_json(card), card.digest
    appraisal.total, appraisal.grade = card.computed.text(), card.grade.zh if card.grade is not None else ""
    appraisal.stage, appraisal.state = AppraisalState.SIGNED, FormState.APPROVED
    appraisal.signed_at = appraisal.approved_at = timezone.now()
    appraisal.signed_by = appraisal.approved_by = actor


def keep_file(actor: User, appraisal: Appraisal, content: bytes, name: str, proves: str) -> evidence.Evidence:
    """Stores a file as evidence and cites it on the evaluation."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "file"
        place.write_bytes(content)
        owner = keeper(actor, appraisal)
        title = f"{appraisal} · {proves}"[:200]
        kept, _new = evidence.evidence_add(
            actor=actor, owner=owner, upload=place, name=name, title=title, is_demo=appraisal.is_demo
        )
    evidence.cite(actor=actor, evidence=kept, record=appraisal, proves=proves)
    return kept


def keeper(actor: User, appraisal: Appraisal) -> Organisation:
    """Which organisation keeps the file: the evaluated, the department in charge, or where the signer works."""
    department = appraisal.project.department if appraisal.project is not None else None
    today = timezone.localdate()
    posts = Post.objects.held_on(today).filter(user=actor).select_related("organisation").order_by("pk")
    for one in (department, *(post.organisation for post in posts), appraisal.owner):
        if one is not None and actor.may(Permission.EVIDENCE_ADD, one):
            found: Organisation = one
            return found
    raise Refused(f"签发要存报告文件，您没有“{Permission.EVIDENCE_ADD.label}”的权限")


def _tell(appraisal: Appraisal) -> None:
    inbox.todo_close(source=exchange_source(appraisal))
    people = {one.pk: one for one in evaluated_people(appraisal)}
    people |= {
        one.user.pk: one.user for one in appraisal.experts.select_related("user") if _may_read(one.user, appraisal)
    }
    inbox.notice_send(
        users=people.values(),
        source=f"appraisal-signed:{appraisal.pk}",
        category=CATEGORY,
        title=f"评价已签发：{appraisal}，{appraisal.total} 分{appraisal.grade}",
        url=appraisal.get_absolute_url(),
        target=appraisal,
    )


def _may_read(user: User, appraisal: Appraisal) -> bool:
    return user.may(Permission.PERFORMANCE_READ, appraisal)


# --- disclosure ---


@transaction.atomic
def appraisal_disclose(*, actor: User, appraisal: Appraisal, on: date, url: str, opened_version: int) -> Appraisal:
    """Registers when and where the result was published, and makes the file to publish, without personal data."""
    check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.SIGNED)
    problems = []
    if appraisal.signed_at is not None and on < timezone.localdate(appraisal.signed_at):
        problems.append(Problem(f"{on} 早于签发日", "公开日期", "签发当天或以后"))
    if not url.strip() or len(url.strip()) > 300:
        problems.append(Problem("没有写，或太长", "公开地址", "网址或公开栏，300 字以内"))
    if problems:
        raise Invalid(*problems)
    changes = [
        audit.Change("公开日期", str(appraisal.disclosed_on) if appraisal.disclosed_on else None, str(on)),
        audit.Change("公开地址", appraisal.disclosed_at_url or None, url.strip()),
    ]
    take_version(appraisal, opened_version, changes)
    appraisal.disclosed_on, appraisal.disclosed_at_url = on, url.strip()
    document = disclosure_document(appraisal)
    appraisal.disclosure = keep_file(actor, appraisal, render_bytes(document, "pdf"), f"{document.name}.pdf", DISCLOSED)
    appraisal.save()
    audit.record(actor=actor, action="appraisal.disclose", target=appraisal, changes=changes)
    return appraisal


def disclosure_document(appraisal: Appraisal) -> Document:
    """The result for the public: what was evaluated, scores per level, conclusion, problems, suggestions. No names of people."""
    card, text = appraisal.card or {}, appraisal.chapters
    levels = [
        f"{one['words']} {one['awarded']} / {one['points']} 分" for one in card.get("levels", ()) if not one["depth"]
    ]
    name = f"{appraisal.subject_name}{appraisal.year}年度绩效评价结果公开件"
    blocks: list[Title | Heading | Paragraph] = [
        Title(f"{appraisal.subject_name}\n{appraisal.year} 年度绩效评价结果"),
        Paragraph(f"评价类型：{appraisal.get_kind_display()}；报告：{title_of(appraisal)}。"),
        Paragraph(
            f"评价方案：{card.get('scheme_words', '')}。得分 {appraisal.total} 分{_grade(appraisal)}：{'；'.join(levels)}。"
        ),
    ]
    for key, label in (("conclusion", "评价结论"), ("problems", "存在的问题"), ("suggestions", "有关建议")):
        lines = [line for line in str(text.get(key, "")).splitlines() if line.strip()]
        blocks.append(Heading(1, label))
        blocks += [Paragraph(without_personal(line)) for line in lines or ["无"]]
    if appraisal.report is not None and appraisal.signed_at is not None:
        signed_on = timezone.localdate(appraisal.signed_at)
        blocks.append(Paragraph(f"签发日期 {signed_on}；报告文件 SHA-256：{appraisal.report.file.sha256}。"))
    if appraisal.is_demo:
        blocks.append(Paragraph("演示数据。"))
    return Document(name, (Section(tuple(blocks), Layout.OFFICIAL),))


def _grade(appraisal: Appraisal) -> str:
    return f"，等级“{appraisal.grade}”" if appraisal.grade else ""


_LONG_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ -]?\d){13,18}[\dXx]?(?![\d.,])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")


def without_personal(text: str) -> str:
    """The text with identity, card and mobile numbers taken out."""
    return _MOBILE.sub(HIDDEN, _LONG_NUMBER.sub(_hidden, text))


def _hidden(found: re.Match[str]) -> str:
    number = found.group()
    checks: tuple[Callable[[str], bool], ...] = (
        lambda one: read_citizen_id(one).is_valid,
        lambda one: read_bank_card(one).is_valid,
    )
    return HIDDEN if any(check(number) for check in checks) else number
