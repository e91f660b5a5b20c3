"""The log cannot be changed without being noticed."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.world import World
from xieshou.platform.audit import api as audit
from xieshou.platform.audit.models import Entry

pytestmark = pytest.mark.function("ZC14")


def test_it_verifies_an_untouched_log(world: World) -> None:
    count, breaks = audit.verify()
    assert count > 0
    assert breaks == []


def test_it_refuses_to_change_or_delete_an_entry(world: World) -> None:
    for statement in ("UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_it_notices_an_entry_changed_behind_its_back(world: World) -> None:
    from xieshou.platform.audit import triggers  # noqa: PLC0415

    triggers.remove(connection)
    Entry.objects.filter(number=2).update(reason="改过")
    _, breaks = audit.verify()
    assert [(one.number, "改动" in one.what) for one in breaks] == [(2, True)]
    triggers.install(connection)
