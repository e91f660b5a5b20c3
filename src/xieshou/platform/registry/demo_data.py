"""The demonstration's organisations: names as published reports print them (data/shenzhen_offices.yaml)."""

import uuid
from importlib.resources import files
from typing import Any

from django.db import transaction

from xieshou.lib.yaml_text import read_yaml
from xieshou.platform.registry.models import Organisation, Region
from xieshou.platform.registry.services import organisation_create

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "xieshou:registry:demo")
GENERIC = "演示数据：按职能命名，公开报告未载"


def demo_public_id(key: str) -> uuid.UUID:
    """The permanent id of a demonstration organisation, the same in every installation."""
    return uuid.uuid5(_NAMES, key)


@transaction.atomic
def demo_organisations_load() -> dict[str, Organisation]:
    """All of them by key, each under its parent; those that are there stay as they are."""
    text = files("xieshou.platform.registry").joinpath("data/shenzhen_offices.yaml").read_text("utf-8")
    waiting = {entry["key"]: entry for entry in read_yaml(text)["organisations"]}
    regions = {region.code: region for region in Region.objects.filter(valid_to=None)}
    there = {one.public_id: one for one in Organisation.objects.filter(is_demo=True)}
    loaded: dict[str, Organisation] = {}
    while waiting:
        for key in [key for key, entry in waiting.items() if entry["parent"] is None or entry["parent"] in loaded]:
            entry = waiting.pop(key)
            known = there.get(demo_public_id(key))
            loaded[key] = known if known is not None else _created(entry, loaded, regions)
    return loaded


def _created(entry: dict[str, Any], loaded: dict[str, Organisation], regions: dict[str, Region]) -> Organisation:
    source = entry.get("source")
    return organisation_create(
        actor=None,
        name=entry["name"],
        short_name=entry["short_name"] if entry["short_name"] != entry["name"] else "",
        kind=entry["kind"],
        side=entry["side"],
        parent=loaded[entry["parent"]] if entry["parent"] else None,
        region=regions.get(entry["region"]),
        public_id=demo_public_id(entry["key"]),
        source=f"{source['document']} 第 {source['line']} 行" if source else GENERIC,
        is_demo=True,
    )
