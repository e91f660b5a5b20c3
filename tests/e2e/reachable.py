"""The pages a person comes to by following links from the first page, one of each kind."""

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r"""<a\b[^>]*?\bhref=["']([^"'#]*)""")
# files, the library of signing in, what leads away from the page; a file has its kind in its address
LEFT_OUT = re.compile(r"^(accounts|api|i18n|static)/|\.\w+$|\.<|/file/$|export/$|template/$|options/$")
MOST_OF_A_KIND = 2


def pages_of(browser: Client) -> Iterator[str]:
    """Addresses that answer with a page; a link that leads to nothing or to an error fails the test."""
    waiting, seen, kinds = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        path = waiting.popleft()
        answer = browser.get(path)
        assert answer.status_code in {200, 302, 403}, (path, answer.status_code)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            answer.close()  # a file
            continue
        yield path
        for link in _links(answer.content.decode()):
            kind = kind_of(link)
            if kind and link not in seen and kinds[kind] < MOST_OF_A_KIND:
                seen.add(link)
                kinds[kind] += 1
                waiting.append(link)


def kind_of(link: str) -> str:
    """The pattern of an address; none for what is no page of ours."""
    parts = urlsplit(link)
    if parts.netloc or parts.scheme or not parts.path.startswith("/"):
        return ""
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return "" if parts.path.startswith("/static/") else f"nowhere: {parts.path}"
    return "" if LEFT_OUT.search(route) else route + ("?" if parts.query else "")


def _links(page: str) -> Iterator[str]:
    for address in LINK.findall(page):
        yield html.unescape(address)
