"""Training records and metrics over them."""

from datetime import date
from typing import Any

from tests.factories.world import World
from xieshou.business.metrics.api import Declaration, Measure, Metric, MetricVersion, Scope, metric_create
from xieshou.business.talent.api import LEDGER
from xieshou.platform.ledger.api import LedgerRecord, record_create

YEAR = Scope.of_year(2020)


def training(world: World, title: str = "教师培训", persons: int = 50, **cells: Any) -> LedgerRecord:
    """One training session, of the first county unless said otherwise."""
    values = {"title": title, "owner": world.county_a.pk, "persons": persons, "is_counted": "是", **cells}
    values.setdefault("occurred_on", "2020-05-10")
    return record_create(
        actor=world.clerk_a if values["owner"] == world.county_a.pk else world.clerk_b, ledger=LEDGER, values=values
    )


def declared(**asked: Any) -> Declaration:
    """People trained, unless said otherwise."""
    base: dict[str, Any] = {"measure": Measure.SUM.value, "definition": "当年举办的培训人次", "unit": "人次"}
    return Declaration(**{**base, "source": LEDGER.slug, "field": "persons", **asked})


def metric(world: World, code: str = "persons", **asked: Any) -> Metric:
    """A metric of the business manager."""
    return metric_create(actor=world.division_manager, code=code, name=f"指标 {code}", declaration=declared(**asked))


def only_version(one: Metric) -> MetricVersion:
    """The version of a metric that has one."""
    return one.versions.get()


def in_year(owner_path: str = "", place_path: str = "") -> Scope:
    """2020, within paths."""
    return Scope(date(2020, 1, 1), date(2020, 12, 31), owner_path, place_path)
