"""The records that a person's tasks in hand let them read, asked once: every list and every page of a request wants them.

What was read is used until a task is given or taken back anywhere in this process. From then on it is asked each time,
so that a right just given, just ended, or given in a transaction that was rolled back is judged as the database has it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model

from xieshou.platform.accounts.models import TaskGrant, User


@dataclass
class _Changes:
    """How often tasks were given or taken back in this process."""

    count: int = 0


_CHANGES = _Changes()


def changed() -> None:
    """Called by whatever gives a task or takes it back."""
    _CHANGES.count += 1


def changes() -> int:
    """How often that was so far."""
    return _CHANGES.count


class TasksInHand:
    """One person's, kept while no more changes were seen than `as_of`."""

    def __init__(self, user: User, as_of: int) -> None:
        self._user = user
        self._as_of = as_of
        self._read: Mapping[str, Sequence[int]] | None = None

    def on(self, model: type[Model]) -> Sequence[int]:
        """The keys of the records of a model. An inactive person has none."""
        if not self._user.is_active:
            return ()
        kind = model._meta.concrete_model._meta.label_lower  # type: ignore[union-attr]
        if self._as_of != changes():
            return _read(self._user).get(kind, ())
        if self._read is None:
            self._read = _read(self._user)
        return self._read.get(kind, ())


def _read(user: User) -> dict[str, list[int]]:
    """The model's label → keys, in one question."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = TaskGrant.objects.filter(user=user, ended_at=None)
    for app, model, key in rows.values_list("content_type__app_label", "content_type__model", "object_id"):
        found[f"{app}.{model}"].append(key)
    return dict(found)
