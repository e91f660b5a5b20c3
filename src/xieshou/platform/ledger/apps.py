from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "xieshou.platform.ledger"
    label = "ledger"
    verbose_name = "台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.platform.ledger import bulk, locks  # noqa: F401, PLC0415 the handler of jobs
        from xieshou.platform.ledger.closed_periods import closed  # noqa: PLC0415
        from xieshou.platform.ledger.moved import keys_follow  # noqa: PLC0415
        from xieshou.platform.ledger.selectors import records_found  # noqa: PLC0415 apps load before their helpers
        from xieshou.platform.registry.api import tell_of_moved_rows  # noqa: PLC0415
        from xieshou.platform.shell import search  # noqa: PLC0415

        locks.add(closed)
        tell_of_moved_rows(keys_follow)
        search.add("台账记录", records_found)
