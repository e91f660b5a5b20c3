"""From published values to the facts a scheme asks for: units converted, bounds kept, all problems at once."""

from collections.abc import Iterable
from typing import Protocol

from xieshou.kernel.actual import ActualKind, read_actual
from xieshou.kernel.evaluate import Value
from xieshou.kernel.evaluation import Evaluation, FundRowKind, Published
from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.lower import FactSpec
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX
from xieshou.kernel.quantity import Quantity, Unread, read_quantity
from xieshou.kernel.rules.base import FactDeclaration
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.strict import LoadError, Place, Problem
from xieshou.kernel.units import UnitError

_FUND_FACTS = ("initial", "budget", "executed")
_ABSENT = frozenset({ActualKind.NOT_PROVIDED, ActualKind.NOT_APPLICABLE, ActualKind.CANCELLED})


class Problems:
    """Collects problems of one evaluation, each at its path."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Problem] = []

    def add(self, path: str, what: str, remedy: str, line: int | None = None, *, zh: str = "") -> None:
        """Record one problem; `zh` says it in Chinese."""
        self._found.append(Problem(Place(self._file, line or 1, path), what, remedy, zh))

    def finish(self) -> None:
        """Raise all of them, or return."""
        if self._found:
            raise LoadError(self._found)


class _Placed(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def at(self) -> int: ...


def file_line(entry: _Placed) -> int:
    """The line in the data file; the published line for an entry that was not read from a file."""
    return entry.at or entry.line


def read_facts(
    scheme: Scheme, specs: Iterable[FactSpec], evaluation: Evaluation, problems: Problems
) -> dict[str, Value | None]:
    """Every fact the scheme uses. A fact that is not there is a problem; one published as missing is None."""
    published = {**_fund_facts(evaluation), **evaluation.facts}
    found: dict[str, Value | None] = {}
    for spec in specs:
        if spec.name.startswith(NOT_APPLICABLE_PREFIX):
            mark = published.get(spec.name)
            found[spec.name] = Value(Exact(1) if mark and mark.value == "1" else ZERO, "")
            continue
        declared = scheme.facts[spec.name]
        given = published.get(spec.name)
        if given is None:
            remedy = f"Add 'facts: {{{spec.name}: {{value: …, line: …}}}}'" + (
                f" in {declared.unit}" if declared.unit else ""
            )
            problems.add(
                f"facts.{spec.name}",
                f"the fact '{spec.name}' ({declared.words.zh}) is missing",
                remedy,
                zh=f"缺少事实“{declared.words.zh}”（{spec.name}）",
            )
        else:
            found[spec.name] = _read(declared, given, problems)
    return found


def _fund_facts(evaluation: Evaluation) -> dict[str, Published]:
    row = next((row for row in evaluation.funds if row.row is FundRowKind.TOTAL), None)
    if row is None:
        return {}
    texts = {"initial": row.initial, "budget": row.budget, "executed": row.executed}
    unit = evaluation.amount_unit or ""
    return {
        name: Published(text, row.line, unit, at=row.at) for name in _FUND_FACTS if (text := texts[name]) is not None
    }


def _read(declared: FactDeclaration, given: Published, problems: Problems) -> Value | None:
    if read_actual(given.value).kind in _ABSENT:
        return None
    path = f"facts.{declared.name}"
    quantity = read_quantity(given.value + given.unit)
    if isinstance(quantity, Unread):
        wanted = f"a number in {declared.unit}" if declared.unit else "a number"
        problems.add(
            path,
            f"'{given.value}{given.unit}' cannot be read ({quantity.reason.value.replace('-', ' ')})",
            f"Write {wanted}",
            file_line(given),
            zh=f"“{given.value}{given.unit}”读不成数，请写数字和单位",
        )
        return None
    number = _in_unit(declared, quantity, path, given, problems)
    if number is None:
        return None
    _check_bounds(declared, number, path, given, problems)
    return Value(
        number, f"{given.value.strip()} {quantity.unit}".strip() if quantity.unit not in given.value else given.value
    )


def _in_unit(
    declared: FactDeclaration, quantity: Quantity, path: str, given: Published, problems: Problems
) -> Exact | None:
    unit = quantity.unit or declared.unit
    try:
        converted = Quantity(quantity.digits, quantity.places, unit)
        num, den = converted.rational()
        if unit != declared.unit:
            num, den = converted.in_unit(declared.unit).rational()
        return Exact(num, den)
    except UnitError:
        wanted = declared.unit or "no unit"
        problems.add(
            path,
            f"'{given.value}{given.unit}' has the unit {unit}, the scheme asks for {wanted}",
            f"Give it in {wanted}",
            file_line(given),
            zh=f"“{given.value}{given.unit}”的单位是 {unit}，方案要 {wanted}",
        )
        return None


def _check_bounds(declared: FactDeclaration, number: Exact, path: str, given: Published, problems: Problems) -> None:
    if not declared.low <= number <= declared.high:
        problems.add(
            path,
            f"{number} lies outside {declared.low} to {declared.high}",
            "Correct it, or widen the fact's bounds",
            file_line(given),
            zh=f"{number} 不在 {declared.low} 到 {declared.high} 之内，请改正，或放宽该事实的范围",
        )
    if Exact(number.scaled(declared.places), 10**declared.places) != number:
        problems.add(
            path,
            f"{number} has more than {declared.places} decimals",
            "Round it as published, or raise the fact's 'places'",
            file_line(given),
            zh=f"{number} 多于 {declared.places} 位小数，请按公布的取整，或加大 places",
        )
