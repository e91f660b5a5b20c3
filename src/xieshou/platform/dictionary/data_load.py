"""Loading the indicators and code sets that come with the package. Safe to repeat; what an office changed stays."""

import re
from importlib.resources import files
from typing import Any

from django.db import transaction

from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.dictionary.codes import code_set_create
from xieshou.platform.dictionary.models import CodeEntry, CodeSet, Figure, Indicator
from xieshou.platform.dictionary.services import figure_add, indicator_create, indicator_revise
from xieshou.platform.registry.api import Region

_PRINTED = re.compile(r"(?P<qualifier>约|近|超过)?(?P<value>[0-9.,]+)(?P<unit>[^0-9余多]*)(?P<more>余|多)?(?P<rest>.*)")


def _read(place: str, name: str) -> Any:
    return read_yaml(files(place).joinpath(name).read_text("utf-8"))


@transaction.atomic
def dictionary_load() -> tuple[int, int]:
    """Everything of the package that is not there yet; gives the numbers of indicators and code sets there are now."""
    for entry in _read("xieshou.platform.dictionary", "data/indicators.yaml")["indicators"]:
        _load_indicator(entry)
    for entry in _read("xieshou.platform.dictionary", "data/code_sets.yaml")["sets"]:
        if not CodeSet.objects.filter(code=entry["code"]).exists():
            _load_set(entry)
    return Indicator.objects.count(), CodeSet.objects.count()


def _load_indicator(entry: dict[str, Any]) -> None:
    indicator = Indicator.objects.filter(code=entry["code"]).first()
    if indicator is None:
        first, *later = entry["versions"]
        known = {"code": entry["code"], "name": entry["name"], "category": entry["category"]}
        indicator = indicator_create(actor=None, **known, **first)
        for version in later:
            indicator_revise(actor=None, indicator=indicator, **version)
    for figure in entry.get("figures", []):
        _load_figure(indicator, dict(figure))


def _load_figure(indicator: Indicator, figure: dict[str, Any]) -> None:
    version = indicator.versions.get(number=figure.pop("version", 1))
    region = Region.objects.filter(code=figure.pop("region"), valid_to=None).first()
    known = {"version": version, "region": region, "year": int(figure["period"][:4])}
    if "dataset" in figure:
        figure |= _published(figure.pop("dataset"), figure.pop("figure"), version.unit)
    place = {"version": version, "region": region, "period": figure["period"], "source": figure["source"]}
    if not Figure.objects.filter(**place, value=figure["value"]).exists():
        figure_add(actor=None, **{**known, **figure})


def _published(dataset: str, name: str, unit: str) -> dict[str, Any]:
    """A figure as a report prints it: number, qualifier and line. A unit other than the version's stops loading."""
    figures = _read("xieshou.datasets", f"{dataset}/published.yaml")["figures"]
    found = next(figure for figure in figures if figure["id"] == name)
    printed = _PRINTED.fullmatch(found["value"])
    if printed is None or (printed["unit"] + printed["rest"]).strip() != unit:
        raise ValueError(f"{dataset} {name}: the report prints {found['value']!r}, the indicator counts in {unit!r}")
    return {
        "value": printed["value"],
        "qualifier": printed["qualifier"] or printed["more"] or "",
        "source": dataset,
        "source_line": found["line"],
    }


def _load_set(entry: dict[str, Any]) -> None:
    entries = entry.pop("entries")
    made = code_set_create(actor=None, **entry)
    rows = [
        CodeEntry(
            set=made,
            code=row["code"],
            label=row["label"],
            valid_from=row.get("from"),
            valid_to=row.get("to"),
            replaced_by=row.get("replaced_by", ""),
            order=number,
        )
        for number, row in enumerate(entries, 1)
    ]
    CodeEntry.objects.bulk_create(rows)
