from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RectificationConfig(AppConfig):
    name = "xieshou.business.rectification"
    label = "rectification"
    verbose_name = "问题与整改"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.rectification.selectors import findings_found  # noqa: PLC0415 models are ready only now
        from xieshou.business.rectification.sheet import FindingSource, FindingTarget  # noqa: PLC0415
        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.exchange.api import add_source, add_target  # noqa: PLC0415
        from xieshou.platform.inbox.api import Category, category_add  # noqa: PLC0415
        from xieshou.platform.shell import search  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("绩效", _("问题整改"), "rectification:list", "list-check", (Permission.FINDING_READ,), 80))
        category_add(
            Category("rectification.finding", _("问题整改"), can_mute=False),
            Category("rectification.outcome", _("整改结果与超期")),
        )
        add_target(FindingTarget())
        add_source(FindingSource())
        search.add("问题与整改", findings_found)
