"""Keys of rows and years as they arrive in an address or a form."""

from collections.abc import Iterable

MOST = 2**63 - 1
YEARS = range(1990, 2201)


def key_of(text: str) -> int | None:
    """The key; None for anything that cannot be one, a number beyond what a database holds among it."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:
        return None
    number = int(text)
    return number if number <= MOST else None


def keys_of(texts: Iterable[str]) -> list[int]:
    """The keys among what was ticked; what cannot be one is left out."""
    return [key for text in texts if (key := key_of(text)) is not None]


def year_of(text: str) -> int | None:
    """The year; None for anything that is no year of this field's time."""
    number = key_of(text)
    return number if number in YEARS else None
