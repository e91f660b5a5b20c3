"""The sections of a project's page. This app and those above it (money, evaluation, …) each add their own when they load."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from xieshou.business.projects.models import Project
from xieshou.platform.accounts.api import User

# (user, project) → what the template needs, or None when there is nothing for this person
Content = Callable[[User, Project], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One section: `slug` is its anchor in the page, `template` draws the card, `order` places it.

    Orders in use: 10 基本情况, 20 评审, 30 资金, 40 合同, 50 节点与进度, 60 变更, 70 验收, 80 绩效, 90 证据, 95 改动记录.
    The template gets the content, and `project`, `user`, `panel`.
    """

    slug: str
    label: str | Promise
    content: Content
    template: str
    order: int = 50


@dataclass(frozen=True)
class Shown:
    """A section as one person sees it."""

    panel: Panel
    context: Mapping[str, Any]


_PANELS: dict[str, Panel] = {}


def add(panel: Panel) -> None:
    """Adds a section, once; one slug with two meanings is refused."""
    if _PANELS.setdefault(panel.slug, panel) != panel:
        raise ValueError(f"project panel {panel.slug} is declared twice")


def of(user: User, project: Project) -> list[Shown]:
    """The sections of one project for one person, in order."""
    shown = []
    for panel in sorted(_PANELS.values(), key=lambda one: one.order):
        context = panel.content(user, project)
        if context is not None:
            shown.append(Shown(panel, context))
    return shown
