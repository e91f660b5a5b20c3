"""What proposals, reviews, the library and yearly plans add when the app is loaded."""

from django.utils.translation import gettext_lazy as _

from xieshou.business.projects import panels, rule_kinds, sections, selectors, sheet
from xieshou.business.projects.services import planning, reviewing
from xieshou.lib.permission import Permission
from xieshou.platform.inbox import api as inbox
from xieshou.platform.shell import navigation, search
from xieshou.platform.workflow import api as workflow


def wire() -> None:
    """Called once by the app's `ready`."""
    inbox.category_add(
        inbox.Category(reviewing.SCORING, _("项目评审打分"), can_mute=False),
        inbox.Category(reviewing.DECISION, _("项目评审与入库结果")),
    )
    workflow.on_end(planning.KIND, planning.ended)
    search.add(_("项目"), selectors.projects_found)
    sheet.wire()
    rule_kinds.add_kinds()
    _menu()
    _sections()


def _menu() -> None:
    entry, read = navigation.Entry, (Permission.PROJECT_READ,)
    navigation.add(
        entry("项目资金", _("项目"), "projects:list", "clipboard-list", read, 10),
        entry("项目资金", _("项目库"), "projects:library", "stack-2", read, 11),
        entry("项目资金", _("年度计划"), "projects:plans", "calendar-event", read, 12),
    )


def _sections() -> None:
    add, panel = panels.add, panels.Panel
    add(panel("checks", _("申报检查"), sections.checks, "projects/library_checks.html", 15))
    add(panel("facts", _("基本情况"), sections.facts, "projects/library_facts.html", 10))
    add(panel("review", _("评审"), sections.reviews, "projects/review_rounds.html", 20))
    add(panel("proofs", _("证据"), sections.proofs, "projects/library_proofs.html", 90))
    add(panel("history", _("改动记录"), sections.history, "projects/library_history.html", 95))
