"""The world of the tests, made once by the services and put back row by row for every further test.

Thousands of tests start from it; making it anew costs ten times as much as the rows. What the services wrote (the log with
its chain too) comes back byte for byte. Where a test has written before it asks for the world, the world is made anew.
"""

import pickle
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from tests.factories.world import World, make_world


@dataclass(frozen=True)
class _Kept:
    world: bytes
    rows: dict[str, list[tuple[Any, ...]]]


_KEPT: dict[str, _Kept] = {}


def kept_world() -> World:
    """The world in the database of this test."""
    kept = _KEPT.get(connection.alias)
    if kept is None:
        return _made()
    if _filled(list(kept.rows)):
        return make_world()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.rows.items():
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({marks})", rows)
    world: World = pickle.loads(kept.world)
    return world


def _made() -> World:
    """The world made by the services; what they wrote is kept if nothing stood there before."""
    empty = [table for table in _tables() if not _filled([table])]
    world = make_world()
    written = [table for table in _tables() if _filled([table])]
    if "audit_entry" in empty:
        rows = {table: _rows(table) for table in written if table in empty}
        _KEPT[connection.alias] = _Kept(pickle.dumps(world), rows)
    return world


def _tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _filled(tables: list[str]) -> bool:
    """Whether one of the tables has a row."""
    parts = " OR ".join(f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}")
        return bool(cursor.fetchone()[0])


def _rows(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return [tuple(row) for row in cursor.fetchall()]
