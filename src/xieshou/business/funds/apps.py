from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "xieshou.business.funds"
    label = "funds"
    verbose_name = "资金"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.funds import wiring  # noqa: PLC0415 models are ready only now

        wiring.wire()
