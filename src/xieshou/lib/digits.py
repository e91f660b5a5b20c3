"""Figures as people read them."""

import re

_PLAIN = re.compile(r"(-?)(0|[1-9]\d*)((?:\.\d+)?)", re.ASCII)


def grouped(text: str) -> str:
    """A number with its thousands apart, every digit kept: 12345.60 → 12,345.60. Anything else as it is."""
    found = _PLAIN.fullmatch(text)
    return f"{found[1]}{int(found[2]):,}{found[3]}" if found else text
