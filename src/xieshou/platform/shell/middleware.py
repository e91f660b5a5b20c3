"""Where a refusal becomes a page that says what to do."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse

from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.shell import views

GetResponse = Callable[[HttpRequest], HttpResponse]


class ProblemMiddleware:
    """A service's refusal that a view did not show in its own form becomes a page of its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """A NUL is in no text that a person writes, and no database of ours takes it."""
        sent = chain(request.GET.lists(), request.POST.lists())
        texts = (text for _name, texts in sent for text in texts)
        return views.bad_request(request) if any("\x00" in text for text in texts) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return views.refused(request, error.why)
        if isinstance(error, Invalid):
            return views.invalid(request, error)
        if isinstance(error, Stale):
            return views.stale(request, error)
        return views.away(request, error)
