"""Every address of the platform, from the resolver itself, with arguments that hit what is stored."""

import itertools
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

from tests.factories.made_once import made_once
from tests.factories.office import OURS, belonging
from tests.factories.world import World, signed_in
from tests.platform.templates.kind_for_tests import KIND

MOST_KEYS = 1
NO_KEY = 2**63 - 1
MARK = 987_650_000  # a number that no row has: whichever table is asked for it is the one the address opens
# what is written in addresses beside numbers; what is not named here is the code of something stored
WORDS = {
    "slug": ["training", KIND.slug],
    "step": ["report", "close", "return", "extend", "reopen"],
    "kind": ["visits", "period", "paid", "accounts.user"],
    "form": ["pdf"],
    "clause": ["x"],
    "item": ["B2"],
    "field": ["mobile"],
    "fingerprint": ["x"],
    "manifest": ["x"],
}


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

    def numbered(self) -> list[str]:
        """The arguments that are keys."""
        return [name for name, converter in self.names if isinstance(converter, IntConverter) and name != "page"]

    def nobodys(self) -> str:
        """The address with keys that no row has."""
        words = {name: WORDS.get(name, ["x"])[0] for name, _ in self.names}
        numbers = {name: NO_KEY for name, one in self.names if isinstance(one, IntConverter)}
        return self.path(words | numbers | {name: uuid.UUID(int=0) for name, one in self.names if _is_uuid(one)})

    def paths(self, world: World) -> Iterator[str]:
        """The address with every combination of arguments worth trying."""
        choices = [_candidates(self, name, converter, world) for name, converter in self.names]
        for chosen in itertools.product(*choices):
            yield self.path(dict(zip((name for name, _ in self.names), chosen, strict=True)))

    def path(self, values: dict[str, Any]) -> str:
        """The address with these arguments."""
        path = "/" + self.route
        for name, converter in self.names:
            text = converter.to_url(values[name]) if converter else str(values[name])
            path = re.sub(rf"<(\w+:)?{name}>", text.replace("\\", r"\\"), path, count=1)
        return path


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


def _candidates(address: Address, name: str, converter: Any, world: World) -> list[Any]:
    if isinstance(converter, IntConverter):
        return [0, 1] if name == "page" else _keys(address, name, world)
    if _is_uuid(converter):
        return _stored("public_id") + _stored("pk", is_uuid=True)
    if address.route.endswith(f":{name}>") and ".<" in address.route:
        return ["xlsx"]
    if name in WORDS:
        return WORDS[name]
    return _codes(address)


def _is_uuid(converter: Any) -> bool:
    return isinstance(converter, UUIDConverter)


def _keys(address: Address, name: str, world: World) -> list[int]:
    """Keys of what the address opens: county A's newest, or the newest of all where they are nobody's; and no one's."""
    models = _ASKED.get((address.route, name)) or _models_named(address, name)
    found: set[int] = set()
    for model in models:
        rows = belonging(model, world)
        if rows is None or not rows.exists():
            rows = model._base_manager.all()
        keys = rows.order_by("-pk").values_list("pk", flat=True)
        found |= {key for key in keys[:MOST_KEYS] if isinstance(key, int)}
    return sorted(found)


def _models_named(address: Address, name: str) -> list[type[Model]]:
    """Models called as the argument is, in the app of the address: /receipts/<receipt>/ opens a Receipt."""
    module = getattr(address.view, "__module__", "").rpartition(".")[0]
    inside = [model for model in _models() if model.__module__.startswith(module)] or _models()
    return [model for model in inside if model.__name__.lower().endswith(name)] or inside


_ASKED: dict[tuple[str, str], set[type[Model]]] = {}


def learn(folders: pytest.TempPathFactory, world: World) -> None:
    """Which models each numbered argument is looked up in: seen from the queries of a visit. Learned once in a run."""
    if not _ASKED:
        kept = made_once(folders, "asked.json", lambda path: path.write_text(json.dumps(_learned(world)), "utf-8"))
        for route, name, labels in json.loads(kept.read_text("utf-8")):
            _ASKED[route, name] = {apps.get_model(label) for label in labels}


def _learned(world: World) -> list[tuple[str, str, list[str]]]:
    people = (world.clerk_a, world.division_manager, world.hq_approver, world.system_admin, world.security_admin)
    browsers = [signed_in(one) for one in people]
    for address in addresses():
        if address.is_ours and address.numbered():
            _learn(address, browsers, world)
    return [(*key, sorted(model._meta.label for model in models)) for key, models in _ASKED.items()]


def _learn(address: Address, browsers: list[Client], world: World) -> None:
    marks = {name: MARK + place for place, name in enumerate(address.numbered())}
    values = {name: marks.get(name) or _first(address, name, converter, world) for name, converter in address.names}
    path = address.path(values)
    for browser, method in itertools.product(browsers, ("get", "post")):
        with CaptureQueriesContext(connection) as seen:
            getattr(browser, method)(path)
        for name, mark in marks.items():
            if models := _models_asked_for(mark, [one["sql"] for one in seen.captured_queries]):
                _ASKED.setdefault((address.route, name), set()).update(models)
        if (address.route, next(iter(marks))) in _ASKED:
            return


def _first(address: Address, name: str, converter: Any, world: World) -> Any:
    return next(iter(_candidates(address, name, converter, world)), "x")


def _models_asked_for(mark: int, queries: list[str]) -> set[type[Model]]:
    tables = {model._meta.db_table: model for model in _models()}
    found = set()
    for table, column in re.findall(rf'"(\w+)"\."(\w+)" = {mark}\b', "\n".join(queries)):
        if table in tables:
            found.add(_meant(tables[table], column))
    return found


def _meant(model: type[Model], column: str) -> type[Model]:
    field: Any = next(one for one in model._meta.concrete_fields if one.column == column)
    return field.related_model if field.is_relation else model


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(OURS)]


def _codes(address: Address) -> list[str]:
    """Codes that the app of the address has given, or those of places."""
    package = getattr(address.view, "__module__", "").rpartition(".")[0]
    coded = [model for model in _models() if "code" in {one.name for one in model._meta.concrete_fields}]
    inside = [model for model in coded if model.__module__.startswith(f"{package}.")]
    found = [code for model in inside for code in model._base_manager.values_list("code", flat=True)[:MOST_KEYS]]
    return found or ["653131"]


def _stored(field: str, *, is_uuid: bool = False) -> list[Any]:
    found: list[Any] = []
    for model in _models():
        if field != "pk" and field not in {one.name for one in model._meta.concrete_fields}:
            continue
        if is_uuid and model._meta.pk.get_internal_type() != "UUIDField":
            continue
        found += list(model._base_manager.order_by("pk").values_list(field, flat=True)[:2])
    return found
