"""Whether a document has its annex of sources: the address says, this browser remembers, else the kind's own default."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from xieshou.platform.shell.printing import remembering, wants_sources


@pytest.mark.parametrize(
    ("address", "cookie", "wanted"),
    [
        ("", "", True),
        ("?sources=0", "self:1", False),
        ("?sources=nonsense", "self:0", False),
        ("", "self:0.report:1", False),
        ("", "report:0", True),
        ("", "self:9;drop", True),
        ("", "....:::", True),
    ],
)
def test_the_address_goes_before_what_is_remembered_and_nonsense_says_nothing(
    address: str, cookie: str, wanted: bool
) -> None:
    request = RequestFactory().get(f"/{address}")
    request.COOKIES["document_sources"] = cookie
    assert wants_sources(request, "self", default=True) is wanted


def test_a_choice_is_kept_beside_those_of_other_kinds_and_only_when_it_was_made() -> None:
    request = RequestFactory().get("/?sources=0")
    request.COOKIES["document_sources"] = "report:1"
    kept = remembering(request, HttpResponse(), "self").cookies["document_sources"]
    assert (kept.value, kept["httponly"], kept["samesite"]) == ("report:1.self:0", True, "Lax")
    assert "document_sources" not in remembering(RequestFactory().get("/"), HttpResponse(), "self").cookies
