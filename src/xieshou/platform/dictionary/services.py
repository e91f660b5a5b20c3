"""Changes of the indicator register: a new definition is a new version, and what was published stays."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary.exact import read_number
from xieshou.platform.dictionary.models import Bridge, BridgeKind, Direction, Figure, Indicator, IndicatorVersion

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
DESCRIBED = {
    "definition": "定义（口径）",
    "unit": "单位",
    "direction": "方向",
    "numerator": "分子",
    "denominator": "分母",
    "owner": "责任单位",
    "owner_name": "责任单位（名称）",
    "data_source": "取数来源",
    "document": "依据",
    "is_text_at_hand": "已核对原文",
}


def checked(actor: User | None) -> None:
    """Refuses those who do not keep the dictionary. None is the system itself."""
    if actor is not None and not actor.may(Permission.DICTIONARY_EDIT):
        raise Refused(f"您没有“{Permission.DICTIONARY_EDIT.label}”的权限")


def code_problems(code: str) -> list[Problem]:
    """What is wrong with a code."""
    if CODE.fullmatch(code):
        return []
    return [Problem(f"“{code}”不能作代码", "代码", "2 到 40 个字母、数字、点、横线", "例如 jobs.stable")]


@transaction.atomic
def indicator_create(
    *, actor: User | None, code: str, name: str, category: str = "", is_demo: bool = False, **described: Any
) -> Indicator:
    """A new indicator with its first version."""
    checked(actor)
    problems = [*code_problems(code), *_version_problems(described)]
    if not name.strip():
        problems.append(Problem("不能为空", "名称"))
    if Indicator.objects.filter(code=code).exists():
        problems.append(Problem(f"代码 {code} 已有指标", "代码", remedy="改口径请在该指标页“登记新版本”"))
    if problems:
        raise Invalid(*problems)
    indicator = Indicator.objects.create(code=code, name=name.strip(), category=category, is_demo=is_demo)
    IndicatorVersion.objects.create(indicator=indicator, number=1, **described)
    audit.record(actor=actor, action="indicator.create", target=indicator)
    return indicator


def _version_problems(described: Mapping[str, Any]) -> list[Problem]:
    problems = [
        Problem("不能为空", DESCRIBED[field])
        for field in ("definition", "unit")
        if not str(described.get(field, "")).strip()
    ]
    if described.get("direction") not in Direction.values:
        problems.append(Problem("没有选择", "方向", "、".join(map(str, Direction.labels))))
    has = [bool(str(described.get(field, "")).strip()) for field in ("numerator", "denominator")]
    if has[0] != has[1]:
        problems.append(Problem("分子和分母只填了一个", "分子、分母", "都填，或都不填"))
    if str(described.get("unit", "")).strip() in {"%", "％"} and not any(has):
        problems.append(Problem("比率没有说明分子、分母", "分子、分母", remedy="请写明分子和分母各是什么"))
    return problems


@transaction.atomic
def indicator_revise(
    *,
    actor: User | None,
    indicator: Indicator,
    valid_from: date,
    reason: str,
    bridge: Mapping[str, str],
    **described: Any,
) -> IndicatorVersion:
    """A changed definition: the version in force ends, a new one begins, and the bridge says how figures compare.

    `bridge` holds `kind`, and `numerator`, `denominator`, `reason` as the kind asks. Nothing published changes.
    """
    checked(actor)
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    last = indicator.versions.order_by("number").last()
    if last is None:
        raise Invalid(Problem("指标没有第一版", remedy="请重新登记指标"))
    problems = [*_version_problems(described), *_bridge_problems(bridge)]
    if last.valid_from is not None and valid_from <= last.valid_from:
        problems.append(Problem(f"{valid_from} 不晚于上一版的起用日期", "起用", f"晚于 {last.valid_from}"))
    if last.valid_to is not None and valid_from < last.valid_to:
        problems.append(Problem(f"{valid_from} 早于上一版的止用日期", "起用", f"{last.valid_to} 或以后"))
    if not reason.strip():
        problems.append(Problem("请写明为何改口径", "为何改口径"))
    if problems:
        raise Invalid(*problems)
    if last.valid_to is None:
        IndicatorVersion.objects.filter(pk=last.pk).update(valid_to=valid_from)
    new = IndicatorVersion.objects.create(
        indicator=indicator, number=last.number + 1, valid_from=valid_from, reason=reason, **described
    )
    Bridge.objects.create(before=last, after=new, **bridge)
    changes = audit.changed_fields(_described(last), _described(new), DESCRIBED)
    audit.record(actor=actor, action="indicator.revise", target=indicator, changes=changes, reason=reason)
    return new


def _described(version: IndicatorVersion) -> dict[str, Any]:
    return {field: getattr(version, field) for field in DESCRIBED}


def _bridge_problems(bridge: Mapping[str, str]) -> list[Problem]:
    kind = bridge.get("kind", "")
    if kind not in BridgeKind.values:
        return [Problem("没有说明新旧版如何衔接", "衔接", "、".join(map(str, BridgeKind.labels)))]
    if kind == BridgeKind.NOT_COMPARABLE and not bridge.get("reason", "").strip():
        return [Problem("不可比要说明原因", "衔接说明", remedy="例如：统计对象由贫困人口改为脱贫人口")]
    return _factor_problems(bridge) if kind == BridgeKind.FACTOR else []


def _factor_problems(bridge: Mapping[str, str]) -> list[Problem]:
    problems = []
    for field, where, default in (("numerator", "乘以", ""), ("denominator", "除以", "1")):
        try:
            if read_number(bridge.get(field) or default, where) == 0:
                problems.append(Problem("不能是 0", where))
        except Invalid as error:
            problems += error.problems
    return problems


@transaction.atomic
def bridge_set(*, actor: User | None, bridge: Bridge, reason: str, **entered: str) -> Bridge:
    """Corrects how two versions compare; the figures published under either stay."""
    checked(actor)
    if problems := _bridge_problems({**entered, "reason": reason}):
        raise Invalid(*problems)
    before = str(bridge)
    bridge.kind, bridge.reason = entered["kind"], reason
    bridge.numerator, bridge.denominator = entered.get("numerator", ""), entered.get("denominator", "")
    bridge.save()
    change = audit.Change(f"第 {bridge.before.number} 版 → 第 {bridge.after.number} 版", before, str(bridge))
    audit.record(actor=actor, action="indicator.bridge", target=bridge.after.indicator, changes=[change], reason=reason)
    return bridge


@transaction.atomic
def figure_add(
    *, actor: User | None, version: IndicatorVersion, value: str, period: str, source: str, **rest: Any
) -> Figure:
    """A published figure, under the definition it was published with. The same one twice is one."""
    checked(actor)
    number = read_number(value, "数值")
    if not source.strip():
        raise Invalid(Problem("没有出处的数不登记", "出处", remedy="请填文件名称和页、行"))
    plain = value.replace(",", "").strip()
    known = {"version": version, "region": rest.pop("region", None), "period": period, "source": source}
    figure, is_new = Figure.objects.get_or_create(**known, value=plain, defaults=rest)
    if is_new:
        change = audit.Change(
            f"{period} 第 {version.number} 版", None, f"{number}" if number.denominator == 1 else plain
        )
        audit.record(actor=actor, action="indicator.figure", target=version.indicator, changes=[change], reason=source)
    return figure
