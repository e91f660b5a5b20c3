"""What a problem or a survey is about: any record that has an owner, named in an address as `app.model:12`."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from xieshou.lib.keys import key_of
from xieshou.platform.accounts.api import Scoped, User
from xieshou.platform.exchange.api import cells


def record_linked(user: User, text: str) -> Scoped | None:
    """The record that is meant, if the person may read it; unknown, unseen or unreadable is None."""
    label, _, number = cells.plain(text).partition(":")
    key = key_of(number)
    kind = _kind(label)
    if key is None or kind is None:
        return None
    found: Scoped | None = kind.objects.visible_to(user).filter(pk=key).first()
    return found


def _kind(label: str) -> type[Scoped] | None:
    app, _, name = label.partition(".")
    known = ContentType.objects.filter(app_label=app, model=name).first()
    model: type[Model] | None = known.model_class() if known is not None else None
    return model if model is not None and issubclass(model, Scoped) else None


def link_to(record: Model) -> str:
    """How an address names the record."""
    return f"{record._meta.label_lower}:{record.pk}"
