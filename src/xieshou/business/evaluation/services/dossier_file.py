"""The dossier as a file: built by a job, hashed, logged; and verified later against the log, wherever the file was kept."""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xieshou.business.evaluation.services.dossier import Dossier, Part, check_reads, dossier_of
from xieshou.business.evaluation.telling import Telling, told
from xieshou.business.projects.api import Project
from xieshou.documents.api import render_bytes
from xieshou.documents.document import Block, Document, Heading, Note, Paragraph, Section, Title
from xieshou.documents.grid import Grid
from xieshou.documents.sources import Origin, Told
from xieshou.documents.table import Kind, Table
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import storage
from xieshou.platform.jobs import api as jobs

KIND = "evaluation.dossier"
MANIFEST, INDEX = "manifest.json", "00-目录.pdf"
LOGGED = "清单 SHA-256 "
MOST_BYTES = 4 << 30
_SHA = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


# --- the index as a document ---


def dossier_document(dossier: Dossier) -> Document:
    """The one printable page: every part with its records, evidence with SHA-256, what is missing."""
    project, year = dossier.project, dossier.year
    blocks: list[Block] = [Title(f"{project.name}\n{year} 年度绩效档案")]
    blocks.append(
        Paragraph(
            f"项目编号 {project.code}；主管部门 {project.department or '未登记'}；责任单位 {project.owner}。",
            indent=False,
        )
    )
    missing = "；".join(dossier.missing)
    blocks.append(Paragraph(f"还缺：{missing}。" if missing else "各环节齐全。", indent=False))
    for number, part in enumerate(dossier.parts, 1):
        blocks.append(Heading(1, f"{number}. {part.title}"))
        blocks.append(_records_table(part) if part.records else Paragraph("没有记录。", indent=False))
        blocks += [
            Paragraph(
                f"核验说明：{one.finding} 说明：{one.reason}（{one.said_by}，{timezone.localdate(one.said_at)}）",
                indent=False,
            )
            for record in part.records
            for one in record.explanations
        ]
    if dossier.proofs:
        blocks += [Heading(1, "证据清单"), _proofs_table(dossier)]
    if project.is_demo:
        blocks.append(Note("演示数据。"))
    return Document(f"{project.name}{year}年度绩效档案", (Section(tuple(blocks), landscape=True),))


def dossier_origins(dossier: Dossier, _user: User | None = None) -> dict[str, Told]:
    """The page of each record and of each piece of evidence, by the names the index gives them."""
    found = {
        f"record.{part.code}.{number}": Told(Origin(one.title, one.url))
        for part in dossier.parts
        for number, one in enumerate(part.records)
    }
    return found | {
        f"evidence.{one.evidence.pk}": Told(Origin(one.evidence.title, one.evidence.get_absolute_url()))
        for one in dossier.proofs
    }


def _records_table(part: Part) -> Table:
    grid = Grid(5)
    grid.headers(("记录", "状态", "经办", "时间", "说明"))
    for number, one in enumerate(part.records):
        grid.next_row()
        at = f"{timezone.localtime(one.at):%Y-%m-%d}" if one.at is not None else ""
        grid.put(0, one.title, ref=f"record.{part.code}.{number}")
        for col, text in enumerate((one.state, one.who, at, one.note), 1):
            grid.put(col, text)
    return Table(part.title, (32, 10, 12, 10, 36), grid.cells(), header_rows=1)


def _proofs_table(dossier: Dossier) -> Table:
    grid = Grid(5)
    grid.headers(("编号", "证据", "证明", "引用人、时间", "SHA-256"))
    for one in dossier.proofs:
        grid.next_row()
        who = f"{one.cited_by} {timezone.localtime(one.cited_at):%Y-%m-%d}"
        ref = f"evidence.{one.evidence.pk}"
        grid.label(0, str(one.evidence.pk), kind=Kind.VALUE, ref=ref)
        grid.put(1, one.evidence.title, ref=ref)
        sha256 = one.evidence.file.sha256
        for col, text in enumerate((one.proves, who, f"{sha256[:32]}\n{sha256[32:]}"), 2):
            grid.put(col, text)
    return Table("证据清单", (6, 30, 25, 15, 24), grid.cells(), header_rows=1)


# --- the file ---


def dossier_ask(*, actor: User, project: Project, year: int) -> jobs.Job:
    """Asks for the dossier as a file."""
    check_reads(actor, project)
    title = f"绩效档案：{project} {year} 年"[:200]
    arguments = {"project": project.pk, "year": year}
    return jobs.job_ask(
        actor=actor, kind=KIND, title=title, arguments=arguments, joint_key=f"{KIND}:{project.pk}:{year}:{actor.pk}"
    )


@jobs.handler(KIND)
def work(progress: jobs.Progress) -> dict[str, Any]:
    """The job; begun again after a kill it writes the file anew."""
    asked = progress.job.arguments
    project = Project.objects.get(pk=asked["project"])
    actor = progress.job.asked_by
    assert actor is not None  # a person asked for it
    made = dossier_make(actor=actor, project=project, year=asked["year"], progress=progress)
    return {"manifest": made.manifest, "files": made.count, "next_url": made.url, "next_label": "下载绩效档案"}


@dataclass(frozen=True, slots=True)
class Made:
    """A dossier file: the SHA-256 of its manifest, how many files it holds, where it lies and is fetched."""

    manifest: str
    count: int
    path: Path
    url: str


def folder() -> Path:
    """Where dossier files lie."""
    place = Path(settings.MEDIA_ROOT) / "dossiers"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(manifest: str) -> Path:
    """The place of the file with this manifest."""
    if not _SHA.fullmatch(manifest):
        raise Invalid(Problem("不是校验码", "档案"))
    return folder() / f"{manifest}.zip"


def dossier_make(*, actor: User, project: Project, year: int, progress: jobs.Progress | None = None) -> Made:
    """Writes the file beside, logs its manifest, moves it into place: what is there is whole and logged."""
    dossier = dossier_of(user=actor, project=project, year=year)
    beside = folder() / f"{os.getpid()}-{project.pk}-{year}.part"
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            entries = list(_written(archive, dossier, progress))
            manifest = _manifest(dossier, actor, entries)
            archive.writestr(MANIFEST, manifest)
        digest = hashlib.sha256(manifest).hexdigest()
        with transaction.atomic():
            reason = f"{year} 年绩效档案，{len(entries)} 个文件，{LOGGED}{digest}"
            audit.record(actor=actor, action="dossier.make", target=project, reason=reason)
            os.replace(beside, path_of(digest))
    finally:
        beside.unlink(missing_ok=True)
    url = reverse("evaluation:dossier_file", args=[project.pk, year, digest])
    return Made(digest, len(entries), path_of(digest), url)


def _manifest(dossier: Dossier, actor: User, entries: list[dict[str, Any]]) -> bytes:
    said = {
        "project": dossier.project.name,
        "code": dossier.project.code,
        "year": dossier.year,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "made_by": str(actor),
        "missing": dossier.missing,
        "files": entries,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _written(archive: zipfile.ZipFile, dossier: Dossier, progress: jobs.Progress | None) -> Iterator[dict[str, Any]]:
    """Every file of the dossier, written and told with its SHA-256. The same evidence is stored once."""
    index = told(dossier_document(dossier), Telling(annex=False), partial(dossier_origins, dossier))
    yield _add(archive, INDEX, render_bytes(index, "pdf"), "目录", "")
    total = sum(len(record.documents) + len(record.proofs) for part in dossier.parts for record in part.records)
    done, stored = 0, dict[str, str]()
    for number, part in enumerate(dossier.parts, 1):
        place = f"{number:02d}-{part.title}"
        for order, record in enumerate(part.records, 1):
            for printed in record.documents:
                name = f"{place}/{order:02d}-{_safe(printed.name)}"
                yield _add(archive, name, printed.content(), record.title, "")
                done = _tell(progress, done + 1, total)
            for one in record.proofs:
                sha256 = one.evidence.file.sha256
                name = f"证据/{sha256[:12]}-{_safe(one.evidence.name)}"
                if sha256 in stored:  # under the name it was first met with, whatever it is called elsewhere
                    again = {"path": stored[sha256], "sha256": sha256, "record": record.title, "proves": one.proves}
                    yield again | {"number": one.evidence.pk}
                else:
                    entry = _copied(archive, name, sha256, record.title, one.proves)
                    stored[sha256] = entry["path"]
                    yield entry | {"number": one.evidence.pk}
                done = _tell(progress, done + 1, total)


def _tell(progress: jobs.Progress | None, done: int, total: int) -> int:
    if progress is not None:
        progress.tell(done, total, "写档案")
    return done


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name)[-120:]


def _add(archive: zipfile.ZipFile, name: str, content: bytes, record: str, proves: str) -> dict[str, Any]:
    archive.writestr(name, content)
    digest = hashlib.sha256(content).hexdigest()
    return {"path": name, "sha256": digest, "size": len(content), "record": record, "proves": proves}


def _copied(archive: zipfile.ZipFile, name: str, sha256: str, record: str, proves: str) -> dict[str, Any]:
    """Evidence as it was uploaded; a file that is gone from the store is said to be missing, not passed over."""
    path = storage.path_of(sha256)
    if not path.exists():
        return {"path": "", "sha256": sha256, "record": record, "proves": proves, "lost": True}
    archive.write(path, name)
    size = path.stat().st_size
    return {"path": name, "sha256": sha256, "size": size, "record": record, "proves": proves}
