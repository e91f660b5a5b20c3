"""The conditions of a metric: plain data, checked against the source, turned into a query."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from xieshou.business.metrics.sources import Field, FieldKind, Source
from xieshou.lib.problems import Problem

Filter = Mapping[str, Any]
_MOST_TEXT = 200
# operation → its words, the kinds it is for
OPERATIONS: Mapping[str, tuple[str, frozenset[FieldKind]]] = {
    "eq": (gettext_noop("等于"), frozenset(FieldKind)),
    "ne": (gettext_noop("不等于"), frozenset(FieldKind)),
    "in": (gettext_noop("是其中之一"), frozenset({FieldKind.TEXT, FieldKind.CHOICE, FieldKind.LINK})),
    "gte": (gettext_noop("不小于"), frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DAY})),
    "lte": (gettext_noop("不大于"), frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DAY})),
    "contains": (gettext_noop("包含"), frozenset({FieldKind.TEXT})),
    "not_empty": (gettext_noop("已填"), frozenset(FieldKind)),
    "is_empty": (gettext_noop("未填"), frozenset(FieldKind)),
}
_BARE = frozenset({"not_empty", "is_empty"})


def problems_of(source: Source, filters: Iterable[Filter]) -> list[Problem]:
    """Everything wrong with the conditions, each with its number."""
    found = []
    for number, one in enumerate(filters, start=1):
        found += _problems(source, one, f"条件 {number}")
    return found


def _problems(source: Source, one: Filter, where: str) -> list[Problem]:
    field = source.field(str(one.get("field", "")))
    if field is None:
        allowed = "、".join(each.label for each in source.fields)
        return [Problem(f"“{source.label}”没有字段“{one.get('field', '')}”", where, allowed)]
    operation = OPERATIONS.get(str(one.get("op", "")))
    if operation is None or field.kind not in operation[1]:
        allowed = "、".join(words for words, kinds in OPERATIONS.values() if field.kind in kinds)
        return [Problem(f"“{field.label}”不能用“{one.get('op', '')}”", where, allowed)]
    if one["op"] in _BARE:
        return []
    values = one.get("value") if one["op"] == "in" else [one.get("value")]
    if not isinstance(values, list) or not values:
        return [Problem("没有写值", where, remedy="至少写一个")]
    return [problem for value in values for problem in _value_problems(field, value, where)]


def _value_problems(field: Field, value: object, where: str) -> list[Problem]:
    if field.kind in {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.LINK}:
        wrong = isinstance(value, bool) or not isinstance(value, int)
        return [Problem(f"“{field.label}”要写整数", where, "整数（金额以分计）")] if wrong else []
    if field.kind is FieldKind.FLAG:
        return [] if isinstance(value, bool) else [Problem(f"“{field.label}”要写是或否", where)]
    if field.kind is FieldKind.CHOICE:
        known = {code for code, _ in field.choices}
        labels = "、".join(label for _, label in field.choices)
        return [] if value in known else [Problem(f"“{field.label}”没有“{value}”", where, labels)]
    if field.kind is FieldKind.DAY:
        return [] if _is_day(value) else [Problem(f"“{value}”不是日期", where, "2020-09-15 这样的日期")]
    is_text = isinstance(value, str) and 0 < len(value) <= _MOST_TEXT
    return [] if is_text else [Problem(f"“{field.label}”要写文字", where, f"1–{_MOST_TEXT} 字")]


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def condition(source: Source, filters: Iterable[Filter]) -> Q:
    """All conditions together; they were checked when the metric was declared."""
    result = Q()
    for one in filters:
        result &= _condition(source, one)
    return result


def _condition(source: Source, one: Filter) -> Q:
    name, operation, value = str(one["field"]), str(one["op"]), one.get("value")
    field = source.field(name)
    if operation in _BARE:
        empty = Q(**{f"{name}__isnull": True})
        if field is not None and field.kind in {FieldKind.TEXT, FieldKind.CHOICE}:
            empty |= Q(**{name: ""})
        return empty if operation == "is_empty" else ~empty
    lookups = {"eq": "", "ne": "", "in": "__in", "gte": "__gte", "lte": "__lte", "contains": "__icontains"}
    found = Q(**{f"{name}{lookups[operation]}": value})
    return ~found if operation == "ne" else found


def in_words(source: Source, filters: Iterable[Filter]) -> list[str]:
    """The conditions as a person reads them."""
    return [_words(source, one) for one in filters]


def _words(source: Source, one: Filter) -> str:
    field = source.field(str(one["field"]))
    label = field.label if field is not None else str(one["field"])
    operation = OPERATIONS[str(one["op"])][0]
    if one["op"] in _BARE:
        return f"{label}{operation}"
    values = one["value"] if isinstance(one["value"], list) else [one["value"]]
    return f"{label}{operation}“{'、'.join(_value_words(source, field, value) for value in values)}”"


def _value_words(source: Source, field: Field | None, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if field is not None and field.kind is FieldKind.LINK:
        return _linked(source, field, value)
    labels = dict(field.choices) if field is not None else {}
    return str(labels.get(str(value), value))


def _linked(source: Source, field: Field, value: object) -> str:
    """What is linked to, by its name; its key where it is gone."""
    linked: Any = source.model._meta.get_field(field.name).related_model
    return str(linked._base_manager.filter(pk=value).first() or value)
