from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    name = "xieshou.business.rules"
    label = "rules"
    verbose_name = _("业务规则")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.lib.permission import Permission  # noqa: PLC0415 models are ready only now
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("管理", _("业务规则"), "rules:list", "adjustments", (Permission.RULE_READ,), 42))
