"""What the evidence block of a record's page asks for: a file chosen out of very many, a citation taken back.

Offered are the newest files, or those that hold the words asked for in the page's address.

With JavaScript the selection asks the server while one types; without it the page itself is asked again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import cast

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xieshou.lib.keys import key_of
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import user_of
from xieshou.platform.evidence.models import Evidence
from xieshou.platform.evidence.selectors import citations_of, evidence_matching, evidence_seen_by
from xieshou.platform.evidence.services import uncite

ASKED = "evidence_q"
MOST_OFFERED = 50
LONGEST_WORDS = 100


@dataclass(frozen=True)
class Choices:
    """Files that may be cited on a page, newest first. `is_more`: the store holds others. `url`: answers what is typed."""

    rows: tuple[Evidence, ...]
    words: str
    is_more: bool
    url: str

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_search(self) -> bool:
        """Whether there is anything else to be found than what is listed."""
        return self.is_more or bool(self.words)


def choices_for(request: HttpRequest, *, is_photo: bool = False) -> Choices:
    """What the page asked for offers to be cited."""
    words = words_asked(request, ASKED)
    found = offered(request, words, MOST_OFFERED + 1, is_photo=is_photo)
    url = reverse("evidence:options_photos" if is_photo else "evidence:options")
    return Choices(tuple(found[:MOST_OFFERED]), words, len(found) > MOST_OFFERED, url)


def words_asked(request: HttpRequest, name: str = "q") -> str:
    """The words in the address, as they can be searched for."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_WORDS]


def offered(request: HttpRequest, words: str, most: int = MOST_OFFERED, *, is_photo: bool = False) -> list[Evidence]:
    """The newest files that hold the words and that the person may see."""
    rows = evidence_matching(words)
    if is_photo:
        rows = rows.filter(file__media_type__startswith="image/")
    return cast("list[Evidence]", rows.newest_visible_to(user_of(request), most))


def as_offered(evidence: Evidence) -> str:
    """A file as a selection names it: two of one title are told apart by their names."""
    if evidence.title in {evidence.name, PurePosixPath(evidence.name).stem}:
        return evidence.name
    return f"{evidence.title}（{evidence.name}）"


def chosen_file(request: HttpRequest) -> Evidence:
    """The file that a form names, if the person may see it."""
    key = key_of(request.POST.get("evidence", "")) or 0
    found: Evidence | None = evidence_seen_by(user_of(request)).filter(pk=key).first()
    if found is None:
        told = Problem(_("没有选择证据，或证据不在可见范围内"), _("证据"), remedy=_("先上传到证据库，再选择"))
        raise Invalid(told)
    return found


def uncite_asked(request: HttpRequest, record: Model, *, keeps: bool = False) -> bool:
    """Takes a citation of the record back where the block asks for it: posts its key as `uncite`, and why as `reason`.

    The caller has checked that the person may change what the record rests on. `keeps`: it is decided, paid or closed,
    and what it rests on then stays (the block is told `keeps_citations`).
    """
    if "uncite" not in request.POST:
        return False
    if keeps:
        told = Problem(_("这条记录已经定下来，它依据的证据不能撤回"), _("证据"), remedy=_("可以另外引用正确的文件"))
        raise Invalid(told)
    found = citations_of(record).filter(pk=key_of(request.POST["uncite"]) or 0).first()
    if found is None:
        raise Http404
    uncite(actor=user_of(request), citation=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("已撤回引用，文件仍在证据库"))
    return True
