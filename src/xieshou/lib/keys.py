"""Keys of rows as they arrive in an address."""

MOST = 2**63 - 1


def key_of(text: str) -> int | None:
    """The key; None for anything that cannot be one, a number beyond what a database holds among it."""
    text = text.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:
        return None
    number = int(text)
    return number if number <= MOST else None
