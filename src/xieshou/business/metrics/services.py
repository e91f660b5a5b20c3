"""Declaring metrics: a declaration never changes, a changed one is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from xieshou.business.metrics.filtering import problems_of
from xieshou.business.metrics.models import Measure, Metric, MetricVersion
from xieshou.business.metrics.sources import FieldKind, Source, source_named
from xieshou.business.metrics.upkeep import rebuild
from xieshou.kernel.exact import Exact, NotExactError
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary.api import Indicator
from xieshou.platform.exchange.api import FEN_PER

_SUMMED = frozenset({FieldKind.NUMBER, FieldKind.MONEY})


@dataclass(frozen=True)
class Declaration:
    """How a figure is taken; see `MetricVersion` for the meaning of each."""

    measure: str
    definition: str
    unit: str
    source: str = ""
    field: str = ""
    filters: Sequence[Mapping[str, Any]] = ()
    numerator: Metric | None = None
    denominator: Metric | None = None
    factor: str = "1"
    valid_from: date | None = None
    reason: str = ""


@transaction.atomic
def metric_create(
    *,
    actor: User | None,
    code: str,
    name: str,
    declaration: Declaration,
    indicator: Indicator | None = None,
    is_demo: bool = False,
) -> Metric:
    """A new metric with its first version; its cells are computed at once. `actor` None: the installation itself."""
    _may_declare(actor)
    problems = [] if name.strip() else [Problem("没有写名称", "名称")]
    if problems := problems + _problems(declaration):
        raise Invalid(*problems)
    try:
        with transaction.atomic():
            metric = Metric.objects.create(code=code, name=name.strip(), indicator=indicator, is_demo=is_demo)
    except IntegrityError:
        raise Invalid(Problem(f"代码“{code}”已被用", "代码", remedy="换一个代码，或登记新版本")) from None
    _version(actor, metric, 1, declaration)
    audit.record(actor=actor, action="metric.create", target=metric, reason=declaration.definition)
    return metric


@transaction.atomic
def metric_revise(
    *, actor: User, metric: Metric, declaration: Declaration, opened_number: int | None = None
) -> MetricVersion:
    """A new version from a day on; figures of spans that end before it keep the old one.

    `opened_number`: the version that the person began from; a newer one is told, never replaced unseen.
    """
    _may_declare(actor)
    metric = Metric.objects.select_for_update().get(pk=metric.pk)
    newest = metric.versions.order_by("-number")[0]
    problems = _problems(declaration, metric)
    if opened_number is not None and opened_number != newest.number:
        told = f"您打开之后，{newest.declared_by or '系统'}登记了第 {newest.number} 版"
        problems.append(Problem(told, remedy="先看那一版；还要改的，从那一版重新登记"))
    if declaration.valid_from is None:
        problems.append(Problem("没有写起用日期", "起用"))
    elif newest.valid_from is not None and declaration.valid_from <= newest.valid_from:
        problems.append(Problem("不晚于上一版的起用日期", "起用", f"{newest.valid_from} 之后"))
    if not declaration.reason.strip():
        problems.append(Problem("没有写为何改", "为何改"))
    if problems:
        raise Invalid(*problems)
    MetricVersion.objects.filter(pk=newest.pk).update(valid_to=declaration.valid_from)
    version = _version(actor, metric, newest.number + 1, declaration)
    audit.record(actor=actor, action="metric.revise", target=metric, reason=declaration.reason)
    return version


def _may_declare(actor: User | None) -> None:
    if actor is not None and not actor.may(Permission.METRIC_EDIT):
        raise Refused(f"需要“{Permission.METRIC_EDIT.label}”的权限")


def _version(actor: User | None, metric: Metric, number: int, asked: Declaration) -> MetricVersion:
    version = MetricVersion.objects.create(
        metric=metric,
        number=number,
        measure=asked.measure,
        source=asked.source,
        field="" if asked.measure == Measure.COUNT else asked.field,
        filters=[dict(one) for one in asked.filters],
        unit=asked.unit.strip(),
        per=_per(asked),
        numerator=asked.numerator,
        denominator=asked.denominator,
        factor=asked.factor,
        definition=asked.definition.strip(),
        valid_from=asked.valid_from,
        reason=asked.reason.strip(),
        declared_by=actor,
    )
    rebuild(version)
    return version


def _per(asked: Declaration) -> int:
    """Money is stored in 分 and told in the declaration's unit."""
    found = source_named(asked.source).field(asked.field) if asked.measure == Measure.SUM else None
    return FEN_PER[asked.unit.strip()] if found is not None and found.kind is FieldKind.MONEY else 1


def _problems(asked: Declaration, metric: Metric | None = None) -> list[Problem]:
    found = [
        Problem(f"没有写{label}", label)
        for label, text in (("口径", asked.definition), ("单位", asked.unit))
        if not text.strip()
    ]
    if asked.measure == Measure.RATIO:
        return found + _ratio_problems(asked, metric)
    if asked.measure not in Measure.values:
        allowed = "、".join(str(label) for label in Measure.labels)
        return [*found, Problem("没有选取数方式", "取数方式", allowed)]
    try:
        source = source_named(asked.source)
    except Invalid as error:
        return [*found, *error.problems]
    return found + _field_problems(source, asked) + problems_of(source, asked.filters)


def _field_problems(source: Source, asked: Declaration) -> list[Problem]:
    if asked.measure == Measure.COUNT:
        return []
    summed = asked.measure == Measure.SUM
    usable = [one for one in source.fields if not summed or one.kind in _SUMMED]
    found = next((one for one in usable if one.name == asked.field), None)
    if found is not None:
        is_wrong = summed and found.kind is FieldKind.MONEY and asked.unit.strip() not in FEN_PER
        return [Problem(f"金额不能以“{asked.unit}”计", "单位", "、".join(FEN_PER))] if is_wrong else []
    allowed = "、".join(one.label for one in usable)
    return [Problem("没有选要求和的数字字段" if summed else "没有选要去重的字段", "字段", allowed)]


def _ratio_problems(asked: Declaration, metric: Metric | None) -> list[Problem]:
    found = []
    for label, part in (("分子", asked.numerator), ("分母", asked.denominator)):
        if part is None:
            found.append(Problem(f"没有选{label}", label))
        elif metric is not None and _refers_to(part, metric):
            found.append(Problem(f"{label}又用到了“{metric}”自己", label, remedy="请换一个"))
    try:
        Exact.read(asked.factor)
    except NotExactError:
        found.append(Problem(f"“{asked.factor}”不是数", "乘以", "1 或 100"))
    return found


def _refers_to(part: Metric, metric: Metric) -> bool:
    """Whether a metric is, or is computed from, another."""
    if part.pk == metric.pk:
        return True
    versions = MetricVersion.objects.filter(metric=part, measure=Measure.RATIO).select_related(
        "numerator", "denominator"
    )
    parts = [each for one in versions for each in (one.numerator, one.denominator) if each is not None]
    return any(_refers_to(each, metric) for each in parts)
