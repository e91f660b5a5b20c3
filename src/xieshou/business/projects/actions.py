"""What a person may do with a project now: the buttons of its page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models import Project, Stage
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User

Words = str | Promise


@dataclass(frozen=True)
class Action:
    """One button: a link to the page that asks what is needed."""

    label: Words
    url: str
    icon: str
    is_main: bool = False


_EDIT, _DECIDE = Permission.PROJECT_EDIT, Permission.PROJECT_DECIDE
# in which stage, with which right: label, address, icon, whether it is the main one
_OFFERS: dict[Stage, tuple[tuple[Permission, Words, str, str, bool], ...]] = {
    Stage.DRAFT: (
        (_EDIT, _("删除草稿"), "discard", "trash", False),
        (_EDIT, _("修改"), "edit", "edit", False),
        (_EDIT, _("申报"), "propose", "send", True),
    ),
    Stage.RETURNED: (
        (_DECIDE, _("不予入库"), "refuse", "ban", False),
        (_EDIT, _("修改"), "edit", "edit", False),
        (_EDIT, _("重新申报"), "propose", "send", True),
    ),
    Stage.PROPOSED: (
        (_EDIT, _("撤回"), "withdraw", "arrow-back-up", False),
        (_DECIDE, _("不予入库"), "refuse", "ban", False),
        (_DECIDE, _("开始评审"), "review_open", "users", True),
    ),
    Stage.IN_LIBRARY: (
        (_DECIDE, _("调出项目库"), "refuse", "ban", False),
        (_EDIT, _("更新成熟度"), "maturity", "gauge", False),
    ),
}


def actions_for(user: User, project: Project) -> list[Action]:
    """The buttons, in order; copying is offered to whoever may propose anything."""
    offered = []
    if user.may(_EDIT):
        offered.append(Action(_("复制为新项目"), reverse("projects:copy", args=[project.pk]), "copy"))
    for right, label, name, icon, is_main in _OFFERS.get(Stage(project.stage), ()):
        if user.may(right, project):
            offered.append(Action(label, reverse(f"projects:{name}", args=[project.pk]), icon, is_main))
    return offered
