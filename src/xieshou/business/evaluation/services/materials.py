"""What a report is checked together with: the goals and self-evaluations of the office's year, its signed reports, and what it published.

Only what the person who checks may read is used. Of a large office not everything can be compared: the nearest come
first, and how many were left out is said.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from xieshou.business.evaluation import printing, printing_self
from xieshou.business.evaluation.models import Appraisal, FormState, GoalSet, PublicMaterial, SelfEvaluation, Subject
from xieshou.business.evaluation.services.appraisal_card import goals_of
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Document
from xieshou.documents.read.files import read_file
from xieshou.kernel.checks import MOST_FILES
from xieshou.kernel.reading import ReadFile
from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import Scoped, User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.evidence import storage
from xieshou.platform.registry.api import Organisation

MOST = MOST_FILES - 1  # the report itself is one


@dataclass(frozen=True, slots=True)
class Material:
    """One document: its file name, the record whose it is and its page, its version, how its bytes are made.

    `stored`: the SHA-256 of a file that is kept, which is read once. `is_near`: of the same subject, or published; a change in it asks for another check. Self-evaluations of the office's
    other projects are compared, but are approved all the time: they do not make a check old.
    """

    name: str
    record: Scoped
    version: str
    content: Callable[[], bytes]
    is_near: bool = True
    stored: str = ""

    @property
    def url(self) -> str:
        return str(self.record.get_absolute_url())  # type: ignore[attr-defined]

    def read(self) -> ReadFile:
        """What the reader of published documents reads in it, under its own name."""
        return _read_stored(self.name, self.stored) if self.stored else read_bytes(self.name, self.content())

    def told(self) -> dict[str, Any]:
        """The document as a check keeps it, with whose it is: who may not read that, is not told of it."""
        kind = next(kind for kind, model in _KINDS.items() if isinstance(self.record, model))
        return {"name": self.name, "url": self.url, "is_own": False, "kind": kind, "key": self.record.pk}


_KINDS: Mapping[str, type[Scoped]] = {
    "goals": GoalSet,
    "self": SelfEvaluation,
    "appraisal": Appraisal,
    "material": PublicMaterial,
}


def readable(files: Iterable[Mapping[str, Any]], user: User) -> set[str]:
    """The names of the checked documents that a person may read; the report itself is read by whoever reads the check."""
    rows = list(files)
    found = {one["name"] for one in rows if one["is_own"]}
    for kind, model in _KINDS.items():
        names = {one["key"]: one["name"] for one in rows if one.get("kind") == kind}
        if names:
            seen = model.objects.visible_to(user).filter(pk__in=names).order_by().values_list("pk", flat=True)
            found |= {names[key] for key in seen}
    return found


@lru_cache(maxsize=24)
def _read_stored(name: str, sha256: str) -> ReadFile:
    """A kept file never changes, so that it is read once for the many checks of a year's reports."""
    return read_bytes(name, storage.path_of(sha256).read_bytes())


def read_bytes(name: str, content: bytes) -> ReadFile:
    """What is read in a file's bytes, told under a name."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / name.replace("/", "_")
        place.write_bytes(content)
        read = read_file(place)
    return ReadFile(name, read.tables, read.paragraphs, read.unread, read.pages)


def office_of(appraisal: Appraisal) -> Organisation:
    """Whose published documents count: the department in charge of a project, or the department itself."""
    project = appraisal.project
    return project.department if project is not None and project.department is not None else appraisal.owner


def materials_of(appraisal: Appraisal, user: User) -> tuple[list[Material], int]:
    """The documents, nearest first, and how many more there were."""
    found: dict[str, Material] = {}
    for one in _all(appraisal, user):
        name = one.name if one.name not in found else one.name.replace(".", f"（{len(found)}）.", 1)
        found[name] = replace(one, name=name)
    rows = list(found.values())
    return rows[:MOST], max(0, len(rows) - MOST)


def _all(appraisal: Appraisal, user: User) -> Iterator[Material]:
    yield from _goals(appraisal)
    yield from (_self(one, appraisal) for one in _selves(appraisal, user))
    yield from (_published(one) for one in public_materials(appraisal, user)[: 2 * MOST])
    for one in _signed(appraisal, user):
        assert one.report is not None
        yield _file(f"{one}报告", one, one.report)


def _goals(appraisal: Appraisal) -> Iterator[Material]:
    goals = goals_of(appraisal)
    if goals.pk is not None:
        version = f"goals {goals.pk} {goals.version}"
        yield Material(f"{goals}.docx", goals, version, lambda: printing.goals_file(goals, "docx"))


def _selves(appraisal: Appraisal, user: User) -> list[SelfEvaluation]:
    """The subject's own first, then the department's whole, then those of its other projects."""
    office = office_of(appraisal)
    rows = SelfEvaluation.objects.visible_to(user).filter(year=appraisal.year, state=FormState.APPROVED)
    rows = rows.filter(Q(owner=office) | Q(project__department=office) | Q(pk=appraisal.self_evaluation_id))
    found = list(rows.select_related("goals", "project", "owner").order_by("-pk")[: 2 * MOST])
    return sorted(found, key=lambda one: (one.pk != appraisal.self_evaluation_id, one.subject != Subject.DEPARTMENT))


def _self(form: SelfEvaluation, appraisal: Appraisal) -> Material:
    version = f"self {form.pk} {form.version}"
    is_near = form.pk == appraisal.self_evaluation_id or form.subject == Subject.DEPARTMENT
    return Material(f"{form}表.docx", form, version, lambda: printing_self.self_file(form, "docx"), is_near)


def _signed(appraisal: Appraisal, user: User) -> list[Appraisal]:
    office = office_of(appraisal)
    rows = Appraisal.objects.visible_to(user).filter(year=appraisal.year, state=FormState.APPROVED)
    rows = rows.filter(Q(owner=office) | Q(project__department=office)).exclude(pk=appraisal.pk).exclude(report=None)
    return list(rows.select_related("report__file", "project", "owner").order_by("-pk")[:MOST])


def public_materials(appraisal: Appraisal, user: User) -> list[PublicMaterial]:
    """What the office has published for the year, newest first."""
    office = office_of(appraisal)
    rows = PublicMaterial.objects.visible_to(user).filter(year=appraisal.year)
    mine = paths.within("owner_path", office.path) | Q(owner=appraisal.owner)
    return list(rows.filter(mine).select_related("evidence__file", "owner").order_by("-pk")[: 2 * MOST])


def _published(one: PublicMaterial) -> Material:
    return _file(one.evidence.name, one, one.evidence)


def _file(name: str, record: Scoped, stored: evidence.Evidence) -> Material:
    sha256 = stored.file.sha256
    suffix = stored.name[stored.name.rfind(".") :] if "." in stored.name else ""
    shown = name if name.endswith(suffix) else f"{name}{suffix}"
    return Material(shown, record, sha256, lambda: storage.path_of(sha256).read_bytes(), stored=sha256)


def report_name(title: str) -> str:
    """The file name of a report that is checked."""
    return f"{title}.docx"


def rendered(document: Document) -> bytes:
    """A document as the Word file that is checked."""
    return render_bytes(document, "docx")


# --- marking what was published ---


@transaction.atomic
def material_mark(
    *, actor: User, evidence_file: evidence.Evidence, year: int, published_on: date | None = None, url: str = ""
) -> PublicMaterial:
    """Says that a file of the evidence store was published; reports of that office and year are checked against it."""
    if not actor.may(Permission.APPRAISAL_MANAGE, evidence_file):
        raise Refused(f"您没有为“{evidence_file.owner}”“{Permission.APPRAISAL_MANAGE.label}”的权限")
    if len(url) > 300:
        raise Invalid(Problem(f"有 {len(url)} 字", "公开网址", "不超过 300 字"))
    new = PublicMaterial(evidence=evidence_file, owner=evidence_file.owner, place=evidence_file.place, year=year)
    new.published_on, new.url = published_on, url.strip()
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"“{evidence_file}”已登记为 {year} 年的公开材料", "文件")) from error
    audit.record(actor=actor, action="material.mark", target=new, reason=f"{year} 年公开：{evidence_file}")
    return new


@transaction.atomic
def material_unmark(*, actor: User, material: PublicMaterial, reason: str) -> None:
    """Takes the mark back, with why; the file stays in the evidence store."""
    if not actor.may(Permission.APPRAISAL_MANAGE, material):
        raise Refused(f"您没有在此“{Permission.APPRAISAL_MANAGE.label}”的权限")
    if not reason.strip():
        raise Invalid(Problem("没有写", "理由", "500 字以内"))
    audit.record(actor=actor, action="material.unmark", target=material, reason=reason.strip())
    material.delete()
