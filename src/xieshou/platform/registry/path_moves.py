"""Moving a subtree: its own paths, and the copies of them that records keep.

A record keeps `owner_path` and `place_path`, so that a list is one index range. The registers stand below the apps that
have such records, so the models are found by these two fields and not by import.
"""

from collections.abc import Iterator
from typing import Any, Literal

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from xieshou.lib import paths
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.registry.models import Organisation, Region

Copy = Literal["owner_path", "place_path"]
LONGEST = 63  # the width of every path field: nine levels


def models_with_copies() -> Iterator[type[models.Model]]:
    """Every model whose rows keep the paths of their owner and place."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if {"owner_path", "place_path"} <= names and model._meta.managed and not model._meta.proxy:
            yield model


@transaction.atomic
def paths_follow(copy: Copy, old: str, new: str) -> int:
    """Moves the copies of a path and of everything below it, in one update per model; gives how many rows."""
    return sum(_moved(model._base_manager.all(), copy, old, new) for model in models_with_copies())


def organisation_path_move(organisation: Organisation, parent: Organisation | None) -> None:
    """Puts an organisation with all below it under another parent. The caller has checked that this makes sense."""
    _move(organisation, parent, "owner_path")


def region_path_move(region: Region, parent: Region) -> None:
    """The same for a division."""
    _move(region, parent, "place_path")


def _move(node: Any, parent: Any, copy: Copy) -> None:
    old, new = node.path, paths.joined(parent.path if parent is not None else "", node.pk)
    rows = type(node).objects.filter(paths.within("path", old))
    longest = max(len(path) for path in rows.values_list("path", flat=True))
    if len(new) + longest - len(old) > LONGEST:
        raise Invalid(Problem("移动后层级太深", "上级", f"最多 {LONGEST // paths.WIDTH} 级", "请选更高一级的上级"))
    node.parent = parent
    node.save(update_fields=["parent"])
    if old != new:
        _moved(rows, "path", old, new)
        paths_follow(copy, old, new)
    node.path = new


def _moved(rows: Any, column: str, old: str, new: str) -> int:
    changed: int = rows.filter(paths.within(column, old)).update(
        **{column: Concat(Value(new), Substr(F(column), len(old) + 1))}
    )
    return changed
