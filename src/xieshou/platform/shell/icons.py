"""Tabler's outline icons that the pages use, as inline SVG (names: frontend/icons.txt, written to icons.json by its build)."""

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class UnknownIconError(KeyError):
    """No icon has this name; the message says where names are declared."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no icon {name!r}: add its name to frontend/icons.txt and run `npm run build` in frontend/")


@cache
def _shapes() -> dict[str, str]:
    return json.loads(Path(__file__).with_name("icons.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def icon_names() -> tuple[str, ...]:
    """Every icon there is, sorted."""
    return tuple(_shapes())


def icon_svg(name: str, *, label: str = "", css: str = "") -> SafeString:
    """The icon as SVG; without a label it is decoration that screen readers pass over. Raises UnknownIconError."""
    return _drawn(name, css) if not label else _svg(name, label, css)


@cache
def _drawn(name: str, css: str) -> SafeString:
    """Dozens on every page, and few kinds of them."""
    return _svg(name, "", css)


def _svg(name: str, label: str, css: str) -> SafeString:
    if name not in _shapes():
        raise UnknownIconError(name)
    paint = 'fill="currentColor"' if name.endswith("-filled") else 'fill="none" stroke="currentColor" stroke-width="2"'
    meaning = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon {}" width="24" height="24" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round" {} {}>{}</svg>',
        css,
        mark_safe(paint),  # our own constant
        mark_safe(meaning),  # escaped above
        mark_safe(_shapes()[name]),  # the build's own file
    )
