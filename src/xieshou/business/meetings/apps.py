from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "xieshou.business.meetings"
    label = "meetings"
    verbose_name = "互访调研"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.meetings.ledger import LEDGER  # noqa: PLC0415 apps load before their ledgers
        from xieshou.platform.ledger.api import register  # noqa: PLC0415

        register(LEDGER)
