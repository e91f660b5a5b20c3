"""The first page of a list, as fast for a county as for those who see everything.

"Mine or in my area" is an OR over two indexes and a sort: a database either walks the table from its end and filters,
which is quick only for those who see much, or collects everything one sees and sorts it, which is quick only for
those who see little. Neither can know beforehand, and a wrong guess costs a hundredfold. So both are done, bounded:
first the newest rows are walked (a window of a fixed width, enough for those who see much), and only if that does not
fill the page, each branch of the OR is asked for its own newest keys, each from its own index. Of a small table the
branches are asked together: whatever the plan, it reads no more than the whole of it, and a person with many areas who
searches for a word waits for one question instead of one for each area.
"""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.access import Access, is_reading

WINDOW = 60  # rows walked for each row wanted: whoever sees a sixtieth of the table fills the page here
SMALL = 20_000  # rows that a database reads through in no time
WALKED = ("_walked_owner", "_walked_place")


def newest(access: Access, permission: Permission, rows: QuerySet[Any], most: int, before: int | None) -> list[Any]:
    """The newest `most` of the rows on which the right is held, older than the key `before`, highest key first."""
    if rows.query.is_sliced or rows.query.order_by:
        raise ValueError("the newest rows are asked of an unordered, unsliced queryset")
    older = rows if before is None else rows.filter(pk__lt=before)
    branches = _branches(access, permission, "owner_path", "place_path")
    if branches is None:
        return list(older.order_by("-pk")[:most])
    walked = _branches(access, permission, *WALKED) or []
    if is_reading(permission) and (tasks := access.task_ids(rows.model)):
        branches.append(Q(pk__in=tasks))
        walked.append(Q(pk__in=tasks))
    if not branches:
        return []
    keys = _within_window(older, walked, most, before)
    if len(keys) < most:
        keys = _of_all_branches(older, branches, most)
    return list(rows.filter(pk__in=keys).order_by("-pk"))


def _branches(access: Access, permission: Permission, owner: str, place: str) -> list[Q] | None:
    """Conditions of which each can be answered by one index; None: everything may be read."""
    branches: list[Q] = []
    for grant in access.of(permission):
        parts = grant.parts(owner, place)
        if parts is None:
            return None
        branches += [part for part in parts if part not in branches]
    return branches


def _within_window(rows: QuerySet[Any], branches: list[Q], most: int, before: int | None) -> list[int]:
    last = rows.model._base_manager.order_by("-pk").values("pk")[:1]
    top = Subquery(last) if before is None else Value(before)
    # paths joined to nothing, so that no planner prefers their indexes to walking the newest rows
    walked = rows.alias(**{WALKED[0]: Concat("owner_path", Value("")), WALKED[1]: Concat("place_path", Value(""))})
    found = walked.filter(reduce(or_, branches), pk__gte=top - WINDOW * most).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:most])


def _of_all_branches(rows: QuerySet[Any], branches: list[Q], most: int) -> list[int]:
    is_worth_asking = len(branches) > 2  # with two, finding out costs what it saves
    if not is_worth_asking or rows.model._base_manager.filter(pk__gt=SMALL).exists():
        return _of_each_branch(rows, branches, most)
    return list(rows.filter(reduce(or_, branches)).order_by((F("pk") + 0).desc()).values_list("pk", flat=True)[:most])


def _of_each_branch(rows: QuerySet[Any], branches: list[Q], most: int) -> list[int]:
    keys: set[int] = set()
    for branch in branches:
        # ordered by an expression, so that no planner walks the primary key in the hope of meeting the branch
        mine = rows.filter(branch).order_by((F("pk") + 0).desc()).values_list("pk", flat=True)
        keys.update(mine[:most])
    return sorted(keys, reverse=True)[:most]
