"""A place in a tree as one text: the ids from the root down, each in seven digits.

Digits only, so that every database orders it alike whatever its collation; a subtree is one range, so an ordinary
index answers "everything below". `0000012` is above `00000120000345`.
"""

from django.db.models import Q

WIDTH = 7


def step(identifier: int) -> str:
    """One step of a path."""
    if not 0 < identifier < 10**WIDTH:
        raise ValueError(f"an id in a path is between 1 and {10**WIDTH - 1}: {identifier}")
    return str(identifier).zfill(WIDTH)


def joined(parent: str, identifier: int) -> str:
    """The path of a child."""
    return parent + step(identifier)


def ids(path: str) -> list[int]:
    """The ids from the root down."""
    return [int(path[start : start + WIDTH]) for start in range(0, len(path), WIDTH)]


def upward(path: str) -> list[str]:
    """The path and those above it, the nearest first. An empty path has none."""
    return [path[:end] for end in range(len(path), 0, -WIDTH)]


def is_within(path: str, root: str) -> bool:
    """Whether `path` is `root` or below it. An empty path is nowhere."""
    return bool(path) and path.startswith(root)


def within(field: str, root: str) -> Q:
    """The rows whose path is `root` or below it, as a range that an index answers."""
    return Q(**{f"{field}__gte": root, f"{field}__lt": str(int(root) + 1).zfill(len(root))})


def is_path(text: str) -> bool:
    """Whether a text that came from outside is a path."""
    return text.isascii() and text.isdecimal() and len(text) % WIDTH == 0
