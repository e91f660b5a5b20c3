"""The database's own refusal to change or delete an entry of the log."""

from typing import Any

_SQLITE = {
    "audit_no_update": "BEFORE UPDATE",
    "audit_no_delete": "BEFORE DELETE",
}


def install(connection: Any) -> None:
    """Makes the table append-only."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, when in _SQLITE.items():
                cursor.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name} {when} ON audit_entry "
                    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END"
                )
        else:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$"
            )
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_change ON audit_entry")
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_truncate ON audit_entry")
            cursor.execute(
                "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_entry "
                "FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
            )
            cursor.execute(
                "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_entry "
                "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
            )


def remove(connection: Any) -> None:
    """Takes the refusal away, for emptying a test database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_change ON audit_entry")
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_truncate ON audit_entry")
