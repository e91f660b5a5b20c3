"""What assets add to the rest when they are loaded: ledgers, drafts on acceptance, endings of approvals, pages, menu."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.assets.ledgers import ASSETS, BENEFITS, HOUSEHOLDS, LEDGERS
from xieshou.business.assets.models import Asset
from xieshou.business.assets.money import worth_of
from xieshou.business.assets.services import titles
from xieshou.business.assets.services.drafting import assets_draft
from xieshou.business.assets.services.telling import DRAFTED
from xieshou.business.projects import api as projects
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.inbox.api import Category, category_add
from xieshou.platform.ledger.api import Way, register, way_add
from xieshou.platform.shell.navigation import Entry, add
from xieshou.platform.workflow.api import on_end

PANEL_ORDER = 72
SHOWN = 20


def wire() -> None:
    """Called once by the app's `ready`."""
    for ledger in LEDGERS:
        register(ledger)
    projects.accepted.add(assets_draft)
    category_add(Category(DRAFTED, _("待确权资产")))
    on_end(titles.MATTER, titles.ended)
    projects.panel_add(projects.Panel("assets", _("资产"), _panel, "assets/_panel.html", PANEL_ORDER))
    way_add(ASSETS.slug, lambda record: Way(_("确权与受益"), reverse("assets:asset", args=[record.pk]), "certificate"))
    way_add(HOUSEHOLDS.slug, lambda record: Way(_("户主与受益"), reverse("assets:household", args=[record.pk]), "user"))
    lapses = Entry(
        "业务台账", _("漏发迟发"), "assets:lapses", "alert-triangle", (Permission.RECORD_READ,), BENEFITS.order + 1
    )
    add(lapses)


def _panel(user: User, project: projects.Project) -> Mapping[str, Any] | None:
    """A project's assets on its page, beside what was spent; nothing before there are any."""
    rows = Asset.objects.filter(project_code=project.code).visible_to(user).select_related("holder")
    found = list(rows.order_by("code")[: SHOWN + 1])
    if not found:
        return None
    return {"assets": found[:SHOWN], "has_more": len(found) > SHOWN, "worth": worth_of(project)}
