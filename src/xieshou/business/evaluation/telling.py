"""How a document of the cycle tells where its figures come from: plainly, by links, or with the annex 数据来源."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from xieshou.documents.document import Document
from xieshou.documents.sources import Origins, with_sources
from xieshou.platform.accounts.api import User, user_of
from xieshou.platform.shell.printing import remembering, wants_sources

FORMS, SELF, REPORT = "forms", "self", "report"  # kinds of documents, each with its choice
PRINTED = "zh-hans"  # the official forms are Chinese, whatever language the pages are in
WITH_ANNEX = frozenset({SELF, REPORT})  # those that have the annex unless told otherwise


@dataclass(frozen=True, slots=True)
class Telling:
    """To whom a document tells its sources, and whether in an annex beside the links.

    Without a person the files behind the money are counted, not named: the document is for many readers.
    """

    user: User | None = None
    annex: bool = True


def told(document: Document, telling: Telling | None, origins: Callable[[User | None], Origins]) -> Document:
    """The document with its sources; as it is where nothing is to be told. `origins` is asked only if needed."""
    if telling is None or not (telling.annex or settings.PUBLIC_ADDRESS):
        return document
    return with_sources(document, origins(telling.user), settings.PUBLIC_ADDRESS, annex=telling.annex)


def telling_of(request: HttpRequest, kind: str) -> Telling:
    """As the address says or this browser remembers; the kinds named above have the annex by default."""
    return Telling(user_of(request), wants_sources(request, kind, default=kind in WITH_ANNEX))


__all__ = ["FORMS", "REPORT", "SELF", "Telling", "remembering", "telling_of", "told"]
