"""ETags against lost updates: an answer carries the record's version, a change must name the one it was made from."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from xieshou.lib.problems import Invalid, Problem


class PreconditionMissing(Exception):
    """A change without `If-Match`; answered 428."""


class PreconditionFailed(Exception):
    """A change made from another version than the stored one; answered 412."""


def etag_of(record: Any) -> str:
    """The version as an ETag."""
    return f'"v{record.version}"'


def opened_version(request: HttpRequest, record: Any) -> int:
    """The version named in `If-Match`. Raises when it is missing, unreadable, or not the stored one."""
    named = request.headers.get("If-Match", "").strip()
    if not named:
        raise PreconditionMissing
    text = named.removeprefix("W/").strip('"').removeprefix("v")
    if not (text.isascii() and text.isdigit()):
        raise Invalid(Problem(f"If-Match 的值 {named[:40]} 不认得", "If-Match", '形如 "v3"，取自读取时的 ETag'))
    if int(text) != record.version:
        raise PreconditionFailed
    return int(text)


def with_etag(response: HttpResponse, record: Any) -> HttpResponse:
    """The response, carrying the record's version."""
    response["ETag"] = etag_of(record)
    return response
