"""Freezing a figure, and telling later what has changed since."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from xieshou.business.metrics.counting import counted
from xieshou.business.metrics.figures import MISSING, Figure, figure
from xieshou.business.metrics.models import Measure, MetricVersion, Snapshot
from xieshou.business.metrics.scope import Scope
from xieshou.business.metrics.sight import check_may_see, reaches
from xieshou.business.metrics.sources import source_named
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation, Region

MOST_ROWS = 5_000  # so many records are kept one by one with a frozen figure


@transaction.atomic
def snapshot_take(
    *,
    actor: User | None,
    version: MetricVersion,
    scope: Scope,
    owner: Organisation,
    place: Region | None = None,
    frozen_for: str = "",
) -> Snapshot:
    """Keeps a figure as it stands now, for a form that shows it: `owner` and `place` are the form's, so are its readers."""
    if actor is not None:
        check_may_see(actor, version, scope)
    found = figure(version, scope)
    rows = _rows(version, scope)
    snapshot = Snapshot.objects.create(
        owner=owner,
        place=place,
        metric_version=version,
        starts_on=scope.starts_on,
        ends_on=scope.ends_on,
        scope_owner_path=scope.owner_path,
        scope_place_path=scope.place_path,
        project_id=scope.project,
        value=_exact_text(found),
        records=found.tally.records,
        arithmetic=found.arithmetic,
        digest=_digest(found, rows),
        rows=rows,
        frozen_for=frozen_for[:120],
        frozen_by=actor,
    )
    audit.record(actor=actor, action="metric.freeze", target=snapshot, reason=f"{snapshot} {frozen_for}".strip())
    return snapshot


def figure_freeze(*, actor: User, version: MetricVersion, scope: Scope, frozen_for: str) -> Snapshot:
    """Keeps a figure for itself: of the unit it is taken over, or of the person's own where it is taken over all."""
    if not reaches(actor, Permission.METRIC_FREEZE, scope):
        raise Refused(f"您没有在这个范围“{Permission.METRIC_FREEZE.label}”的权限")
    owner = Organisation.objects.filter(path=scope.owner_path).first() if scope.owner_path else None
    if owner is None:
        post = actor.posts.select_related("organisation").filter(pk__in=actor.access.posts).first()
        if post is None:
            raise Refused("您今天没有任职，不能冻结")
        owner = post.organisation
    return snapshot_take(actor=actor, version=version, scope=scope, owner=owner, frozen_for=frozen_for)


def scope_of(snapshot: Snapshot) -> Scope:
    """The scope a snapshot was taken over."""
    return Scope(
        snapshot.starts_on,
        snapshot.ends_on,
        snapshot.scope_owner_path,
        snapshot.scope_place_path,
        snapshot.project_id,
    )


def arithmetic_of(snapshot: Snapshot) -> str:
    """How a frozen figure was worked out; of one that does not say, what it was counted from."""
    counted = f"{snapshot.records:,} 条记录得 {snapshot.value or MISSING} {snapshot.metric_version.unit}"
    return snapshot.arithmetic or counted


@dataclass(frozen=True)
class Drift:
    """What has changed since a figure was frozen. The keys are those of the counted records; None: too many to tell apart."""

    frozen: str
    now: Figure
    is_changed: bool
    added: tuple[int, ...] | None = ()
    removed: tuple[int, ...] | None = ()
    edited: tuple[int, ...] | None = ()


def drift(snapshot: Snapshot) -> Drift:
    """Compares a snapshot with the figure of the same declaration and scope today."""
    version, scope = snapshot.metric_version, scope_of(snapshot)
    now = figure(version, scope)
    rows = _rows(version, scope)
    changed = _digest(now, rows) != snapshot.digest
    if not changed:
        return Drift(snapshot.value, now, is_changed=False)
    if snapshot.rows is None or rows is None:
        return Drift(snapshot.value, now, True, None, None, None)
    before: dict[int, int] = {pk: version for pk, version in snapshot.rows}
    after: dict[int, int] = {pk: version for pk, version in rows}
    return Drift(
        snapshot.value,
        now,
        True,
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        tuple(sorted(pk for pk in before.keys() & after.keys() if before[pk] != after[pk])),
    )


def _rows(version: MetricVersion, scope: Scope) -> list[list[int]] | None:
    """Key and version of every counted record; None when there are too many, or for a ratio (its parts have them)."""
    if version.measure == Measure.RATIO:
        return None
    fields = ["pk"] + (["version"] if _has_version(version) else [])
    rows: list[Any] = list(counted(version, scope).order_by("pk").values_list(*fields)[: MOST_ROWS + 1])
    return None if len(rows) > MOST_ROWS else [[row[0], row[1] if len(row) > 1 else 0] for row in rows]


def _has_version(version: MetricVersion) -> bool:
    model = source_named(version.source).model
    return any(field.name == "version" for field in model._meta.get_fields())


def _digest(found: Figure, rows: list[list[int]] | None) -> str:
    """Over the records where they are known one by one, else over the sums."""
    parts = [part.tally for part in (found, *found.parts)]
    told = repr([(one.records, one.valued, one.amount) for one in parts]) if rows is None else repr(rows)
    return hashlib.sha256(f"{_exact_text(found)}|{told}".encode()).hexdigest()


def _exact_text(found: Figure) -> str:
    """The value in full; an endless one as numerator/denominator."""
    if found.value is None:
        return ""
    return found.value.text() if found.value.places() is not None else f"{found.value.num}/{found.value.den}"
