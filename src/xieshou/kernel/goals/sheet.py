"""Performance goals as declared before the year: one sheet of a project or of a department, and its indicators.

Values are text as typed; an empty text is not filled in, which is not zero. Money is exact, in yuan.
"""

from dataclasses import dataclass
from enum import StrEnum

from xieshou.kernel.checks.story import key
from xieshou.kernel.exact import ZERO, Exact, NotExactError
from xieshou.kernel.target import NONE_WRITTEN
from xieshou.kernel.text import normalise


class SheetKind(StrEnum):
    """Whose goals they are."""

    PROJECT = "project"  # 项目支出绩效目标
    DEPARTMENT = "department"  # 部门整体绩效目标


@dataclass(frozen=True, slots=True)
class GoalIndicator:
    """One indicator as typed.

    `sign` is the column 指标性质 (≥ > ≤ < = 定性) or empty; `unit` the column 度量单位 or empty; `points` plain decimal
    text or empty. `library_code` and `library_unit` are empty for an indicator that was not taken from the library.
    `year` is None where the row does not name one.
    """

    code: str
    level1: str
    level2: str
    name: str
    target: str = ""
    unit: str = ""
    sign: str = ""
    points: str = ""
    definition: str = ""
    data_owner: str = ""
    data_source: str = ""
    year: int | None = None
    library_code: str = ""
    library_unit: str = ""

    @property
    def key(self) -> str:
        """The name without blanks and punctuation, for telling whether two names are one."""
        return key(self.name)

    @property
    def points_value(self) -> Exact | None:
        """The points as a number; None when nothing, or no number, was typed."""
        try:
            return Exact.read(normalise(self.points))
        except NotExactError:
            return None

    @property
    def is_placeholder(self) -> bool:
        """Whether the row only says that the form's level does not apply: `无`, no target, no points."""
        blank = all(normalise(text) in NONE_WRITTEN or normalise(text) == "0" for text in (self.name, self.target))
        return blank and (self.points_value is None or self.points_value == ZERO)


@dataclass(frozen=True, slots=True)
class GoalSheet:
    """The goals of one project or department for one year.

    `offices` are the names under which the declaring office may own data; `budget` is in yuan, None when not known.
    `last_year` is the same project's sheet of the year before; `others` the office's other sheets of this year.
    """

    kind: SheetKind
    name: str
    year: int
    indicators: tuple[GoalIndicator, ...]
    offices: tuple[str, ...] = ()
    budget: Exact | None = None
    last_year: "GoalSheet | None" = None
    others: "tuple[GoalSheet, ...]" = ()

    @property
    def real(self) -> tuple[GoalIndicator, ...]:
        """The indicators that ask for something."""
        return tuple(one for one in self.indicators if not one.is_placeholder)
