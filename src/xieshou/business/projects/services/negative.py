"""The negative list: clauses, laid down by the office, that a project may not meet unless a decider exempts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from xieshou.business.projects.models import NegativeExemption, Project
from xieshou.business.projects.rule_kinds import NEGATIVE
from xieshou.business.rules.api import Book, InForce, in_force
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
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


def rule_for(project: Project, book: Book | None = None) -> InForce:
    """The list in force for the project's unit today; `book` where many projects are asked for."""
    return book.of(project.owner_path) if book is not None else in_force(NEGATIVE, project.owner_path)


def clauses(rule: InForce) -> tuple[Clause, ...]:
    """The clauses of a version of the list."""
    return tuple(_clause(row) for row in rule.values["clauses"])


def _clause(row: Mapping[str, Any]) -> Clause:
    listed = {name: tuple(row[name]) for name in ("words", "unless", "categories")}
    return Clause(**{**row, **listed})


def hits_in(listed: Sequence[Clause], category: str, *texts: str) -> list[Hit]:
    """The clauses that texts of a project of a category meet."""
    said = "\n".join("".join(text.split()) for text in texts)
    found = []
    for clause in listed:
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


def hits(project: Project, rule: InForce | None = None) -> list[Hit]:
    """The clauses the project meets, with what was decided about each."""
    exempted = {one.clause: one for one in project.exemptions.select_related("exempted_by", "rule__owner")}
    listed = clauses(rule if rule is not None else rule_for(project))
    found = hits_in(listed, project.category, project.name, project.content, project.basis)
    return [Hit(hit.clause, hit.words, exempted.get(hit.clause.code)) for hit in found]


def blocking(project: Project, book: Book | None = None) -> list[Problem]:
    """Every hit that nobody has exempted, with the rule and its version."""
    rule = rule_for(project, book)
    return [
        Problem(
            f"命中负面清单“{hit.clause.title}”：{hit.clause.says}（出现“{'、'.join(hit.words)}”）",
            "负面清单",
            f"符合{rule.named}",
            f"改正内容，或由有“{Permission.PROJECT_DECIDE.label}”权限的人写明理由豁免",
        )
        for hit in hits(project, rule)
        if hit.blocks
    ]


@transaction.atomic
def negative_exempt(*, actor: User, project: Project, clause: str, reason: str) -> NegativeExemption:
    """Lets the project pass a clause, for a reason that stays in its history."""
    if not actor.may(Permission.PROJECT_DECIDE, project):
        raise Refused(f"您没有在此“{Permission.PROJECT_DECIDE.label}”的权限")
    rule = rule_for(project)
    hit = next((one for one in hits(project, rule) if one.clause.code == clause), None)
    problems = [] if reason.strip() else [Problem("没有填", "理由", remedy="写明为什么可以，依据是什么")]
    if hit is None:
        problems.append(Problem("项目没有命中这一条", "负面清单"))
    if problems or hit is None:
        raise Invalid(*problems)
    exemption, _ = NegativeExemption.objects.update_or_create(
        project=project,
        clause=clause,
        defaults={"reason": reason.strip()[:500], "exempted_by": actor, "rule": rule.version},
    )
    change = audit.Change("负面清单", f"命中“{hit.clause.title}”（{rule.named}）", "豁免")
    audit.record(actor=actor, action="project.exempt", target=project, changes=[change], reason=reason.strip())
    return exemption
