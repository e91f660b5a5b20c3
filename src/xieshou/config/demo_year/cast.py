"""Who acts in the demonstration year: the demo posts' own accounts, with the posts their work at the office needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from xieshou.config.demo_year.published import Year
from xieshou.platform.accounts.api import Post, Role, User, post_appoint
from xieshou.platform.registry.api import Organisation, Region
from xieshou.platform.workflow.api import Task, open_of, task_approve

SINCE = date(2020, 1, 1)
# the projects are the office's, not a division's: the division in charge of the money acts for the office
AT_OFFICE = (
    ("funds-handler", "clerk", "专项资金处经办（承办全办预算绩效）"),
    ("funds-head", "approver", "专项资金处处长（审核全办预算绩效）"),
    # a finance bureau reads the whole of an office, also what stands for no one place
    ("finance-reader", "reader", "财政局查阅（对全办）"),
)


@dataclass(frozen=True)
class Cast:
    """The people and the units."""

    handler: User
    head: User
    leader: User
    evaluator: User
    chayu_handler: User
    chayu_reviewer: User
    kashi_handler: User
    office: Organisation
    money_office: Organisation
    chayu: Organisation
    kashi: Organisation
    place: Region


def cast_of(year: Year, organisations: Mapping[str, Organisation], roles: Mapping[str, Role]) -> Cast:
    """Everybody by their account; posts that are missing are given."""
    office = organisations[year.office]
    users = {one.username: one for one in User.objects.filter(is_demo=True)}
    for username, role, title in AT_OFFICE:
        _appoint(users[username], roles[role], office, title)
    return Cast(
        handler=users["funds-handler"],
        head=users["funds-head"],
        leader=users["leader"],
        evaluator=users["evaluator"],
        chayu_handler=users["chayu-handler"],
        chayu_reviewer=users["chayu-reviewer"],
        kashi_handler=users["kashi-handler"],
        office=office,
        money_office=organisations[year.money_office],
        chayu=organisations["chayu"],
        kashi=organisations["kashi"],
        place=Region.objects.get(code=year.place, valid_to=None),
    )


def _appoint(user: User, role: Role, office: Organisation, title: str) -> None:
    if not Post.objects.filter(user=user, organisation=office).exists():
        post_appoint(actor=None, user=user, role=role, organisation=office, title=title, valid_from=SINCE)


def approve(actor: User, record: Any, comment: str = "") -> None:
    """Agrees to what the actor has in hand about a record, step by step, until it is somebody else's turn or the end."""
    matter = open_of(ContentType.objects.get_for_model(record).pk, record.pk).first()
    while matter is not None:
        task = Task.objects.filter(matter=matter, user=actor, state="open").select_related("step").first()
        if task is None:
            return
        task_approve(actor=actor, task=task, comment=comment)
