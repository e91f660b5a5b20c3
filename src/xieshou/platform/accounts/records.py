"""Any record that rights can be judged on, found by its kind and number or by the address of its page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db.models import Model
from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from xieshou.platform.accounts.scoped import Scoped
from xieshou.platform.registry.api import Organisation, Region


@dataclass(frozen=True)
class Kind:
    """A kind of record: `app.model`, and its name in words."""

    value: str
    label: str


_NAMES = {
    "registry.organisation": _("机构"),
    "registry.region": _("行政区划"),
    "evidence.evidence": _("证据"),
    "reporting.submission": _("报送"),
    "workflow.matter": _("办件"),
}


def _name(model: type[Model]) -> str:
    return str(_NAMES.get(model._meta.label_lower) or model._meta.verbose_name)


def kinds() -> list[Kind]:
    """Every kind whose records have an owner or a place."""
    models = [model for model in apps.get_models() if _is_placed(model)]
    return sorted((Kind(model._meta.label_lower, _name(model)) for model in models), key=lambda k: k.label)


def _is_placed(model: type[Model]) -> bool:
    return issubclass(model, (Scoped, Organisation, Region))


def record_at(kind: str, pk: int) -> Any:
    """The record, or None."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return None
    if not _is_placed(model):
        return None
    return model._default_manager.filter(pk=pk).first()


def record_of(address: str) -> Any:
    """The record whose page has this address, or None: its page must be what the record itself says it is."""
    path = urlsplit(address.strip()).path
    try:
        found = resolve(path)
    except Resolver404:
        return None
    numbers = [value for value in found.kwargs.values() if isinstance(value, int)]
    for kind in kinds() if numbers else []:
        record = record_at(kind.value, numbers[0])
        if record is not None and _address(record) == path:
            return record
    return None


def _address(record: Model) -> str:
    told = getattr(record, "get_absolute_url", None)
    try:
        return str(told()) if told else ""
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Whereabouts:
    """What an explanation tells of a record: its kind and number, whose it is and where, never what it says."""

    kind: str
    number: int
    owner: str
    place: str


def whereabouts(record: Any) -> Whereabouts:
    """Whose a record is and where."""
    owner = getattr(record, "owner", None) or (record if isinstance(record, Organisation) else None)
    place = getattr(record, "place", None) or getattr(record, "region", None)
    if isinstance(record, Region):
        place = record
    return Whereabouts(_name(type(record)), record.pk, str(owner or ""), str(place or ""))
