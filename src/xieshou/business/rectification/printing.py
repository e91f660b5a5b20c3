"""问题整改表 of one problem as a file: Word, Excel, PDF."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from xieshou.business.rectification.models import Finding
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document
from xieshou.documents.layouts.rectification import Piece, Rectification, Step, rectification
from xieshou.documents.sources import Origin, Told, with_sources
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells

MOST_STEPS = 200
LONGEST = 400  # characters of one step; the page of the problem has the whole
HIDDEN = "（不在查阅人的可见范围内）"


def finding_file(finding: Finding, kind: str, user: User) -> bytes:
    """The sheet; `kind`: docx, xlsx, pdf. Its problem, amounts and evidence open to their pages."""
    with override("zh-hans"):  # the sheet is Chinese, whatever language the pages are in
        document = finding_document(finding, user)
    if settings.PUBLIC_ADDRESS:
        document = with_sources(document, finding_origins(finding), settings.PUBLIC_ADDRESS, annex=False)
    return render_bytes(document, kind)


def finding_document(finding: Finding, user: User) -> Document:
    """Problem, owner, deadline, measures, evidence, closure, and who did what when; as this person may see it."""
    reported = _said(finding.reported_by, finding.reported_at)
    return rectification(
        Rectification(
            title=finding.title,
            description=finding.description,
            source=_source(finding),
            found_on=finding.found_on.isoformat(),
            about=_about(finding, user),
            unit=str(finding.owner),
            responsible=str(finding.responsible),
            due_on=finding.due_on.isoformat() + ("（已逾期）" if finding.is_overdue else ""),
            state=str(finding.get_state_display()),
            demanded=finding.demanded,
            taken=finding.taken,
            reported=reported,
            closed=_closed(finding),
            amount=_yuan(finding.amount_fen),
            recovered=_yuan(finding.recovered_fen),
            pieces=tuple(_pieces(finding)),
            steps=tuple(_steps(finding)),
            notes=("演示数据。",) if finding.is_demo else (),
        )
    )


def finding_origins(finding: Finding) -> dict[str, Told]:
    """The page of the problem for its amounts, the page of each piece of evidence."""
    page = Told(Origin(finding.title, finding.get_absolute_url(), unproved=""))
    found = {"about": page, "amount": page, "recovered": page}
    return found | {
        f"evidence.{one.evidence.pk}": Told(Origin(one.evidence.title, one.evidence.get_absolute_url()))
        for one in evidence.citations_of(finding)
    }


def _source(finding: Finding) -> str:
    parts = (finding.get_source_display(), finding.source_document, finding.document_number)
    return " ".join(str(part) for part in parts if part)


def _about(finding: Finding, user: User) -> str:
    record = finding.about
    if record is None:
        return ""
    return str(record) if user.may(record.read_permission, record) else HIDDEN


def _yuan(amount_fen: int | None) -> str:
    return "" if amount_fen is None else cells.money(amount_fen, "元")


def _said(who: object, at: object) -> str:
    return f"{who or ''} {_moment(at)}".strip()


def _moment(at: object) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at is not None else ""  # type: ignore[arg-type]


def _closed(finding: Finding) -> str:
    """When it was struck off, and by whom as the log tells it."""
    if finding.closed_on is None:
        return ""
    entry = audit.history_of(finding).filter(action="finding.close").first()
    return f"{entry.actor_label if entry is not None else ''} {finding.closed_on}".strip()


def _pieces(finding: Finding) -> Iterator[Piece]:
    for one in evidence.citations_of(finding):
        kept = one.evidence
        yield Piece(str(kept.pk), kept.title, one.proves, _said(one.cited_by, one.cited_at), kept.file.sha256)


def _steps(finding: Finding) -> Iterator[Step]:
    """Every entry of the log about the problem, the oldest first."""
    for entry in reversed(list(audit.history_of(finding)[:MOST_STEPS])):
        changes = "；".join(f"{name}：{before or '—'} → {after or '—'}" for name, before, after in entry.changes)
        words = "。".join(part for part in (changes, entry.reason) if part)
        shown = words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
        yield Step(_moment(entry.at), entry.actor_label, str(entry.action_words or entry.action), shown)
