from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    name = "xieshou.platform.service"
    label = "service"
    verbose_name = "平台自证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.platform.service.services import READ  # noqa: PLC0415 models are ready only now
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("管理", _("平台运行自证"), "service:page", "gauge", READ, 85))
