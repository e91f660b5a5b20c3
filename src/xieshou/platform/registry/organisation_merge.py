"""Two entries of one organisation become one, and can become two again.

Everything that points at the merged entry points at the other afterwards: records, posts, whatever an app adds, found
through the foreign keys themselves. What was moved is written down row by row, so that undoing puts back exactly that.
The merged entry stays, with its permanent id and its names; its page leads to the other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.actors import checked
from xieshou.platform.registry.models import Organisation, OrganisationMerge
from xieshou.platform.registry.path_moves import organisation_path_move

_CHUNK = 500


@dataclass(frozen=True)
class Moved:
    """What one merge moves (or would): per kind of record how many, and what stays."""

    kinds: tuple[tuple[str, int], ...]
    children: tuple[Organisation, ...]
    left: tuple[str, ...]


# (model, keys): an app that keeps something computed from an organisation computes it again
Told = Callable[[type[models.Model], Sequence[int]], None]
_TOLD: list[Told] = []


def tell_of_moved_rows(told: Told) -> Told:
    """Registers a function that is called, within the transaction, for rows that a merge or its undoing pointed anew."""
    if told not in _TOLD:
        _TOLD.append(told)
    return told


class _Rehearsal(Exception):
    """Ends a rehearsed merge, so that nothing of it is kept."""


def merge_preview(*, actor: Any, merged: Organisation, into: Organisation) -> Moved:
    """Exactly what a merge would do: it is done and taken back."""
    children = tuple(merged.children.all())
    try:
        with transaction.atomic():
            merge = organisation_merge(actor=actor, merged=merged, into=into, reason="预览")
            moved, left = dict(merge.moved), tuple(merge.left)
            raise _Rehearsal
    except _Rehearsal:
        return Moved(kinds_of(moved), children, left)


def kinds_of(moved: dict[str, list[int]]) -> tuple[tuple[str, int], ...]:
    """The kinds of what was moved, in words, with their numbers."""
    return tuple((_words(key), len(keys)) for key, keys in moved.items() if keys)


def _words(key: str) -> str:
    field = _field(key)
    return f"{field.model._meta.verbose_name}（{field.verbose_name}）"


def _field(key: str) -> "models.ForeignKey[Any, Any]":
    app, model, name = key.split(".")
    found: models.ForeignKey[Any, Any] = apps.get_model(app, model)._meta.get_field(name)
    return found


@transaction.atomic
def organisation_merge(*, actor: Any, merged: Organisation, into: Organisation, reason: str) -> OrganisationMerge:
    """Merges one entry into another. Rows that the other has already stay where they are and are told."""
    checked(actor, Permission.ORGANISATION_MERGE, merged, into)
    merged, into = _locked(merged, into)
    _refuse_wrong(merged, into, reason)
    merge = OrganisationMerge(merged=merged, into=into, by=str(actor) if actor is not None else "系统", reason=reason)
    for field in _pointing_here():
        taken, left = _repoint(field, merged.pk, into.pk)
        if taken:
            merge.moved[_key(field)] = taken
        if left:
            merge.left.append(f"{field.model._meta.verbose_name} {left} 条：对方已有相同的，留在原处")
    for child in merged.children.all():
        organisation_path_move(child, into)
        merge.children.append(child.pk)
    merged.merged_into, merged.version = into, merged.version + 1
    merged.save()
    merge.save()
    _log(actor, "organisation.merge", merged, into, reason)
    return merge


def _locked(merged: Organisation, into: Organisation) -> tuple[Organisation, Organisation]:
    rows = Organisation.objects.select_for_update().filter(pk__in=[merged.pk, into.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[merged.pk], found[into.pk]


def _refuse_wrong(merged: Organisation, into: Organisation, reason: str) -> None:
    problems = []
    if merged.pk == into.pk:
        problems.append(Problem("是同一个机构", "并入", remedy="请选另一个"))
    for one in (merged, into):
        if one.merged_into_id is not None:
            problems.append(Problem(f"“{one}”已并入“{one.survivor}”", remedy="请选后者，或先撤销那次合并"))
    if paths.is_within(into.path, merged.path) and merged.pk != into.pk:
        problems.append(Problem(f"“{into}”是“{merged}”的下级", "并入", remedy="请先移走，或反过来合并"))
    if merged.credit_code and into.credit_code and merged.credit_code != into.credit_code:
        problems.append(
            Problem(
                f"两个信用代码不同：{merged.credit_code}、{into.credit_code}",
                "统一社会信用代码",
                remedy="代码不同就是两个机构；有一个登记错了请先改正",
            )
        )
    if not reason.strip():
        problems.append(Problem("请写明为什么是同一个机构", "理由"))
    if problems:
        raise Invalid(*problems)


def _pointing_here() -> "Iterator[models.ForeignKey[Any, Any]]":
    """Every foreign key to an organisation but those of this register itself."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed or model in (Organisation, OrganisationMerge):
            continue
        for field in model._meta.concrete_fields:
            is_key = isinstance(field, models.ForeignKey) and field.related_model is Organisation
            if is_key and model._meta.label_lower != "registry.organisationname":
                yield field  # type: ignore[misc]


def _key(field: "models.ForeignKey[Any, Any]") -> str:
    return f"{field.model._meta.label_lower}.{field.name}"


def _repoint(field: "models.ForeignKey[Any, Any]", old: int, new: int) -> tuple[list[int], int]:
    """Points rows at the other; gives their keys and how many had to stay for being there twice."""
    rows = field.model._base_manager.filter(**{field.attname: old})
    keys = list(rows.values_list("pk", flat=True))
    taken: list[int] = []
    for start in range(0, len(keys), _CHUNK):
        taken += _set(field, keys[start : start + _CHUNK], old, new)
    return taken, len(keys) - len(taken)


def _set(field: "models.ForeignKey[Any, Any]", keys: Sequence[int], old: int, new: int) -> list[int]:
    """The keys that could be set; where the database refuses a doublet, one row at a time decides."""
    rows = field.model._base_manager.filter(pk__in=keys, **{field.attname: old})
    try:
        with transaction.atomic():
            rows.update(**_values(field, new))
            for told in _TOLD:
                told(field.model, keys)
            return list(keys)
    except IntegrityError:
        if len(keys) == 1:
            return []
        half = len(keys) // 2
        return [*_set(field, keys[:half], old, new), *_set(field, keys[half:], old, new)]


def _values(field: "models.ForeignKey[Any, Any]", organisation: int) -> dict[str, Any]:
    """The new value, the copy of the owner's path that goes with it, and the next version."""
    names = {one.name for one in field.model._meta.concrete_fields}
    values: dict[str, Any] = {field.attname: organisation}
    if field.name == "owner" and "owner_path" in names:
        values["owner_path"] = Organisation.objects.values_list("path", flat=True).get(pk=organisation)
    if "version" in names:
        values["version"] = models.F("version") + 1
    return values


@transaction.atomic
def organisation_unmerge(*, actor: Any, merge: OrganisationMerge, reason: str) -> Organisation:
    """Takes a merge back: every row that it moved and that still points at the other returns; what came later stays."""
    merge = OrganisationMerge.objects.select_for_update(of=("self",)).select_related("merged", "into").get(pk=merge.pk)
    merged, into = _locked(merge.merged, merge.into)
    checked(actor, Permission.ORGANISATION_MERGE, merged, into)
    problems = []
    if merge.undone_at is not None:
        problems.append(Problem(f"已由 {merge.undone_by} 撤销"))
    if into.merged_into_id is not None:
        problems.append(Problem(f"“{into}”后来又并入“{into.survivor}”", remedy="请先撤销那次合并"))
    if merged.credit_code and Organisation.objects.filter(credit_code=merged.credit_code, merged_into=None).exists():
        problems.append(Problem(f"信用代码 {merged.credit_code} 现由别的机构使用", remedy="请先改正那个机构的代码"))
    if not reason.strip():
        problems.append(Problem("请写明撤销的理由", "理由"))
    if problems:
        raise Invalid(*problems)
    for key, keys in merge.moved.items():
        for start in range(0, len(keys), _CHUNK):
            _set(_field(key), keys[start : start + _CHUNK], into.pk, merged.pk)
    for child in Organisation.objects.filter(pk__in=merge.children, parent=into):
        organisation_path_move(child, merged)
    merged.merged_into, merged.version = None, merged.version + 1
    merged.save()
    merge.undone_at, merge.undone_by, merge.undo_reason = timezone.now(), str(actor), reason
    merge.save()
    _log(actor, "organisation.unmerge", merged, into, reason)
    return merged


def _log(actor: Any, action: str, merged: Organisation, into: Organisation, reason: str) -> None:
    change = (str(into), None) if action.endswith("unmerge") else (None, str(into))
    for target in (merged, into):
        audit.record(
            actor=actor,
            action=action,
            target=target,
            changes=[audit.Change(f"“{merged}”已并入", *change)],
            reason=reason,
        )
