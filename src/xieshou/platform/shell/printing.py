"""Whether a document is printed with its annex of sources: said in the address (`?sources=0`), remembered in this browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ASKED = "sources"
_COOKIE = "document_sources"  # "goals:1.self:0", by kind of document
_YEAR = 60 * 60 * 24 * 365
_ANSWERS = {"0": False, "1": True}


def wants_sources(request: HttpRequest, kind: str, *, default: bool) -> bool:
    """What the address says, else what was said last for this kind of document, else the kind's own default."""
    told = _ANSWERS.get(request.GET.get(ASKED, ""))
    if told is not None:
        return told
    return _remembered(request).get(kind, default)


def remembering(request: HttpRequest, answer: HttpResponse, kind: str) -> HttpResponse:
    """The answer, which keeps for the next time what the address said."""
    told = _ANSWERS.get(request.GET.get(ASKED, ""))
    if told is not None:
        kept = _remembered(request) | {kind: told}
        value = ".".join(f"{name}:{int(choice)}" for name, choice in sorted(kept.items()))
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(_COOKIE, value, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer


def _remembered(request: HttpRequest) -> dict[str, bool]:
    """What was said before; what is no such list says nothing."""
    pairs = (part.partition(":") for part in request.COOKIES.get(_COOKIE, "").split("."))
    return {name: _ANSWERS[choice] for name, _colon, choice in pairs if name.isidentifier() and choice in _ANSWERS}
