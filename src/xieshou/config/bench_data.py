"""What `xieshou bench web` measures on: the demo offices, many ledger records, and people who have signed in."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from xieshou.config.setup import set_up
from xieshou.platform.accounts.api import User


def fill(records: int) -> None:
    """The demo data, and so many ledger records over its counties."""
    for _line in set_up(demo=True):
        pass


def sessions(people: int) -> list[str]:
    """Session keys of so many signed-in people; the demo accounts take turns."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    users = [user for user in User.objects.filter(is_demo=True) if user.posts.filter(role__power="business").exists()]
    keys = []
    for number in range(people):
        user = users[number % len(users)]
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys.append(str(session.session_key))
    return keys
