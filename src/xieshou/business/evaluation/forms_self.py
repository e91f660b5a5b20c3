"""What people enter about monitoring and self-evaluation: the rows of both forms by name, and the small forms around."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.figures_typed import clean_figures
from xieshou.business.evaluation.forms_choices import ManyField
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.services import self_checks
from xieshou.business.evaluation.services.checking import said
from xieshou.business.evaluation.services.forms_funds import FUND_LABELS
from xieshou.business.evaluation.services.monitoring_typed import RowEntry
from xieshou.business.evaluation.services.monitoring_typed import Typed as TypedMonitoring
from xieshou.business.evaluation.services.self_typed import Typed, ValueEntry
from xieshou.business.projects.api import CountField
from xieshou.kernel.evaluation import EvaluationKind
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells
from xieshou.schemes import load_scheme, scheme_ids

_VALUE = re.compile("v-([0-9A-Za-z_-]{1,20})-([a-z_]+)")
_FACT = re.compile("f-([0-9A-Za-z_]{1,60})-(value|note)")
_NOTE = re.compile("n-([0-9A-Za-z_-]{1,40})")
_FIGURES = frozenset({"actual", "forecast", "level_percent", "value"})
_MONEY = Column("forecast", "全年预计执行数", Kind.MONEY, "元")


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _cell(name: str, text: object) -> str:
    """A posted cell: a figure typed in full width is kept as the same figure, words as they were typed."""
    return clean_figures(_clean(str(text))) if name in _FIGURES else _clean(str(text))


def _by_code(data: QueryDict) -> dict[str, dict[str, str]]:
    """The posted cells by the indicator's code and the field's name."""
    found: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        match = _VALUE.fullmatch(name)
        if match is not None:
            found.setdefault(match[1], {})[match[2]] = _cell(match[2], value)
    return found


def self_typed(data: QueryDict) -> Typed:
    """A posted self-evaluation. What the page did not send stays as it is."""
    values = {code: ValueEntry(**_only(cells_, ValueEntry)) for code, cells_ in _by_code(data).items()}
    texts = {name: _clean(str(data[name])) for name in self_checks.TEXT_LABELS if name in data}
    return Typed(values=values, facts=_facts(data), notes=_notes(data), **texts)


def _only(cells_: Mapping[str, str], kind: type[Any]) -> dict[str, str]:
    known = set(kind.__slots__)
    return {name: text for name, text in cells_.items() if name in known and (text or name != "reach")}


def _facts(data: QueryDict) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        match = _FACT.fullmatch(name)
        if match is not None:
            found.setdefault(match[1], {})[match[2]] = _cell(match[2], value)
    return found


def _notes(data: QueryDict) -> dict[str, str]:
    matches = ((_NOTE.fullmatch(name), str(value)) for name, value in data.items())
    return {match[1]: _clean(value) for match, value in matches if match is not None}


def monitoring_typed(data: QueryDict) -> TypedMonitoring:
    """A posted monitoring. `Invalid` where an amount cannot be read."""
    rows = {}
    for code, cells_ in _by_code(data).items():
        causes = tuple(data.getlist(f"v-{code}-causes"))
        rows[code] = RowEntry(**_only(cells_, RowEntry) | {"causes": causes})  # type: ignore[arg-type]
    return TypedMonitoring(
        rows=rows, words=_text(data, "words"), measures=_text(data, "measures"), forecasts=_forecasts(data)
    )


def _text(data: QueryDict, name: str) -> str | None:
    return _clean(str(data[name])) if name in data else None


def _forecasts(data: QueryDict) -> dict[str, int | None]:
    found, problems = {}, []
    for kind, label in FUND_LABELS.items():
        name = f"forecast-{kind.value}"
        if name not in data:
            continue
        try:
            found[kind.value] = cells.read(_MONEY, str(data[name]).strip())
        except Unreadable as error:
            known = error.problem
            problems.append(Problem(known.what, f"全年预计执行数 · {label}", known.allowed, known.remedy))
    if problems:
        raise Invalid(*problems)
    return found


def _without(rows: Any, taken: Iterable[int]) -> Any:
    return rows.exclude(pk__in=taken)


class NewSelfForm(forms.Form):
    """Which goals in force to evaluate."""

    goals = ManyField(
        label=_("绩效目标"),
        queryset=GoalSet.objects.none(),
        help_text=_("只列出已批准、还没有自评的目标"),
    )
    scheme = forms.ChoiceField(
        label=_("评价方案"), required=False, help_text=_("留空用目标的方案；部门整体可另选当地的评分表")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = [load_scheme(one) for one in scheme_ids()]
        departments = [(one.id, said(one.words)) for one in schemes if one.kind is EvaluationKind.DEPARTMENT]
        self.fields["scheme"].choices = [("", _("目标的方案")), *departments]  # type: ignore[attr-defined]
        _offer(self, goals_to_evaluate(user), "evaluation:goal_options_to_evaluate")


class NewMonitoringForm(forms.Form):
    """Which goals in force to monitor, up to which month."""

    goals = ManyField(label=_("绩效目标"), queryset=GoalSet.objects.none())
    month = CountField(
        label=_("截至月份"), min_value=1, max_value=12, initial=6, help_text=_("一般填 6 或 9；汇总到当月末")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, goals_to_fill(user), "evaluation:goal_options")


def _offer(form: forms.BaseForm, rows: Any, options: str) -> None:
    field = form.fields["goals"]
    assert isinstance(field, ManyField)
    field.offer(form, "goals", rows, options)


def goals_to_evaluate(user: User) -> Any:
    """Those of the goals in force that have no self-evaluation yet."""
    return goals_to_fill(user).filter(self_evaluations=None)


def goals_to_fill(user: User) -> Any:
    """The goals in force that the person may fill in for, newest year first."""
    rows = GoalSet.objects.visible_to(user, Permission.GOAL_EDIT).filter(state=FormState.APPROVED)
    return rows.select_related("project", "owner").order_by("-year", "-pk")


class OpenMonitoringsForm(forms.Form):
    """The monitorings of a whole year at once."""

    year = CountField(label=_("年度"), min_value=2015, max_value=2100)
    month = CountField(label=_("截至月份"), min_value=1, max_value=12, initial=6)


class AwardForm(forms.Form):
    """Another score than the rule's, and why."""

    awarded = forms.CharField(label=_("评定得分"), max_length=20, required=False, help_text=_("留空：恢复按规则计分"))
    because = forms.CharField(label=_("评定理由"), max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class CiteForm(forms.Form):
    """A piece of evidence for a value or a fact."""

    evidence = forms.IntegerField(label=_("证据"))
    proves = forms.CharField(label=_("证明什么"), max_length=200, required=False)


class YearForm(forms.Form):
    """Which year."""

    year = CountField(label=_("年度"), min_value=2015, max_value=2100)
