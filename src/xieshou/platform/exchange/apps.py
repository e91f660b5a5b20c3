from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "xieshou.platform.exchange"
    label = "exchange"
    verbose_name = "导入导出"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.lib.permission import Permission  # noqa: PLC0415 apps load before their helpers
        from xieshou.platform.exchange import applying, checking, exporting  # noqa: F401, PLC0415 handlers of jobs
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        rights = (Permission.RECORD_IMPORT, Permission.RECORD_EXPORT)
        add(Entry("资料", _("导入导出"), "exchange:list", "file-import", rights, 30))
