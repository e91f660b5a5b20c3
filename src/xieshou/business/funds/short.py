"""Short addresses of the figures of money, for print: `/funds/f/paid-20201231-y2020-p12/` opens the rows behind one.

They hold what the page of the figures is narrowed to, nothing else, and are judged like it when they are opened.
"""

import re
from collections.abc import Mapping
from datetime import date

from django.http import QueryDict
from django.urls import reverse

KINDS = ("planned", "received", "paid")
_NAMES = {"y": "year", "l": "level", "s": "source", "a": "place", "o": "owner", "p": "project"}
_CODE = re.compile(r"(planned|received|paid)-(\d{4})(\d\d)(\d\d)((?:-[a-z][A-Za-z0-9]+)*)")
_OWNER = "编号 "


def short_path(kind: str, as_of: date, narrowed: Mapping[str, object]) -> str:
    """The address of the rows behind a figure as of a day. `narrowed`: as in the address of the page; empty does not narrow."""
    parts = [f"-{sign}{_plain(value)}" for sign, name in _NAMES.items() if (value := str(narrowed.get(name) or ""))]
    return reverse("funds:short", args=[f"{kind}-{as_of:%Y%m%d}{''.join(parts)}"])


def _plain(value: str) -> str:
    return value.removeprefix(_OWNER).partition(" ")[0]


def read(code: str) -> tuple[str, QueryDict] | None:
    """The kind of figure and the filters that a code says; None for what is no code."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    kind, year, month, day, rest = found.groups()
    query = QueryDict(mutable=True)
    query["as_of"] = f"{year}-{month}-{day}"
    for part in rest.split("-")[1:]:
        name = _NAMES.get(part[0])
        if name is None:
            return None
        query[name] = f"{_OWNER}{part[1:]}" if name == "owner" else part[1:]
    return kind, query
