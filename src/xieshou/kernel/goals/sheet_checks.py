"""Checks of a sheet as a whole: points, how many of each kind, the same twice, last year's copy, the other sheets."""

from collections.abc import Iterator, Sequence

from xieshou.kernel.checks.report import MISMATCH, QUESTION
from xieshou.kernel.checks.self_across import check_across
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.goals.finding import GoalFinding, Place, by_number, found
from xieshou.kernel.goals.limits import LintLimits
from xieshou.kernel.goals.reading import is_all, read_row, read_table
from xieshou.kernel.goals.sheet import GoalIndicator, GoalSheet, SheetKind
from xieshou.kernel.scheme import Item, Scheme
from xieshou.kernel.target import Target, TargetKind
from xieshou.kernel.text import normalise
from xieshou.kernel.wording import Words


def has_points(sheet: GoalSheet) -> bool:
    """Whether the sheet is one with points; the department's form may be without the column."""
    return sheet.kind is SheetKind.PROJECT or any(one.points.strip() for one in sheet.real)


def check_points(sheet: GoalSheet) -> Iterator[GoalFinding]:
    """G-POINTS: missing, no number, negative or zero."""
    for one in sheet.real if has_points(sheet) else ():
        value = one.points_value
        if value is not None and value > ZERO:
            continue
        shown = one.points.strip() or "（空）"
        what = Words(f"“{one.name}”：分值“{shown}”", f"“{one.name}”: points “{shown}”")
        yield found("G-POINTS", one.code, Place.POINTS, what)


def check_sums(sheet: GoalSheet, scheme: Scheme | None, limits: LintLimits) -> Iterator[GoalFinding]:
    """G-POINTS-SUM and G-LEVEL, by the scheme's groups where there is one, else by the sum of all points."""
    real = sheet.real
    if not real or not has_points(sheet) or any(one.points_value is None for one in real):
        return  # what is missing is told first
    if scheme is None or not scheme.groups():
        yield from _sum(real, limits.full_points, Words("各项指标", "all indicators"))
        return
    yield from _strays(real, scheme)
    yield from _groups(real, scheme.groups())


def _sum(indicators: Sequence[GoalIndicator], wanted: Exact, name: Words) -> Iterator[GoalFinding]:
    points = [value for one in indicators if (value := one.points_value) is not None]
    added = total(points)
    if added == wanted:
        return
    terms = " + ".join(sorted(value.text() for value in points))
    what = name + Words(
        f"分值 {terms} = {added}，应为 {wanted}", f": the points {terms} = {added}, they should be {wanted}"
    )
    yield found("G-POINTS-SUM", "", Place.SHEET, what, related=(one.code for one in indicators))


def _strays(real: Sequence[GoalIndicator], scheme: Scheme) -> Iterator[GoalFinding]:
    names = sorted(name for item in scheme.groups() for name in _level1(item))
    for one in real:
        if one.level1 not in names:
            allowed = "、".join(names)
            what = Words(
                f"“{one.name}”：一级指标“{one.level1}”，方案规定的是{allowed}",
                f"“{one.name}”: first level “{one.level1}”, the scheme has {allowed}",
            )
            yield found("G-LEVEL", one.code, Place.LEVEL1, what)


def _groups(real: Sequence[GoalIndicator], groups: Sequence[Item]) -> Iterator[GoalFinding]:
    """Each group against its points; satisfaction that does not apply leaves its points to the effects."""
    members = {item.code: [one for one in real if one.level1 in _level1(item)] for item in groups}
    spare = total([item.points for item in groups if not members[item.code] and _is_of(item, "满意")])
    for item in groups:
        own = members[item.code]
        if not own:
            continue  # whether there must be some is asked by G-TOO-FEW
        added = total([value for one in own if (value := one.points_value) is not None])
        is_moved = _is_of(item, "效益") and added == item.points + spare
        if not is_moved:
            yield from _sum(own, item.points, item.words)


def _level1(item: Item) -> tuple[str, ...]:
    return item.indicators.level1 if item.indicators is not None else ()


def _is_of(item: Item, word: str) -> bool:
    return all(word in name for name in _level1(item))


def check_counts(sheet: GoalSheet, limits: LintLimits) -> Iterator[GoalFinding]:
    """G-TOO-FEW: fewer indicators of a kind than there must be."""
    for word, fewest in limits.fewest:
        own = [one for one in sheet.real if word in one.level1 or word in one.level2]
        if len(own) < fewest:
            what = Words(
                f"{word}类指标 {len(own)} 个，至少 {fewest} 个", f"{len(own)} of the kind {word}, at least {fewest}"
            )
            yield found("G-TOO-FEW", "", Place.SHEET, what, related=(one.code for one in own))


def check_duplicates(sheet: GoalSheet) -> Iterator[GoalFinding]:
    """G-DUPLICATE: one name in several rows."""
    by_key: dict[str, list[GoalIndicator]] = {}
    for one in sheet.real:
        by_key.setdefault(one.key, []).append(one)
    for same in by_key.values():
        for one in same if len(same) > 1 else ():
            what = Words(
                f"“{one.name}”在本表出现 {len(same)} 次", f"“{one.name}” stands {len(same)} times in the sheet"
            )
            others = (other.code for other in same if other is not one)
            yield found("G-DUPLICATE", one.code, Place.NAME, what, related=others)


# --- last year ---


def check_copied(sheet: GoalSheet, limits: LintLimits) -> Iterator[GoalFinding]:
    """G-COPIED: as many targets equal to last year's as the limit says, or every text the same."""
    if sheet.last_year is None:
        return
    before = {one.key: one for one in sorted(sheet.last_year.real, key=lambda one: by_number(one.code))}
    pairs = [(one, before[one.key]) for one in sheet.real if one.key in before]
    same = [one for one, old in pairs if _is_kept(sheet, one, old)]
    is_whole = len(pairs) == len(sheet.real) > 1 and all(_is_same_text(*pair) for pair in pairs)
    if not is_whole and len(same) < limits.copied_from:
        return
    kept = [one for one, _ in pairs] if is_whole else same
    names = "、".join(sorted(f"“{one.name}” {one.target}" for one in kept))
    year, count = sheet.last_year.year, len(kept)
    what = Words(f"{count} 项指标值与 {year} 年相同：{names}", f"{count} targets are the same as in {year}: {names}")
    yield found("G-COPIED", "", Place.SHEET, what, related=(one.code for one in kept))


def _is_kept(sheet: GoalSheet, one: GoalIndicator, old: GoalIndicator) -> bool:
    """Whether the target stayed although it could have been set anew: 100 % and 0 cannot."""
    new, last = (read_row(indicator, sheet.year).target for indicator in (one, old))
    return new.means_same(last) and not _is_ceiling(new)


def _is_ceiling(target: Target) -> bool:
    amount = target.amount
    return amount is not None and (not amount.digits or is_all(amount))


def _is_same_text(one: GoalIndicator, old: GoalIndicator) -> bool:
    pairs = ((one.target, old.target), (one.unit, old.unit), (one.definition, old.definition))
    is_asked = read_row(one, 0).target.kind is not TargetKind.NOT_APPLICABLE
    return is_asked and all(normalise(new) == normalise(last) for new, last in pairs)


# --- the office's other sheets ---


def check_others(sheet: GoalSheet) -> Iterator[GoalFinding]:
    """G-ACROSS: one indicator with two targets, in the department's sheet and a project's."""
    by_code, table = {one.code: one for one in sheet.real}, read_table(sheet)
    for other in sheet.others:
        if other.kind is sheet.kind or other.year != sheet.year:
            continue
        theirs = {one.code: one for one in other.real}
        for unlike in check_across((table, read_table(other))):
            if unlike.verdict in (MISMATCH, QUESTION):
                own, their = by_code[unlike.spot.cell or ""], theirs[unlike.others[0].cell or ""]
                yield found("G-ACROSS", own.code, Place.TARGET, _unlike(own, their, other), related=(their.code,))


def _unlike(own: GoalIndicator, their: GoalIndicator, other: GoalSheet) -> Words:
    return Words(
        f"“{own.name}”：本表“{own.target}”，“{other.name}”表“{their.target}”",
        f"“{own.name}”: “{own.target}” here, “{their.target}” in “{other.name}”",
    )
