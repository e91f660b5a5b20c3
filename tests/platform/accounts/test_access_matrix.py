"""Roles × records: who reads and who changes what, written out; one table to be checked by a person."""

import pytest

from tests.factories.world import World
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.models import User
from xieshou.platform.evidence.models import Evidence, StoredFile

pytestmark = pytest.mark.function("ZC03")

RECORDS = ("office", "division", "hq", "county_a", "county_b", "school_a")
# r: may read · e: may change · -: neither; records in the order above
MATRIX = {
    "clerk_a": "- - - e - r",
    "approver_a": "- - - e - e",
    "clerk_b": "- - - - e -",
    "hq_approver": "- - e e e e",
    "division_manager": "r e r r r r",
    "leader": "r r r r r r",
    "auditor_outside": "- - r r r r",
    "system_admin": "- - - - - -",
    "security_admin": "- - - - - -",
    "audit_admin": "- - - - - -",
    "nobody": "- - - - - -",
}


@pytest.fixture
def records(world: World) -> dict[str, Evidence]:
    """A record of each organisation, in the region it sits in."""
    made = {}
    for number, name in enumerate(RECORDS):
        owner = getattr(world, name)
        file = StoredFile.objects.create(sha256=f"{number:064d}", size=1, media_type="text/plain")
        made[name] = Evidence.objects.create(
            owner=owner, place=owner.region, file=file, name="f", title=name, uploaded_by=world.nobody
        )
    return made


def mark(user: User, record: Evidence) -> str:
    if user.may(Permission.RECORD_EDIT, record):
        return "e"
    return "r" if user.may(Permission.RECORD_READ, record) else "-"


@pytest.mark.parametrize("who", MATRIX)
def test_it_gives_each_role_what_the_table_says(world: World, records: dict[str, Evidence], who: str) -> None:
    user = getattr(world, who)
    assert " ".join(mark(user, record) for record in records.values()) == MATRIX[who]


@pytest.mark.parametrize("who", MATRIX)
def test_it_lists_what_the_table_says(world: World, records: dict[str, Evidence], who: str) -> None:
    user = getattr(world, who)
    told = dict(zip(RECORDS, MATRIX[who].split(), strict=True))
    listed = {record.title for record in Evidence.objects.visible_to(user, Permission.RECORD_READ)}
    assert listed == {name for name, mark in told.items() if mark != "-"}


def test_it_refuses_an_ordered_list_where_it_orders_itself(world: World) -> None:
    with pytest.raises(ValueError, match="unordered"):
        Evidence.objects.order_by("title").newest_visible_to(world.clerk_a, 5)
