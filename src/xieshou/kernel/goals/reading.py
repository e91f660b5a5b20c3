"""Goals as declared, read by the kernel: the rows that every check looks at."""

from dataclasses import dataclass

from xieshou.kernel.checks.indicator import Row, row
from xieshou.kernel.goals.finding import GoalFinding, Place, by_number, found
from xieshou.kernel.goals.limits import LintLimits
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.goals.sheet import GoalIndicator, GoalSheet, SheetKind
from xieshou.kernel.quantity import Quantity
from xieshou.kernel.reading import IndicatorLine, ReadTable, Seen, Spot, TableKind
from xieshou.kernel.wording import Words


@dataclass(frozen=True, slots=True)
class Declared:
    """One indicator of a sheet with its row as read."""

    indicator: GoalIndicator
    row: Row
    sheet: GoalSheet
    limits: LintLimits

    @property
    def levels(self) -> str:
        """Both levels, for looking up a word."""
        return f"{self.indicator.level1} {self.indicator.level2}"

    @property
    def is_cost(self) -> bool:
        """Whether it stands among the costs."""
        return "成本" in self.levels

    def found(self, code: str, place: Place, what: Words, severity: Severity | None = None) -> GoalFinding:
        """A finding on this indicator, its name first."""
        name = self.indicator.name
        named = Words(f"“{name}”：", f"“{name}”: ") + what
        return found(code, self.indicator.code, place, named, severity=severity)


def declared(indicator: GoalIndicator, sheet: GoalSheet, limits: LintLimits) -> Declared:
    """An indicator of a sheet, read."""
    return Declared(indicator, read_row(indicator, sheet.year), sheet, limits)


def read_row(indicator: GoalIndicator, year: int, actual: str | None = None) -> Row:
    """The row of an indicator; `actual` is a value reached, in the same notation as the target. Never raises."""
    spot = Spot(cell=indicator.code)
    return row(ReadTable(TableKind.GOALS, "", spot, year=year), _line(indicator, actual))


def read_table(sheet: GoalSheet) -> ReadTable:
    """A sheet as the checks of published tables read one, in order of codes; the place of a row is its code."""
    kind = TableKind.GOALS if sheet.kind is SheetKind.DEPARTMENT else TableKind.PROJECT_SELF
    spot = Spot(sheet=sheet.name)
    lines = tuple(_line(one) for one in sorted(sheet.real, key=lambda one: (by_number(one.code), one.target)))
    return ReadTable(kind, "", spot, year=sheet.year, name=Seen(sheet.name, spot), indicators=lines)


def _line(indicator: GoalIndicator, actual: str | None = None) -> IndicatorLine:
    spot = Spot(cell=indicator.code)
    return IndicatorLine(
        indicator.level1,
        indicator.level2,
        Seen(indicator.name, spot),
        target=Seen(indicator.target, spot),
        actual=None if actual is None else Seen(actual, spot),
        points=Seen(indicator.points, spot),
        unit=Seen(indicator.unit, spot),
        nature=Seen(indicator.sign, spot),
    )


def amount_text(amount: Quantity | None, per: Quantity | None = None) -> str:
    """An amount with its period: `16 次/月`."""
    return str(amount) if per is None else f"{amount}/{str(per).removeprefix('1 ')}"


def is_all(amount: Quantity | None) -> bool:
    """Whether it is 100 %: a share cannot be more, so its direction is clear and it cannot be raised."""
    return amount is not None and amount.unit == "%" and amount.rational() == (100, 1)
