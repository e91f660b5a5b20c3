"""Where the network address of a request is noted for the log."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from xieshou.platform.audit.services import from_address

GetResponse = Callable[[HttpRequest], HttpResponse]


class AddressMiddleware:
    """Entries of the audit log carry the address of the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with from_address(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
