from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "xieshou.platform.audit"
    label = "audit"
    verbose_name = "审计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.lib.permission import Permission  # noqa: PLC0415 apps load before their helpers
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("管理", _("审计日志"), "audit:log", "history", (Permission.AUDIT_READ,), 80))
