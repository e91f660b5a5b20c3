"""Stretches of time as pairs of minutes since 1970, the second not included. Pure."""

from collections.abc import Iterable

Interval = tuple[int, int]


def joined(stretches: Iterable[Interval], within: Interval) -> list[Interval]:
    """The same time without overlaps, in order, cut to a stretch."""
    found: list[Interval] = []
    for begin, end in sorted((max(begin, within[0]), min(end, within[1])) for begin, end in stretches):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def without(whole: list[Interval], taken: list[Interval]) -> list[Interval]:
    """What of joined stretches lies outside of other joined stretches."""
    left: list[Interval] = []
    for begin, end in whole:
        at = begin
        for first, last in taken:
            if last <= at or first >= end:
                continue
            if first > at:
                left.append((at, first))
            at = max(at, last)
        if at < end:
            left.append((at, end))
    return left


def minutes(stretches: Iterable[Interval]) -> int:
    """How long they are together."""
    return sum(end - begin for begin, end in stretches)
