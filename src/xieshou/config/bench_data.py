"""What `xieshou bench web` measures on: the demo offices, many ledger records, and people who have signed in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from itertools import islice

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from xieshou.business.talent.api import TrainingSession
from xieshou.config.setup import set_up
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.api import FlowDefinition, Task, matter_start

BATCH = 2000
MATTERS_EACH = 3
EDITED_EACH = 5
FIRST_DAY = date(2017, 1, 1)


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in: the session, records to edit, tasks to decide."""

    session: str
    records: tuple[tuple[int, int], ...] = ()  # key, key of the owner
    tasks: list[int] = field(default_factory=list)


def fill(records: int) -> None:
    """The demo data, so many ledger records (演示数据) over its counties, and some matters on their way."""
    for _line in set_up(demo=True):
        pass
    rows = _records(records)
    while chunk := list(islice(rows, BATCH)):
        TrainingSession.objects.bulk_create(chunk)
    _matters()


def _records(count: int) -> Iterator[TrainingSession]:
    owners = list(Organisation.objects.current().exclude(region=None).select_related("region").order_by("pk"))
    for number in range(count):
        owner, day = owners[number % len(owners)], FIRST_DAY + timedelta(days=number % 1400)
        yield TrainingSession(
            title=f"演示数据 培训 {number}",
            owner=owner,
            place=owner.region,
            owner_path=owner.path,
            place_path=owner.region.path if owner.region is not None else "",
            occurred_on=day,
            listed_on=day,
            persons=number % 300,
            is_demo=True,
        )


def _people() -> list[User]:
    return [user for user in User.objects.filter(is_demo=True) if user.posts.filter(role__power="business").exists()]


def _matters() -> None:
    flow = FlowDefinition.objects.filter(code="two-step").first()
    if flow is None:
        return
    for user in _people():
        for owner in user.access.filter_organisations(Permission.MATTER_START)[:1]:
            for number in range(MATTERS_EACH):
                matter_start(actor=user, flow=flow, title=f"演示数据 {number}", owner=owner)


def people(count: int) -> list[Person]:
    """So many signed-in people; the demo accounts take turns, and each task is given to one of them."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    users, made = _people(), []
    for number in range(count):
        user = users[number % len(users)]
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        tasks = Task.objects.filter(user=user, state="open").values_list("pk", flat=True)
        made.append(Person(str(session.session_key), _edited(user), list(tasks) if number < len(users) else []))
    return made


def _edited(user: User) -> tuple[tuple[int, int], ...]:
    mine = user.access.filter(
        Permission.RECORD_EDIT, TrainingSession.objects.filter(is_demo=True, occurred_on__gt=FIRST_DAY)
    )
    return tuple(mine.order_by("-pk").values_list("pk", "owner_id")[:EDITED_EACH])
