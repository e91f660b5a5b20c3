from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    name = "xieshou.business.assets"
    label = "assets"
    verbose_name = _("资产与受益")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.assets.wiring import wire  # noqa: PLC0415 models are ready only now

        wire()
