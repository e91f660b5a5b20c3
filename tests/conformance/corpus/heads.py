"""Documents without a fault, every page of them with running heads and feet: what is found in them is false."""

from collections.abc import Iterator
from random import Random

from tests.conformance.corpus.accounts import document, published
from tests.conformance.corpus.forms import FORMS, as_document
from tests.conformance.corpus.measure import BAD
from tests.conformance.corpus.pages import Pages, any_pages
from tests.conformance.corpus.paper import clean_paper
from tests.conformance.corpus.plain import Style, as_text
from tests.conformance.corpus.prose import report
from tests.conformance.corpus.reports import documents
from xieshou.documents.document import Document
from xieshou.documents.read.text_file import read_text
from xieshou.kernel.checks import check


def false_findings(style: Style, count: int, seed: str = "heads") -> Iterator[str]:
    """What is wrongly found in so many tables; in a third as many texts, a tenth as many accounts and reports."""
    for number in range(count):
        random = Random(f"{style}-{seed}-{number}")
        form = FORMS[number % len(FORMS)]
        yield from _found(as_document(clean_paper(random, full=form.full), form), style, random, form.id)
        if not number % 3:
            yield from _found(report(random, []), style, random, "text")
        if number % 10 == 5:
            yield from _added(document(published()), style, random, "accounts")
            name = list(documents())[number // 10 % len(documents())]
            yield from _added(documents()[name], style, random, f"report {name}")


def _found(one: Document, style: Style, random: Random, name: str) -> Iterator[str]:
    pages = any_pages(random)
    found = _named(as_text(one, style, random, pages))
    yield from (f"{text} ({name} {style}: {pages})" for text in sorted(found))


def _added(one: Document, style: Style, random: Random, name: str) -> Iterator[str]:
    """What heads add to the findings of a published document, in lines as wide."""
    pages, state = any_pages(random, has_numbers=name == "accounts"), random.getstate()
    plain = _named(as_text(one, style, random, Pages((), (), "")))
    random.setstate(state)
    found = _named(as_text(one, style, random, pages)) - plain
    yield from (f"{text} ({name} {style}: {pages})" for text in sorted(found))


def _named(text: str) -> set[str]:
    """Findings by code and words; indicators far above their targets are named together, in words that vary."""
    found = [one for one in check([read_text(text, "document.txt")]) if one.verdict in BAD]
    return {one.code if one.code == "SE-OVER" else f"{one.code} {one.explanation}" for one in found}
