"""Searches over what no app searches by itself."""

from xieshou.platform.accounts.api import User
from xieshou.platform.reporting.api import Submission
from xieshou.platform.shell.search import Hit


def submissions_found(user: User, words: str, most: int) -> list[Hit]:
    """The newest reports within reach whose form or unit holds the words."""
    rows = Submission.objects.filter(form__name__icontains=words) | Submission.objects.filter(
        owner__name__icontains=words
    )
    rows = rows.select_related("owner", "form", "period__form")
    return [
        Hit(str(one), one.get_absolute_url(), one.get_state_display()) for one in rows.newest_visible_to(user, most)
    ]
