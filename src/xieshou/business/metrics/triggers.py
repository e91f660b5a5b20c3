"""Triggers that mark the bucket (owner, place, month) of every record that is added, changed or removed.

PostgreSQL marks once per statement and bucket (transition tables); SQLite, which has one writer at a time, once per bucket.
"""

from typing import Any

from xieshou.business.metrics.sources import Source

_PLACE = "COALESCE({row}.place_path, '')"


def install(connection: Any, source: Source) -> None:
    """Begins to watch a source's table. Safe to repeat."""
    with connection.cursor() as cursor:
        for statement in (_sqlite if connection.vendor == "sqlite" else _postgres)(source):
            cursor.execute(statement)


def remove(connection: Any, source: Source) -> None:
    """Stops watching."""
    with connection.cursor() as cursor:
        for event in ("insert", "update", "delete"):
            on = "" if connection.vendor == "sqlite" else f" ON {source.table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(source, event)}{on}")


def _name(source: Source, event: str) -> str:
    return f"metrics_{source.table}_{event}"


def _sqlite(source: Source) -> list[str]:
    def mark(row: str) -> str:
        month, place = f"date({row}.{source.day}, 'start of month')", _PLACE.format(row=row)
        return (
            "INSERT INTO metrics_touched (source, owner_path, place_path, month) "
            f"SELECT '{source.slug}', {row}.owner_path, {place}, {month} WHERE {row}.{source.day} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM metrics_touched t WHERE t.source = '{source.slug}' "
            f"AND t.owner_path = {row}.owner_path AND t.place_path = {place} AND t.month = {month});"
        )

    bodies = {"insert": mark("NEW"), "update": mark("OLD") + mark("NEW"), "delete": mark("OLD")}
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_name(source, event)} AFTER {event.upper()} ON {source.table} BEGIN {body} END"
        for event, body in bodies.items()
    ]


def _postgres(source: Source) -> list[str]:
    def marks(rows: str) -> str:
        return (
            f"SELECT DISTINCT '{source.slug}', r.owner_path, {_PLACE.format(row='r')}, "
            f"date_trunc('month', r.{source.day})::date FROM {rows} r WHERE r.{source.day} IS NOT NULL"
        )

    parts = {
        "insert": ("NEW TABLE AS after_rows", marks("after_rows")),
        "update": (
            "OLD TABLE AS before_rows NEW TABLE AS after_rows",
            f"{marks('before_rows')} UNION {marks('after_rows')}",
        ),
        "delete": ("OLD TABLE AS before_rows", marks("before_rows")),
    }
    statements = []
    for event, (tables, selected) in parts.items():
        name = _name(source, event)
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO metrics_touched (source, owner_path, place_path, month) {selected}; RETURN NULL; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {source.table}",
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {source.table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ]
    return statements
