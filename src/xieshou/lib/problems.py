"""What a service refuses: every problem at once, each with its place and its remedy."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was entered.

    `where` names the field, or the sheet, row and column, as the person sees it; empty means the whole.
    `allowed` and `remedy` may be empty when `what` already says them.
    """

    what: str
    where: str = ""
    allowed: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}：{self.what}" if self.where else self.what]
        if self.allowed:
            parts.append(f"允许：{self.allowed}")
        if self.remedy:
            parts.append(self.remedy)
        return "。".join(parts)


class Invalid(Exception):
    """What was asked cannot be done as entered; nothing was changed. All problems at once."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            one if isinstance(one, Problem) else Problem(one) for one in problems
        )
        super().__init__("；".join(str(problem) for problem in self.problems))


class Refused(Exception):
    """The person may see this but may not do that; `why` names the missing right."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Difference:
    """One field that two people changed: its label, the value now stored, and the value entered."""

    field: str
    stored: str
    entered: str


class Stale(Exception):
    """The record was changed by someone else since it was opened; nothing was saved and both versions are told."""

    def __init__(self, *, by: str, differences: Iterable[Difference] = ()) -> None:
        self.by = by
        self.differences = tuple(differences)
        super().__init__(f"{by} 在您打开之后修改过这条记录")
