from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "xieshou.business.metrics"
    label = "metrics"
    verbose_name = "取数指标"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.metrics import own_sources  # noqa: PLC0415 models are ready only now
        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        own_sources.connect()
        add(Entry("绩效", _("取数指标"), "metrics:list", "chart-bar", (Permission.RECORD_READ,), 60))
