from django.apps import AppConfig


class TalentConfig(AppConfig):
    name = "xieshou.business.talent"
    label = "talent"
    verbose_name = "人才培训"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.talent.ledger import LEDGER  # noqa: PLC0415 apps load before their ledgers
        from xieshou.platform.ledger.api import register  # noqa: PLC0415

        register(LEDGER)
