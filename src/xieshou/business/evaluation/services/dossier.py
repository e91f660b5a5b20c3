"""绩效档案 (JX15): everything of one project's year in one place, and as one file whose contents can be proved later.

目标 → 事前评估 → 监控 → 自评 → 评价 → 整改 → 结果应用 → 公开: each part with its records, documents and evidence, who and when.
The file is a zip: official documents as PDF, the evidence as it was uploaded, and a manifest with the SHA-256 of each.
The manifest's own SHA-256 is in the audit log, whose chain proves that it was not changed since.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain
from typing import TypeVar

from xieshou.business.evaluation import printing, printing_self, selectors
from xieshou.business.evaluation.models import (
    ActualValue,
    Application,
    Appraisal,
    ExAnte,
    Explanation,
    FormState,
    GoalSet,
    Monitoring,
    OfYear,
    SelfEvaluation,
)
from xieshou.business.evaluation.services import ex_ante, reconciling, report_sources
from xieshou.business.evaluation.services.application_document import application_document, application_origins
from xieshou.business.evaluation.services.forms_proofs import citations_by_record
from xieshou.business.evaluation.telling import Telling, told
from xieshou.business.projects.api import Project
from xieshou.business.rectification import api as rectification
from xieshou.documents.api import render_bytes
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import Scoped, User
from xieshou.platform.evidence.api import Citation

MOST_RECORDS = 200


Form = GoalSet | ExAnte | Monitoring | SelfEvaluation | Application
F = TypeVar("F", bound=OfYear)


@dataclass(frozen=True, slots=True)
class Printed:
    """An official document of a record: its file name and how its bytes are made."""

    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a part: what, where it stands, in which state, by whom and when, its documents and evidence."""

    title: str
    url: str
    state: str
    who: str = ""
    at: datetime | None = None
    note: str = ""
    documents: tuple[Printed, ...] = ()
    proofs: tuple[Citation, ...] = ()
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the cycle. `missing`: what is not there yet; empty when the part is complete."""

    code: str
    title: str
    records: tuple[Record, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """A project's year."""

    project: Project
    year: int
    parts: tuple[Part, ...] = field(default_factory=tuple)

    @property
    def missing(self) -> list[str]:
        """Everything that is not there yet, part by part."""
        return [f"{part.title}：{words}" for part in self.parts for words in part.missing]

    @property
    def proofs(self) -> list[Citation]:
        """Every citation, in order."""
        return [one for part in self.parts for record in part.records for one in record.proofs]


def check_reads(user: User, project: Project) -> None:
    """Refuses those who may see the project but not its results."""
    if not user.may(Permission.PERFORMANCE_READ, project):
        raise Refused(f"您没有在此“{Permission.PERFORMANCE_READ.label}”的权限")


def dossier_of(*, user: User, project: Project, year: int) -> Dossier:
    """The dossier as the person may see it."""
    check_reads(user, project)
    selves = _rows(SelfEvaluation, user, project, year)
    appraisals = _rows(Appraisal, user, project, year)
    applications = _rows(Application, user, project, year + 1)
    findings = _findings(user, project, [*selves, *appraisals, *_rows(Monitoring, user, project, year)], year)
    parts = (
        _goals(user, project, year),
        _ex_ante(user, project, year),
        _monitoring(user, project, year),
        _self(user, selves),
        _appraisals(user, appraisals),
        _rectification(user, findings),
        _applications(user, appraisals, applications),
        _disclosure(appraisals),
    )
    return Dossier(project, year, parts)


def years_of(project: Project) -> list[int]:
    """The years in which the project has goals or an evaluation, newest first."""
    found = chain(
        GoalSet.objects.filter(project=project).values_list("year", flat=True).order_by(),
        Appraisal.objects.filter(project=project).values_list("year", flat=True).order_by(),
    )
    return sorted(set(found), reverse=True)


def _rows(model: type[F], user: User, project: Project, year: int) -> list[F]:
    rows = model.objects.visible_to(user).filter(project=project, year=year)
    return list(rows.select_related("owner", "project", "approved_by").order_by("pk")[:MOST_RECORDS])


def _record(form: Form, documents: tuple[Printed, ...], proofs: tuple[Citation, ...], note: str = "") -> Record:
    who = str(form.approved_by) if form.approved_by is not None else ""
    state, at = FormState(form.state).label, form.approved_at or form.submitted_at
    return Record(str(form), form.get_absolute_url(), str(state), who, at, note, documents, proofs)


# --- the parts ---


def _goals(user: User, project: Project, year: int) -> Part:
    rows = list(selectors.subject_goals(year=year, project=project).select_related("approved_by").order_by("number"))
    proofs = citations_by_record(rows)
    records = [
        _record(
            one,
            (
                Printed(
                    f"绩效目标申报表-第{one.number}版.pdf",
                    partial(printing.goals_file, one, "pdf", Telling(user)),
                ),
            ),
            proofs.get(one.pk, ()),
            f"第 {one.number} 版"
            + (f"；调整理由：{one.change_reason}（{one.change_basis}）" if one.adjusts_id else ""),
        )
        for one in rows
    ]
    is_there = any(one.state == FormState.APPROVED for one in rows)
    return Part("goals", "绩效目标", tuple(records), () if is_there else ("没有批准的绩效目标",))


def _ex_ante(user: User, project: Project, year: int) -> Part:
    rows = _rows(ExAnte, user, project, year)
    proofs = citations_by_record(rows)
    records = [
        _record(
            one,
            (Printed("事前绩效评估表.pdf", partial(printing.ex_ante_file, one, "pdf", Telling(user))),),
            proofs.get(one.pk, ()),
            str(one.get_conclusion_display()),
        )
        for one in rows
    ]
    missing = [one.what for one in ex_ante.may_ask_budget(project, year)]
    return Part("ex_ante", "事前评估", tuple(records), tuple(missing))


def _monitoring(user: User, project: Project, year: int) -> Part:
    rows = _rows(Monitoring, user, project, year)
    proofs = citations_by_record(rows)
    records = [
        _record(
            one,
            (
                Printed(
                    f"运行监控表-{one.month}月.pdf",
                    partial(printing_self.monitoring_file, one, "pdf", Telling(user)),
                ),
            ),
            proofs.get(one.pk, ()),
        )
        for one in rows
    ]
    return Part("monitoring", "运行监控", tuple(records), () if rows else ("没有绩效运行监控",))


def _self(user: User, rows: list[SelfEvaluation]) -> Part:
    proofs = citations_by_record(rows)
    records = [_self_record(user, one, proofs.get(one.pk, ())) for one in rows]
    missing = [] if any(one.state == FormState.APPROVED for one in rows) else ["没有批准的自评"]
    for one in rows:
        missing += _unproved(one)
    return Part("self", "单位自评", tuple(records), tuple(missing))


def _self_record(user: User, one: SelfEvaluation, proofs: tuple[Citation, ...]) -> Record:
    values = list(one.values.select_related("indicator"))
    cited = tuple(chain.from_iterable(citations_by_record(values).values()))
    document = Printed("绩效自评表.pdf", partial(printing_self.self_file, one, "pdf", Telling(user)))
    report = Printed("绩效自评报告.pdf", partial(printing_self.report_file, one, "pdf", Telling(user)))
    note = f"{one.total} 分 {one.grade}".strip() if one.total else ""
    return _record(one, (document, report), proofs + cited, note)


def _unproved(form: SelfEvaluation) -> list[str]:
    """Values that were entered and rest on no evidence."""
    values = [one for one in ActualValue.objects.filter(evaluation=form, figure=None).exclude(actual="")]
    proved = citations_by_record(values)
    bare = [one for one in values if one.pk not in proved]
    return [f"{len(bare)} 个实际完成值没有佐证"] if bare else []


def _appraisals(user: User, rows: list[Appraisal]) -> Part:
    proofs = citations_by_record(rows)
    records = [_appraisal_record(user, one, proofs.get(one.pk, ())) for one in rows]
    missing = [f"{one}还没有签发" for one in rows if one.state != FormState.APPROVED]
    return Part("appraisal", "评价", tuple(records), tuple(missing) if rows else ("没有部门评价或第三方评价",))


def _appraisal_record(user: User, one: Appraisal, proofs: tuple[Citation, ...]) -> Record:
    table = Printed(f"评分差异对照表-{one.get_kind_display()}.pdf", partial(_reconciliation_file, user, one))
    who = str(one.signed_by) if one.signed_by is not None else ""
    note = f"{one.total} 分 {one.grade}".strip() if one.total else ""
    explanations = tuple(one.explanations.select_related("said_by").order_by("pk"))
    url, stage = one.get_absolute_url(), str(one.get_stage_display())
    documents = (table,) if one.state == FormState.APPROVED else ()
    return Record(str(one), url, stage, who, one.signed_at, note, documents, proofs, explanations)


def _reconciliation_file(user: User, one: Appraisal) -> bytes:
    sources = partial(report_sources.reconciliation_origins, one)
    return render_bytes(told(reconciling.reconciliation_document(one), Telling(user), sources), "pdf")


def _findings(user: User, project: Project, about: list[OfYear], year: int) -> list[rectification.Finding]:
    """Problems about the project's forms of the year, and those about the project itself that were found in it."""
    seen = rectification.Finding.objects.visible_to(user)
    found: dict[int, rectification.Finding] = {}
    records: list[Scoped] = [project, *about]
    for record in records:
        rows = rectification.findings_of(record).filter(pk__in=seen.values("pk"))
        rows = rows.filter(found_on__year=year) if record is project else rows
        found |= {one.pk: one for one in rows[:MOST_RECORDS]}
    return [found[key] for key in sorted(found)]


def _rectification(user: User, rows: list[rectification.Finding]) -> Part:
    proofs = citations_by_record(rows)
    records = [
        Record(
            one.title,
            one.get_absolute_url(),
            str(one.get_state_display()),
            str(one.responsible),
            one.created_at,
            f"期限 {one.due_on}" + (f"，{one.closed_on} 销号" if one.closed_on else ""),
            (Printed("问题整改表.pdf", partial(rectification.finding_file, one, "pdf", user)),),
            proofs.get(one.pk, ()),
        )
        for one in rows
    ]
    still = sum(one.state != rectification.State.CLOSED for one in rows)
    return Part("rectification", "问题整改", tuple(records), (f"{still} 个问题没有销号",) if still else ())


def _applications(user: User, appraisals: list[Appraisal], rows: list[Application]) -> Part:
    proofs = citations_by_record(rows)
    records = [
        _record(
            one,
            (Printed("结果应用.pdf", partial(_application_file, user, one)),),
            proofs.get(one.pk, ()),
            one.suggestion.split("\n", 1)[0],
        )
        for one in rows
    ]
    missing = [f"{one}还没有回应" for one in rows if one.state in {FormState.DRAFT, FormState.RETURNED}]
    missing += ["评价已签发，没有结果应用"] if any(one.signed_at for one in appraisals) and not rows else []
    return Part("application", "结果应用", tuple(records), tuple(missing))


def _application_file(user: User, one: Application) -> bytes:
    sources = partial(application_origins, one)
    return render_bytes(told(application_document(one), Telling(user), sources), "pdf")


def _disclosure(appraisals: list[Appraisal]) -> Part:
    return Part("disclosure", "公开", tuple(_disclosed(appraisals)), tuple(_undisclosed(appraisals)))


def _disclosed(appraisals: list[Appraisal]) -> Iterator[Record]:
    for one in appraisals:
        if one.disclosed_on is not None:
            yield Record(str(one), one.get_absolute_url(), f"{one.disclosed_on} 公开", note=one.disclosed_at_url)


def _undisclosed(appraisals: list[Appraisal]) -> Iterator[str]:
    for one in appraisals:
        if one.signed_at is not None and one.disclosed_on is None:
            yield f"{one}已签发，没有登记公开"
