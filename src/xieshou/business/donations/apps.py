from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "xieshou.business.donations"
    label = "donations"
    verbose_name = "社会捐赠"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.donations.ledger import LEDGER  # noqa: PLC0415 apps load before their ledgers
        from xieshou.platform.ledger.api import register  # noqa: PLC0415

        register(LEDGER)
