from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "xieshou.platform.jobs"
    label = "jobs"
    verbose_name = "后台任务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415 apps load before their helpers

        add(Entry("工作台", _("后台任务"), "jobs:list", "clock", (), 40))
