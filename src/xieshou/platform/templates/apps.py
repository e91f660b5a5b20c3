from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TemplatesConfig(AppConfig):
    name = "xieshou.platform.templates"
    label = "templates"
    verbose_name = "报表与文书模板"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.lib.permission import Permission  # noqa: PLC0415 apps load before their helpers
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("管理", _("报表与文书模板"), "templates:list", "file-text", (Permission.TEMPLATE_EDIT,), 45))
