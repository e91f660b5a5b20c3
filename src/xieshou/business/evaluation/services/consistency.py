"""The consistency check before signing (JX13): the report as it will be printed, read back and checked as `xieshou check` does.

A mismatch of the report – within it, or between it and what the office already published – is mended or explained before
it can be signed; a question is shown and does not stop. An explanation belongs to one finding exactly as it is: when the
finding changes it is asked again. What already published documents say among themselves is shown, and stops nothing.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xieshou.business.evaluation.models import Appraisal, AppraisalState, Explanation
from xieshou.business.evaluation.services.appraising import check_manages, check_stage, may_check
from xieshou.business.evaluation.services.materials import (
    Material,
    materials_of,
    read_bytes,
    readable,
    rendered,
    report_name,
)
from xieshou.business.evaluation.services.report_document import content_digest, report_document, title_of
from xieshou.documents.layouts.check_report_words import WRONG, explained, quote, unread_line
from xieshou.documents.layouts.check_report_words import title_of as check_title
from xieshou.kernel.checks import check_between, check_file, unchecked
from xieshou.kernel.reading import Finding, FindingVerdict, ReadFile, Spot
from xieshou.lib.problems import Difference, Invalid, Problem, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs import api as jobs

KIND = "evaluation.check"
AT_ONCE = 4  # so many documents are read and checked within a second; more are a job
LONGEST_REASON = 1000
_PLACES = re.compile(r"(表 ?\d+ ?(之后)?)?第 ?\d+ ?(页|行|列|段)|R\d+C\d+|表 ?\d+ ?R\d+C\d+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as it was kept, with the explanation that stands for it, if any."""

    data: Mapping[str, Any]
    explanation: Explanation | None

    @property
    def is_mismatch(self) -> bool:
        """Whether it is certain; the others are questions."""
        return bool(self.data["verdict"] == FindingVerdict.MISMATCH.value)

    @property
    def stops(self) -> bool:
        """Whether signing waits for it."""
        return bool(self.data["is_own"]) and self.is_mismatch

    @property
    def is_settled(self) -> bool:
        return not self.stops or self.explanation is not None


# --- checking ---


def check_is_slow(appraisal: Appraisal, user: User) -> bool:
    """Whether the check takes longer than a page may."""
    return len(materials_of(appraisal, user)[0]) > AT_ONCE


def check_ask(*, actor: User, appraisal: Appraisal) -> jobs.Job | None:
    """Checks at once and gives nothing, or gives the job that checks."""
    _may_check(actor, appraisal)
    if not check_is_slow(appraisal, actor):
        appraisal_check(actor=actor, appraisal=appraisal)
        return None
    title, arguments = f"一致性核验：{appraisal}"[:200], {"appraisal": appraisal.pk}
    return jobs.job_ask(
        actor=actor, kind=KIND, title=title, arguments=arguments, joint_key=f"{KIND}:{appraisal.pk}:{actor.pk}"
    )


@jobs.handler(KIND)
def work(progress: jobs.Progress) -> dict[str, Any]:
    """The job: reads every document and checks; started over after a kill it does the same again."""
    appraisal = Appraisal.objects.get(pk=progress.job.arguments["appraisal"])
    actor = progress.job.asked_by
    assert actor is not None  # a person asked for it
    checked = appraisal_check(actor=actor, appraisal=appraisal, progress=progress)
    wrong = sum(one.stops for one in shown(checked))
    return {
        "mismatches": wrong,
        "next_url": reverse("evaluation:appraisal_check", args=[appraisal.pk]),
        "next_label": "查看核验结果",
    }


def _may_check(actor: User, appraisal: Appraisal) -> None:
    if not may_check(actor, appraisal):
        check_manages(actor, appraisal)
    check_stage(appraisal, AppraisalState.DRAFTING, AppraisalState.EXCHANGED)


def appraisal_check(*, actor: User, appraisal: Appraisal, progress: jobs.Progress | None = None) -> Appraisal:
    """Renders the report, checks it with everything published, and keeps what was found until it is checked again."""
    _may_check(actor, appraisal)
    document = report_document(appraisal)
    name = report_name(document.name)
    found, left_out = materials_of(appraisal, actor)
    reads = [read_bytes(name, rendered(document))]
    for number, one in enumerate(found, 1):
        if progress is not None:
            progress.tell(number, len(found), one.name)
        reads.append(one.read())
    urls = {name: appraisal.get_absolute_url()} | {one.name: one.url for one in found}
    result = {
        "at": timezone.now().isoformat(),
        "by": str(actor),
        "content": content_digest(document),
        "versions": _versions(found),
        "files": [{"name": name, "url": urls[name], "is_own": True}, *(one.told() for one in found)],
        "left_out": left_out,
        "findings": _told_once(_data(one, file, name, urls) for file, one in _findings(reads)),
        "unread": [
            {"file": one.file, "told": f"《{one.file}》{unread_line(part)}"}
            for one in reads
            for part in (*one.unread, *unchecked(one))
        ],
    }
    return _keep(actor, appraisal, result)


@transaction.atomic
def _keep(actor: User, appraisal: Appraisal, result: dict[str, Any]) -> Appraisal:
    Appraisal.objects.filter(pk=appraisal.pk).update(check_result=result)
    appraisal.check_result = result
    own = [one for one in result["findings"] if one["is_own"]]
    told = f"{len(result['files'])} 个文件，本报告 {len(own)} 处"
    audit.record(actor=actor, action="appraisal.check", target=appraisal, reason=told)
    return appraisal


def _findings(reads: list[ReadFile]) -> Iterator[tuple[str, Finding]]:
    """Every wrong finding with the file it stands in, the report's own first."""
    for read in reads:
        yield from ((read.file, one) for one in check_file(read) if one.verdict in WRONG)
    yield from ((one.spot.file, one) for one in check_between(reads) if one.verdict in WRONG)


def _data(one: Finding, file: str, own: str, urls: Mapping[str, str]) -> dict[str, Any]:
    spots = list(dict.fromkeys((one.spot, *one.others)))
    files = list(dict.fromkeys(spot.file or file for spot in spots))
    return {
        "fingerprint": fingerprint(one, files),
        "code": one.code,
        "title": check_title(one),
        "verdict": one.verdict.value,
        "is_own": own in files,
        "table": one.table,
        "quote": quote(one),
        "published": one.published,
        "recomputed": one.recomputed,
        "explanation": explained(one),
        "why": one.why,
        "remedy": one.remedy,
        "places": [_place(spot, spot.file or file, urls) for spot in spots[:12]],
    }


def _told_once(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same table often lies there twice, as filled in here and as published: what both say of it is one finding."""
    kept: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in found:
        said = (one["code"], one["published"], one["recomputed"], _PLACES.sub("", one["explanation"]))
        twin = kept.setdefault((one["fingerprint"],) if one["is_own"] else said, one)
        if twin is not one:
            twin["places"] = [*twin["places"], *(place for place in one["places"] if place not in twin["places"])]
    return list(kept.values())


def _place(spot: Spot, file: str, urls: Mapping[str, str]) -> dict[str, str]:
    return {"file": file, "where": Spot(spot.line, spot.page, spot.sheet, spot.cell).told(), "url": urls.get(file, "")}


def fingerprint(one: Finding, files: Iterable[str]) -> str:
    """What a finding is about, without where in the file it stands: the same words elsewhere are the same finding."""
    about = (one.code, *files, one.published, one.recomputed, _PLACES.sub("", one.explanation))
    return hashlib.sha256("\x00".join(about).encode()).hexdigest()


# --- what stands ---


def shown(appraisal: Appraisal) -> list[Shown]:
    """What the last check found, with what was said of each; the report's own first, mismatches before questions."""
    if appraisal.check_result is None:
        return []
    said = {one.fingerprint: one for one in appraisal.explanations.select_related("said_by")}
    rows = [Shown(one, said.get(one["fingerprint"])) for one in appraisal.check_result["findings"]]
    return sorted(rows, key=lambda one: (not one.data["is_own"], not one.is_mismatch))


def unexplained(appraisal: Appraisal) -> list[Shown]:
    """Mismatches of the report that nobody has explained."""
    return [one for one in shown(appraisal) if not one.is_settled]


@dataclass(frozen=True, slots=True)
class Summary:
    """The last check at a glance. `own`: mismatches of the report, each mended or explained before it is signed.

    `elsewhere`: mismatches of published files among themselves, which say nothing of the report and stop nothing.
    """

    own: tuple[Shown, ...]
    elsewhere: tuple[Shown, ...]

    @property
    def unsettled(self) -> int:
        return sum(not one.is_settled for one in self.own)


def shown_to(user: User, appraisal: Appraisal) -> list[Shown]:
    """What a person may be told of: findings that stand in documents they may read."""
    if appraisal.check_result is None:
        return []
    seen = readable(appraisal.check_result["files"], user)
    return [one for one in shown(appraisal) if {place["file"] for place in one.data["places"]} <= seen]


def result_for(user: User, appraisal: Appraisal) -> dict[str, Any]:
    """The last check without the documents that a person may not read; empty: nobody has checked."""
    held = appraisal.check_result
    if held is None:
        return {}
    seen = readable(held["files"], user)
    files = [one for one in held["files"] if one["name"] in seen]
    return {**held, "files": files, "unread": [one["told"] for one in held["unread"] if one["file"] in seen]}


def summary(appraisal: Appraisal, user: User) -> Summary | None:
    """What the last check found, as far as a person may be told; None: nobody has checked."""
    if appraisal.check_result is None:
        return None
    wrong = [one for one in shown_to(user, appraisal) if one.is_mismatch]
    own, elsewhere = ([one for one in wrong if bool(one.data["is_own"]) is is_own] for is_own in (True, False))
    return Summary(tuple(own), tuple(elsewhere))


def outlived(appraisal: Appraisal) -> list[Explanation]:
    """Explanations of findings that are no longer there, or have changed."""
    now = {one["fingerprint"] for one in (appraisal.check_result or {}).get("findings", ())}
    return [one for one in appraisal.explanations.select_related("said_by") if one.fingerprint not in now]


def is_fresh(appraisal: Appraisal, user: User) -> bool:
    """Whether the last check was of the report as it is now, with what is published now."""
    held = appraisal.check_result
    if held is None or held["content"] != content_digest(report_document(appraisal)):
        return False
    found, _left_out = materials_of(appraisal, user)
    return bool(held["versions"] == _versions(found))


def _versions(found: Iterable[Material]) -> list[str]:
    return sorted(one.version for one in found if one.is_near)


def check_problems(appraisal: Appraisal, user: User) -> list[Problem]:
    """What keeps the report from being signed on account of the check."""
    if appraisal.check_result is None:
        return [Problem("报告还没有核验", "一致性核验", remedy="先点“核验”")]
    if not is_fresh(appraisal, user):
        return [Problem("核验之后，报告或已公开材料有变动", "一致性核验", remedy="重新核验")]
    return [
        Problem(
            f"{one.data['title']}：公布 {one.data['published']}，复算 {one.data['recomputed']}，没有改正也没有说明",
            f"一致性核验 · {one.data['places'][0]['where']}",
            remedy="改正报告后重新核验，或写明为何可以这样",
        )
        for one in unexplained(appraisal)
    ]


# --- explaining ---


@transaction.atomic
def explanation_set(
    *, actor: User, appraisal: Appraisal, fingerprint: str, reason: str, opened_reason: str | None = None
) -> Explanation:
    """Why one mismatch may stand. It is kept with the report, and asked again when the finding changes.

    `opened_reason`: what stood there when the form was opened; `Stale` when somebody has explained it otherwise since.
    """
    _may_check(actor, appraisal)
    one = next((row.data for row in shown(appraisal) if row.data["fingerprint"] == fingerprint), None)
    if one is None:
        raise Invalid(Problem("最近一次核验没有这一处", "核验结果", remedy="刷新页面再试"))
    if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
        raise Invalid(Problem("没有写，或太长", "说明", f"1–{LONGEST_REASON} 字", "写明为何两个数可以不同"))
    told = f"{one['title']}：公布 {one['published']}，复算 {one['recomputed']}。{one['explanation']}"
    values = {"code": one["code"], "finding": told, "reason": reason.strip(), "said_by": actor}
    held = appraisal.explanations.filter(fingerprint=fingerprint).first()
    before = held.reason if held is not None else None
    if held is not None and opened_reason is not None and _lines(held.reason) != _lines(opened_reason):
        difference = Difference(f"说明 · {one['title']}", held.reason, reason.strip())
        raise Stale(by=str(held.said_by), differences=[difference])
    said, _new = Explanation.objects.update_or_create(appraisal=appraisal, fingerprint=fingerprint, defaults=values)
    change = audit.Change(f"说明 · {one['title']}（{one['published']}）", before, said.reason)
    audit.record(actor=actor, action="appraisal.explain", target=appraisal, changes=[change])
    return said


def _lines(text: str) -> list[str]:
    """A text whatever its line ends: a browser sends others than are kept."""
    return text.strip().splitlines()


__all__ = [
    "KIND",
    "Material",
    "Shown",
    "Summary",
    "appraisal_check",
    "check_ask",
    "check_is_slow",
    "check_problems",
    "explanation_set",
    "fingerprint",
    "is_fresh",
    "outlived",
    "result_for",
    "shown",
    "shown_to",
    "summary",
    "title_of",
    "unexplained",
]
