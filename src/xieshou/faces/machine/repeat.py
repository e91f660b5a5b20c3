"""A repeated request gets the first answer again, and its work is done once."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from xieshou.faces.machine.models import Answer
from xieshou.platform.accounts.api import user_of

HEADER = "Idempotency-Key"
MOST_LETTERS = 100


def once(operation: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wraps an operation that answers with an HttpResponse; without the header it just runs."""

    @functools.wraps(operation)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "").strip()[:MOST_LETTERS]
        if not key:
            return operation(request, *args, **kwargs)
        user, asked = user_of(request), _hash(request)
        given = Answer.objects.filter(user=user, key=key).first()
        if given is not None:
            return _again(given, asked)
        try:
            with transaction.atomic():
                answer = operation(request, *args, **kwargs)
                if answer.status_code < 300:
                    Answer.objects.create(
                        user=user, key=key, request_hash=asked, status=answer.status_code, body=answer.content.decode()
                    )
                return answer
        except IntegrityError:  # the same request at the same moment was faster
            given = Answer.objects.filter(user=user, key=key).first()
            if given is None:
                raise
            return _again(given, asked)

    return wrapped


def _again(given: Answer, asked: str) -> HttpResponse:
    if given.request_hash != asked:
        return HttpResponse(
            '{"error": "这个 Idempotency-Key 已用于另一个请求，请换一个"}',
            status=422,
            content_type="application/json; charset=utf-8",
        )
    headers = {"Idempotency-Replayed": "true"}
    return HttpResponse(
        given.body, status=given.status, content_type="application/json; charset=utf-8", headers=headers
    )


def _hash(request: HttpRequest) -> str:
    digest = hashlib.sha256(f"{request.method}\n{request.path}\n".encode())
    if request.content_type == "multipart/form-data":  # its border differs from one sending to the next
        digest.update(repr(sorted(request.POST.lists())).encode())
        for name in sorted(request.FILES):
            digest.update(f"{name}\n".encode())
            for file in request.FILES.getlist(name):
                for chunk in file.chunks():
                    digest.update(chunk)
    else:
        digest.update(request.body)
    return digest.hexdigest()
