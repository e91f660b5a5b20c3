"""All self-evaluation tables of a year as PDF in one archive: a job that goes on where it was interrupted.

Each table is one file, written beside and then renamed, so that what is there is whole; begun again, the job skips it.
Memory holds one table at a time; the archive stores the files as they are, for PDF does not shrink.
"""

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from xieshou.business.evaluation.models import SelfEvaluation
from xieshou.business.evaluation.printing_self import self_file
from xieshou.business.evaluation.telling import Telling
from xieshou.documents.errors import DocumentError
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.jobs import api as jobs

KIND = "evaluation.self_tables"
CHUNK = 200  # forms read at once
KEPT = timedelta(days=7)
_FOLDER = "self-tables"
_FILES_IN_FOLDER = 500


def tables_ask(*, actor: User, year: int, sources: bool = True) -> jobs.Job:
    """Asks for the tables of a year that the person may read. `sources`: each with the annex of where its figures come from."""
    if not actor.may(Permission.PERFORMANCE_READ):
        raise Refused(f"您没有“{Permission.PERFORMANCE_READ.label}”的权限")
    if not _forms(actor, year).exists():
        raise Invalid(Problem(f"{year} 年没有您可以查看的自评", "年度", remedy="换一个年度"))
    return jobs.job_ask(
        actor=actor,
        kind=KIND,
        title=f"{year} 年全部绩效自评表（PDF）",
        arguments={"year": year, "sources": sources},
        joint_key=f"{KIND}:{year}:{actor.pk}",
    )


def _forms(user: User, year: int) -> Any:
    return SelfEvaluation.objects.visible_to(user).filter(year=year)


@jobs.handler(KIND)
def tables_work(progress: jobs.Progress) -> dict[str, Any]:
    """Writes every table, then the archive."""
    job = progress.job
    user, year = job.asked_by, int(job.arguments["year"])
    annex = bool(job.arguments.get("sources", True))
    if user is None:
        raise Invalid(Problem("没有提出人", "任务"))
    tables_expire(timezone.now())
    folder = _root() / str(job.pk)
    folder.mkdir(parents=True, exist_ok=True)
    total, written = _forms(user, year).count(), 0
    for number, form in enumerate(_every(user, year), 1):
        written += _write(form, _place(folder, form.pk), Telling(user, annex), progress)
        progress.tell(number, total, "生成自评表")
    _archive(folder, archive_path(job), progress, written)
    shutil.rmtree(folder, ignore_errors=True)
    url = reverse("evaluation:self_tables_file", args=[job.pk])
    return {"tables": written, "failed": total - written, "next_url": url, "next_label": "下载压缩包"}


def _every(user: User, year: int) -> Iterator[SelfEvaluation]:
    """The forms in order of their keys, some at a time, so that memory does not grow with their number."""
    last = 0
    while True:
        rows = _forms(user, year).filter(pk__gt=last).order_by("pk")
        found = list(rows.select_related("goals__project", "goals__owner", "project", "owner", "place")[:CHUNK])
        if not found:
            return
        yield from found
        last = found[-1].pk


def _place(folder: Path, pk: int) -> Path:
    """A thousand files in one folder are slow on some disks."""
    part = folder / f"{pk // _FILES_IN_FOLDER:05d}"
    part.mkdir(exist_ok=True)
    return part / f"{pk}.pdf"


def _write(form: SelfEvaluation, place: Path, telling: Telling, progress: jobs.Progress) -> int:
    """One table; what cannot be written is told and the rest goes on."""
    if place.exists():
        return 1
    try:
        data = self_file(form, "pdf", telling)
    except (Invalid, DocumentError) as error:
        progress.fail_row(str(form), str(error))
        return 0
    unfinished = place.with_suffix(".part")
    unfinished.write_bytes(data)
    os.replace(unfinished, place)
    return 1


def _archive(folder: Path, path: Path, progress: jobs.Progress, total: int) -> None:
    """Everything that was written, under the name of its project or department."""
    unfinished = path.with_suffix(".part")
    files = sorted(folder.glob("*/*.pdf"), key=lambda file: int(file.stem))
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for start in range(0, len(files), CHUNK):
            part = files[start : start + CHUNK]
            names = _names([int(one.stem) for one in part])
            for one in part:
                archive.write(one, f"{one.stem}-{names[int(one.stem)]}.pdf")
            progress.tell(total, total, "压缩")
    os.replace(unfinished, path)


def _names(keys: list[int]) -> dict[int, str]:
    rows = SelfEvaluation.objects.filter(pk__in=keys).select_related("project", "owner")
    return {form.pk: _UNSAFE.sub("_", form.subject_name)[:80] for form in rows}


_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def _root() -> Path:
    folder = Path(settings.MEDIA_ROOT) / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def archive_path(job: jobs.Job) -> Path:
    """The archive of a job."""
    return _root() / f"{job.pk}.zip"


def tables_expire(now: datetime) -> None:
    """Archives that nobody fetched within a week are taken away."""
    for one in _root().glob("*.zip"):
        if datetime.fromtimestamp(one.stat().st_mtime, tz=now.tzinfo) < now - KEPT:
            one.unlink(missing_ok=True)
