"""What is mine to do: from the inbox, and reports of my own unit that no to-do stands for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.platform.accounts.api import Post, User
from xieshou.platform.inbox import api as inbox
from xieshou.platform.reporting import api as reporting

MOST = 40
SHOWN = 12
ASKS = {"reporting.unlock"}  # to-dos whose reason is the asker's, not a return


@dataclass(frozen=True)
class Todo:
    """One thing to do. `due_at` missing: no time limit; `because` why it came back, `asked` why someone asks."""

    title: str
    url: str
    due_at: datetime | None
    because: str = ""
    asked: str = ""

    @property
    def urgency(self) -> inbox.Urgency:
        """Yellow from three days before, red on the day and after."""
        return inbox.urgency_of(self.due_at)

    @property
    def is_late(self) -> bool:
        """Whether its hour has passed."""
        return self.due_at is not None and self.due_at < timezone.now()


@dataclass(frozen=True)
class Mine:
    """Everything to do, each thing in one place only: late, else returned, else the rest by deadline."""

    late: tuple[Todo, ...]
    returned: tuple[Todo, ...]
    rest: tuple[Todo, ...]
    has_more: bool

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.returned or self.rest)


def mine(user: User, posts: Iterable[Post]) -> Mine:
    """A person's to-dos by deadline, those without one last."""
    items = list(inbox.todos(user)[: MOST + 1])
    found = [_of_item(item) for item in items] + _reports(user, posts)
    found.sort(key=lambda one: (one.due_at is None, one.due_at or timezone.now()))
    late = tuple(one for one in found if one.is_late)
    returned = tuple(one for one in found if one.because and not one.is_late)
    rest = tuple(one for one in found if not one.because and not one.is_late)
    has_more = len(items) > MOST or max(len(late), len(returned), len(rest)) > SHOWN
    return Mine(late[:SHOWN], returned[:SHOWN], rest[:SHOWN], has_more)


def _of_item(item: inbox.Item) -> Todo:
    is_asked = item.category in ASKS
    return Todo(
        title=item.title,
        url=item.url,
        due_at=item.due_at,
        because="" if is_asked else item.because,
        asked=item.because if is_asked else "",
    )


def _reports(user: User, posts: Iterable[Post]) -> list[Todo]:
    """Reports of the person's own units for which the inbox has no to-do (whoever came after they were opened)."""
    own = {post.organisation_id for post in posts}
    rows = [one for one in reporting.to_report(user) if one.owner_id in own]
    if not rows:
        return []
    known = set(inbox.todos(user).filter(category__startswith="reporting.").values_list("url", flat=True)[:1000])
    return [
        Todo(_("报送：%(one)s") % {"one": one}, one.get_absolute_url(), one.period.due_at, one.return_reason)
        for one in rows
        if one.get_absolute_url() not in known
    ]


@dataclass(frozen=True)
class Reports:
    """How many reports wait for the person, counted to a hundred."""

    to_fill: int
    to_review: int
    to_unlock: int

    def __bool__(self) -> bool:
        return any((self.to_fill, self.to_review, self.to_unlock))


def reports(user: User) -> Reports:
    """What waits on the page of reports: to fill in, to review, to unlock."""
    return Reports(len(reporting.to_report(user)), len(reporting.to_review(user)), len(reporting.to_unlock(user)))
