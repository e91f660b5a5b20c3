from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "xieshou.insight.areas"
    label = "areas"
    verbose_name = "受援地档案"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.insight.areas import ledgers, money, published, records, sections  # noqa: PLC0415 models are ready only now
        from xieshou.insight.areas.panel import area_panel  # noqa: PLC0415
        from xieshou.platform.registry.api import add_to_region_page  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("资料", _("受援地档案"), "areas:index", "map-pin", (), 23))
        sections.add(published.published_figures)
        sections.add(money.money_of_years)
        sections.add(ledgers.ledger_sums)
        sections.add(records.records_here)
        sections.add(records.records_without_evidence)
        add_to_region_page(area_panel)
