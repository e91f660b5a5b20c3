"""The figures of the year that records stand behind, as metrics over the ledgers."""

from collections.abc import Mapping
from typing import Any

from xieshou.business.metrics.api import Declaration, Metric, metric_create
from xieshou.config.demo_year.cast import Cast
from xieshou.config.demo_year.published import Year
from xieshou.platform.registry.api import Region


def measure(year: Year, cast: Cast) -> str:
    """Declares each metric once; what it gives is checked by a test against the published figure."""
    known = set(Metric.objects.values_list("code", flat=True))
    for one in year.metrics:
        if one["code"] not in known:
            metric_create(
                actor=cast.head, code=one["code"], name=one["name"], declaration=_declaration(year, one), is_demo=True
            )
    return f"取数指标 {len(year.metrics)} 个（由台账逐条加总）"


def _declaration(year: Year, one: Mapping[str, Any]) -> Declaration:
    return Declaration(
        measure="sum",
        definition=f"{year.year} 年{one['name']}：台账中计入合计的记录之和，公布 {one['value']} {one['unit']}，"
        f"{year.source(one['line'])}",
        unit=one["unit"],
        source=one["source"],
        field=one["field"],
        filters=list(_filters(one)),
    )


def _filters(one: Mapping[str, Any]) -> Any:
    if "place" in one:
        yield {"field": "place_id", "op": "eq", "value": Region.objects.get(code=one["place"], valid_to=None).pk}
    for name in ("kind", "title"):
        if name in one:
            yield {"field": name, "op": "eq", "value": one[name]}
