from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChainConfig(AppConfig):
    name = "xieshou.insight.chain"
    label = "chain"
    verbose_name = "全链追溯"

    def ready(self) -> None:
        from xieshou.business.projects.api import Panel, panel_add  # noqa: PLC0415 models are ready only now
        from xieshou.insight.chain import listing  # noqa: PLC0415
        from xieshou.insight.chain.panel import project_panel  # noqa: PLC0415
        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        rights = (Permission.PROJECT_READ, Permission.FUND_READ)
        add(Entry("项目资金", _("全链追溯"), "chain:index", "link", rights, 80))
        panel_add(Panel("chain", _("全链追溯"), project_panel, "chain/_panel.html", 85))
        listing.connect()
