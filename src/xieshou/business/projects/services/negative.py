"""The negative list: clauses (data/negative_list.yaml) that a project may not meet unless a decider exempts it."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import transaction

from xieshou.business.projects.models import NegativeExemption, Project
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit


@dataclass(frozen=True)
class Clause:
    """One clause in our own words. Empty `categories`: all. `is_text_at_hand`: checked against the official text."""

    code: str
    title: str
    says: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    categories: tuple[str, ...]
    source: str
    is_text_at_hand: bool


@dataclass(frozen=True)
class Hit:
    """A clause met, the words that met it, and the exemption when there is one."""

    clause: Clause
    words: tuple[str, ...]
    exemption: NegativeExemption | None = None

    @property
    def blocks(self) -> bool:
        return self.exemption is None


@cache
def clauses() -> tuple[Clause, ...]:
    """The list as the office has it."""
    text = files("xieshou.business.projects").joinpath("data/negative_list.yaml").read_text("utf-8")
    return tuple(_clause(entry) for entry in read_yaml(text)["clauses"])


def _clause(entry: dict[str, Any]) -> Clause:
    listed = {name: tuple(entry[name]) for name in ("words", "unless", "categories")}
    return Clause(**{**entry, **listed})


def hits_in(category: str, *texts: str) -> list[Hit]:
    """The clauses that texts of a project of a category meet."""
    said = "\n".join("".join(text.split()) for text in texts)
    found = []
    for clause in clauses():
        if clause.categories and category not in clause.categories:
            continue
        words = tuple(word for word in clause.words if word in _without(said, clause.unless))
        if words:
            found.append(Hit(clause, words))
    return found


def _without(said: str, allowed: tuple[str, ...]) -> str:
    """The text with what the clause allows cut out, so that `教师周转` does not excuse an office building beside it."""
    for word in allowed:
        said = said.replace(word, "\n")
    return said


def hits(project: Project) -> list[Hit]:
    """The clauses the project meets, with what was decided about each."""
    exempted = {one.clause: one for one in project.exemptions.select_related("exempted_by")}
    found = hits_in(project.category, project.name, project.content, project.basis)
    return [Hit(hit.clause, hit.words, exempted.get(hit.clause.code)) for hit in found]


def blocking(project: Project) -> list[Problem]:
    """Every hit that nobody has exempted."""
    return [
        Problem(
            f"命中负面清单“{hit.clause.title}”：{hit.clause.says}（出现“{'、'.join(hit.words)}”）",
            "负面清单",
            remedy=f"改正内容，或由有“{Permission.PROJECT_DECIDE.label}”权限的人写明理由豁免",
        )
        for hit in hits(project)
        if hit.blocks
    ]


@transaction.atomic
def negative_exempt(*, actor: User, project: Project, clause: str, reason: str) -> NegativeExemption:
    """Lets the project pass a clause, for a reason that stays in its history."""
    if not actor.may(Permission.PROJECT_DECIDE, project):
        raise Refused(f"您没有在此“{Permission.PROJECT_DECIDE.label}”的权限")
    hit = next((one for one in hits(project) if one.clause.code == clause), None)
    problems = [] if reason.strip() else [Problem("没有填", "理由", remedy="写明为什么可以，依据是什么")]
    if hit is None:
        problems.append(Problem("项目没有命中这一条", "负面清单"))
    if problems or hit is None:
        raise Invalid(*problems)
    exemption, _ = NegativeExemption.objects.update_or_create(
        project=project, clause=clause, defaults={"reason": reason.strip()[:500], "exempted_by": actor}
    )
    change = audit.Change("负面清单", f"命中“{hit.clause.title}”", "豁免")
    audit.record(actor=actor, action="project.exempt", target=project, changes=[change], reason=reason.strip())
    return exemption
