"""Where requests are timed. It stands first, so that everything the platform does for a request is in the time."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from xieshou.platform.service.meter import METER

GetResponse = Callable[[HttpRequest], HttpResponse]
_NS_PER_MS = 1_000_000


class MeasureMiddleware:
    """Counts each request by the app it belongs to. Streamed bodies are counted until they begin."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter_ns()
        answer = self.get_response(request)
        milliseconds = -((began - time.perf_counter_ns()) // _NS_PER_MS)  # a begun millisecond counts
        METER.note(_kind(request), milliseconds, answer.status_code, timezone.now())
        METER.write_if_due()
        return answer


def _kind(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.app_name or match.url_name or "page") if match is not None else "unknown"
