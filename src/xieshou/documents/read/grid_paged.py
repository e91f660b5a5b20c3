"""Places of a text taken from a PDF, told by page: the lines of that text are nobody's but ours."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from xieshou.kernel.reading import ReadFile, Spot

T = TypeVar("T")


def paged(read: ReadFile, text: str) -> ReadFile:
    """The same with pages for lines; pages are parted by form feeds."""
    firsts, line = [1], 1
    for page in text.split("\f")[:-1]:
        line += page.count("\n")
        firsts.append(line)
    return _moved(read, firsts)


def _moved(value: T, firsts: Sequence[int]) -> T:
    """A value with every place in it moved."""
    if isinstance(value, Spot):
        page = None if value.line is None else bisect_right(firsts, value.line)
        return replace(value, line=None, page=page)
    if isinstance(value, tuple):
        return type(value)(_moved(one, firsts) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _moved(getattr(value, one.name), firsts) for one in fields(value)})
    return value
