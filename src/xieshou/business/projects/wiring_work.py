"""What contracts, milestones, changes, acceptance and settlement add when the app is loaded: sections, menu, categories."""

from django.utils.translation import gettext_lazy as _

from xieshou.business.projects import duties, effects, panels_work
from xieshou.business.projects.contract_sheet import ContractSource, ContractTarget
from xieshou.business.projects.effect_checks import own_effects
from xieshou.business.projects.services import accepting
from xieshou.business.projects.services.changing import MATTER, change_decided
from xieshou.lib.permission import Permission
from xieshou.platform.exchange.api import add_source, add_target
from xieshou.platform.inbox.api import Category, category_add
from xieshou.platform.shell.navigation import Entry, add
from xieshou.platform.workflow.api import on_end

_READ = (Permission.PROJECT_READ,)


def wire() -> None:
    """Called once by the app's `ready`."""
    effects.add(own_effects)
    on_end(MATTER, change_decided)
    add_target(ContractTarget())
    add_source(ContractSource())
    category_add(
        Category(duties.BOND, _("履约保证到期"), can_mute=False),
        Category(duties.WARNING, _("项目预警"), can_mute=True),
        Category(accepting.CATEGORY, _("验收"), can_mute=False),
    )
    panels_work.add_all()
    add(
        Entry("项目资金", _("合同台账"), "projects:contracts", "file-text", _READ, 40),
        Entry("项目资金", _("项目预警"), "projects:warnings", "alert-triangle", _READ, 45),
        Entry("项目资金", _("验收"), "projects:acceptances", "clipboard-check", _READ, 50),
        Entry("项目资金", _("结算决算"), "projects:settlements", "scale", _READ, 55),
    )
