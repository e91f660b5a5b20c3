"""What every operation shares: the errors it may answer with, its pages, its answers that carry a version."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from ninja import Field, Schema
from ninja.responses import NinjaJSONEncoder

from xieshou.faces.machine import schemas
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User, user_of

MOST_ID = 2**63 - 1
ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 422, 503), schemas.ErrorOut)
CHANGE_ERRORS: dict[int, Any] = {**ERRORS, 412: schemas.ErrorOut, 428: schemas.ErrorOut}


class Paging(Schema):
    """`after`: the `next` of the page before."""

    after: int | None = Field(None, ge=0, le=MOST_ID)
    limit: int = Field(50, ge=1, le=500)


def page_of(found: Sequence[Any], limit: int, shown: Callable[[Any], dict[str, object]]) -> dict[str, object]:
    """A page of what was found, of which one more than the limit was asked for."""
    return {"items": [shown(one) for one in found[:limit]], "next": found[limit - 1].pk if len(found) > limit else None}


def answered(content: object, *, status: int = 200, etag: str = "") -> HttpResponse:
    """JSON as every operation gives it, on request with an ETag."""
    body = NinjaJSONEncoder(ensure_ascii=False).encode(content)
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    if etag:
        response["ETag"] = etag
    return response


def caller(request: Any, permission: Permission) -> User:
    """The person who asks, when the right is held somewhere and, with a token, is in its scopes.

    Tasks in hand let a person read single records beyond any role; a token without the scope must not profit from it.
    """
    user = user_of(request)
    if not user.may(permission):
        raise Refused(f"账号或令牌没有“{permission.label}”的权限")
    return user


def plain(text: str, most: int = 60) -> str:
    """What is searched for, without what a database cannot take."""
    return text.replace("\x00", "").strip()[:most]
