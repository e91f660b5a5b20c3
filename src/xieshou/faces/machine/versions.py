"""ETags against lost updates: an answer carries the record's version, a change must name the one it was made from."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from xieshou.lib.problems import Invalid, Problem

MOST_DIGITS = 9


class PreconditionMissing(Exception):
    """A change without `If-Match`; answered 428."""


class PreconditionFailed(Exception):
    """A change made from another version than the stored one; answered 412."""


def etag_of(record: Any) -> str:
    """The version as an ETag."""
    return f'"v{record.version}"'


def named_version(request: HttpRequest) -> int:
    """The version named in `If-Match`, for a service that compares it itself and tells both. Missing: 428."""
    named = _named(request)
    text = named.removeprefix("W/").strip('"').removeprefix("v")
    if not (text.isascii() and text.isdecimal()) or len(text) > MOST_DIGITS:
        raise Invalid(Problem(f"If-Match 的值 {named[:40]} 不认得", "If-Match", '形如 "v3"，取自读取时的 ETag'))
    return int(text)


def must_match(request: HttpRequest, etag: str) -> None:
    """Refuses a change made from anything but this state."""
    if _named(request).removeprefix("W/") != etag:
        raise PreconditionFailed


def _named(request: HttpRequest) -> str:
    named = request.headers.get("If-Match", "").strip()
    if not named:
        raise PreconditionMissing
    return str(named)


def with_etag(response: HttpResponse, record: Any) -> HttpResponse:
    """The response, carrying the record's version."""
    response["ETag"] = etag_of(record)
    return response
