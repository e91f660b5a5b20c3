"""The door of metrics: declare a figure, ask for it, freeze it, tell what it was made of."""

from xieshou.business.metrics.counting import Tally, counted
from xieshou.business.metrics.figures import Figure, figure, figure_of, version_on
from xieshou.business.metrics.freezing import Drift, arithmetic_of, drift, figure_freeze, scope_of, snapshot_take
from xieshou.business.metrics.models import Measure, Metric, MetricVersion, Snapshot
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.services import Declaration, metric_create, metric_revise
from xieshou.business.metrics.sight import check_may_see, may_see
from xieshou.business.metrics.sources import Field, FieldKind, Source, source_named, sources
from xieshou.business.metrics.sources import add as add_source
from xieshou.business.metrics.upkeep import rebuild, refresh_all, unwatch, watch

__all__ = [
    "Declaration",
    "Drift",
    "Field",
    "FieldKind",
    "Figure",
    "Measure",
    "Metric",
    "MetricVersion",
    "Scope",
    "Snapshot",
    "Source",
    "Tally",
    "add_source",
    "arithmetic_of",
    "check_may_see",
    "counted",
    "drift",
    "figure",
    "figure_freeze",
    "figure_of",
    "may_see",
    "metric_create",
    "metric_revise",
    "rebuild",
    "refresh_all",
    "scope_of",
    "snapshot_take",
    "source_named",
    "sources",
    "unwatch",
    "version_on",
    "watch",
]
