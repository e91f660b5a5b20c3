"""Every address of the platform, from the resolver itself, with arguments that hit what is stored."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, UUIDConverter

OURS = "xieshou."
FEW = 3
MOST_NUMBERS = 3


@dataclass(frozen=True)
class Address:
    """One pattern; `names` are its arguments with their converters."""

    route: str
    name: str
    view: Any
    names: tuple[tuple[str, Any], ...]

    @property
    def is_ours(self) -> bool:
        """Whether the page is our own, not a library's."""
        return getattr(self.view, "__module__", "").startswith(OURS)

    @property
    def app(self) -> str:
        """The first part of the address."""
        return self.route.split("/")[0]

    def paths(self) -> Iterator[str]:
        """The address with every combination of arguments worth trying."""
        choices = [_candidates(name, converter) for name, converter in self.names]
        for chosen in itertools.product(*choices):
            path = "/" + self.route
            for (name, converter), value in zip(self.names, chosen, strict=True):
                path = path.replace(_placeholder(path, name), converter.to_url(value) if converter else str(value), 1)
            yield path


def _placeholder(path: str, name: str) -> str:
    start = next(
        index
        for index, letter in enumerate(path)
        if letter == "<" and path[index:].split(">", maxsplit=1)[0].endswith(name)
    )
    return path[start : path.index(">", start) + 1]


def addresses() -> list[Address]:
    """All of them, but for what regular expressions spell out (a library's)."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Address]:
    for one in patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route)
        elif "^" not in route:
            name = one.lookup_str if one.name is None else str(one.name)
            names = tuple((key, converter) for key, converter in one.pattern.converters.items())
            yield Address(route, name, one.callback, names)


def _candidates(name: str, converter: Any) -> list[Any]:
    if isinstance(converter, IntConverter):
        return [0, 1] if name == "page" else _numbers()
    if isinstance(converter, UUIDConverter):
        return _stored("public_id") + _stored("pk", is_uuid=True)
    if isinstance(converter, SlugConverter):
        return ["training", "no-such"]
    return {"kind": ["visits", "accounts.user"], "field": ["mobile"]}.get(name, [*_stored("code")[:3], "653131"])


def _numbers() -> list[int]:
    """The first keys of every model, so that each address meets its own objects and others'."""
    found = {key for model in _models() for key in _keys(model) if isinstance(key, int)}
    return [*sorted(found)[:MOST_NUMBERS], 2**63 - 1]


def _keys(model: type[Model]) -> list[Any]:
    return list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:FEW])


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def _stored(field: str, *, is_uuid: bool = False) -> list[Any]:
    found: list[Any] = []
    for model in _models():
        if field != "pk" and field not in {one.name for one in model._meta.concrete_fields}:
            continue
        if is_uuid and model._meta.pk.get_internal_type() != "UUIDField":
            continue
        found += list(model._base_manager.order_by("pk").values_list(field, flat=True)[:2])
    return found
