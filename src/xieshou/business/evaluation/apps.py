from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    name = "xieshou.business.evaluation"
    label = "evaluation"
    verbose_name = "绩效"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.evaluation import wiring  # noqa: PLC0415 models are ready only now
        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("绩效", _("绩效管理"), "evaluation:list", "target", (Permission.PERFORMANCE_READ,), 30))
        wiring.connect()
