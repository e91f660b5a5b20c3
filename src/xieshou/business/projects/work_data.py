"""What the rules of an office say, ready to be applied: warnings, acceptance lists, schedules to begin with."""

from dataclasses import dataclass

from xieshou.business.projects.models import Category
from xieshou.business.projects.rule_kinds import ACCEPTANCE, BY_POINTS, MAIN, SCHEDULES, WARNINGS, WHOLE, data
from xieshou.business.rules.api import InForce, RuleVersion, in_force

__all__ = ["WHOLE", "Item", "Rule", "Rules", "Step", "acceptance_list", "rules_of", "schedule_for"]


@dataclass(frozen=True)
class Rule:
    """One rule of warnings. `days` or `points` (percentage points), as its kind asks; the other is 0."""

    code: str
    kind: str
    words: str
    days: int
    points: int
    remedy: str
    version: RuleVersion | None = None


@dataclass(frozen=True)
class Rules:
    """All rules, and when a finished project's acceptance is due if nobody said so."""

    rules: tuple[Rule, ...]
    acceptance_within_days: int


@dataclass(frozen=True)
class Item:
    """One document of an acceptance list."""

    name: str
    is_required: bool


@dataclass(frozen=True)
class Step:
    """One node of a schedule to begin with; `at`: when it ends, in per cent of the project's time."""

    name: str
    order: int
    is_main: bool
    weight: int
    at: int


def rules_of(found: InForce) -> Rules:
    """The warnings of a version; those that are switched off are left out."""
    described = {one["code"]: one for one in data("warning_rules.yaml")["rules"]}
    rules = []
    for row in found.values["rules"]:
        code, number = row["code"], row["limit"]
        words = described[code]["words"].replace("{days}", str(number)).replace("{points}", str(number))
        days, points = (0, number) if code in BY_POINTS else (number, 0)
        if row["is_on"]:
            rules.append(Rule(code, described[code]["kind"], words, days, points, row["remedy"], found.version))
    return Rules(tuple(rules), found.values["acceptance_within_days"])


def warnings_for(owner_path: str) -> Rules:
    """The warnings in force for a unit."""
    return rules_of(in_force(WARNINGS, owner_path))


def acceptance_list(category: str, found: InForce) -> tuple[Item, ...]:
    """What the acceptance of a project of a category needs by a version, in order."""
    wanted = category if category in Category.values else Category.OTHER
    rows = [row for row in found.values["items"] if not row["categories"] or wanted in row["categories"]]
    return tuple(Item(row["name"], row["is_required"]) for row in rows)


def acceptance_rule(owner_path: str) -> InForce:
    """The list in force for a unit."""
    return in_force(ACCEPTANCE, owner_path)


def schedule_for(category: str, found: InForce) -> tuple[Step, ...]:
    """The schedule to begin with for a category, by a version."""
    chosen = {row["category"]: row["template"] for row in found.values["chosen"]}
    name = chosen.get(category, chosen[Category.OTHER])
    rows = [row for row in found.values["steps"] if row["template"] == name]
    return tuple(Step(one["name"], one["order"], one["line"] == MAIN, one["weight"], one["at"]) for one in rows)


def schedule_rule(owner_path: str) -> InForce:
    """The templates in force for a unit."""
    return in_force(SCHEDULES, owner_path)
