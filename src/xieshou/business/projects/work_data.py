"""The lists and rules that come as files: warnings, acceptance lists, schedules to begin with. Strict, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from xieshou.business.projects.models import Category
from xieshou.lib.problems import Invalid, Problem
from xieshou.lib.yaml_text import read_yaml

KINDS = ("stalled", "deadline", "no_update", "money_ahead", "work_ahead", "acceptance_overdue")
_BY_POINTS = {"money_ahead", "work_ahead"}
WHOLE = 100


@dataclass(frozen=True)
class Rule:
    """One rule. `days` or `points` (percentage points), as its kind asks; the other is 0."""

    code: str
    kind: str
    words: str
    days: int
    points: int
    remedy: str


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


def _read(name: str) -> Any:
    text = files("xieshou.business.projects").joinpath("data", name).read_text("utf-8")
    return read_yaml(text)


@cache
def warning_rules() -> Rules:
    """The rules in force."""
    return rules_from(_read("warning_rules.yaml"))


def rules_from(data: Mapping[str, Any]) -> Rules:
    """Rules out of plain data; raises `Invalid` with every mistake."""
    problems: list[Problem] = []
    rules = tuple(_rule(entry, problems) for entry in data["rules"])
    codes = [rule.code for rule in rules]
    problems += [Problem("代码重复", code) for code in sorted({code for code in codes if codes.count(code) > 1})]
    if problems:
        raise Invalid(*problems)
    return Rules(rules, int(data["acceptance_within_days"]))


def _rule(entry: Mapping[str, Any], problems: list[Problem]) -> Rule:
    code, kind = str(entry.get("code", "")), str(entry.get("kind", ""))
    where = f"规则 {code or '（没有代码）'}"
    if kind not in KINDS:
        problems.append(Problem(f"没有“{kind}”这种规则", where, "、".join(KINDS)))
    measure = "points" if kind in _BY_POINTS else "days"
    number = entry.get(measure)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        problems.append(Problem(f"{measure} 是 {number!r}", where, "不小于 0 的整数"))
        number = 0
    words = str(entry.get("words", "")).replace("{days}", str(number)).replace("{points}", str(number))
    days, points = (0, number) if measure == "points" else (number, 0)
    return Rule(code, kind, words, days, points, str(entry.get("remedy", "")))


@cache
def acceptance_list(category: str) -> tuple[Item, ...]:
    """What the acceptance of a project of a category needs, in order."""
    data = _read("acceptance_lists.yaml")
    entries = [*data["every"], *data["categories"].get(category, data["categories"][Category.OTHER])]
    return tuple(Item(entry["name"], bool(entry.get("required", True))) for entry in entries)


@cache
def schedule_for(category: str) -> tuple[Step, ...]:
    """The schedule to begin with for a category."""
    data = _read("milestone_templates.yaml")
    name = data["categories"].get(category, data["categories"][Category.OTHER])
    return tuple(
        Step(one["name"], one["order"], one["line"] == "main", one["weight"], one["at"])
        for one in data["templates"][name]
    )
