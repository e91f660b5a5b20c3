"""What people enter about metrics."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshou.business.metrics.filtering import OPERATIONS
from xieshou.business.metrics.models import Measure, Metric, MetricVersion
from xieshou.business.metrics.services import Declaration
from xieshou.business.metrics.sources import FieldKind, Source, sources
from xieshou.platform.dictionary.api import Indicator
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells
from xieshou.platform.registry.api import DayField, OrganisationField, RegionField

CONDITIONS = 4
_WHOLE = {FieldKind.NUMBER, FieldKind.LINK}


class ScopeForm(forms.Form):
    """Over what a figure is taken; empty: as wide as the person may see."""

    since = DayField(label=_("自"), required=False)
    until = DayField(label=_("至"), required=False)
    owner = OrganisationField(label=_("单位（含下级）"), required=False, help_text="")
    place = RegionField(label=_("地区（含下级）"), required=False, help_text="")


class FreezeForm(forms.Form):
    """What a figure is frozen for."""

    frozen_for = forms.CharField(label=_("用于"), max_length=120, help_text=_("例如：2020 年度绩效自评"))


class MetricForm(forms.Form):
    """A declaration. The fields of every source are offered together, each with its source."""

    definition = forms.CharField(
        label=_("口径"), widget=forms.Textarea(attrs={"rows": 2}), help_text=_("数什么、不数什么，当年还是累计")
    )
    measure = forms.ChoiceField(label=_("取数方式"), choices=Measure.choices)
    unit = forms.CharField(label=_("单位"), max_length=20)
    field = forms.ChoiceField(
        label=_("来源和字段"), required=False, help_text=_("数条数时选来源即可；求和、去重要选字段；比率不填")
    )
    numerator = forms.ModelChoiceField(label=_("分子"), queryset=Metric.objects.none(), required=False)
    denominator = forms.ModelChoiceField(label=_("分母"), queryset=Metric.objects.none(), required=False)
    factor = forms.ChoiceField(label=_("比率乘以"), choices=[("1", "1"), ("100", "100（%）")], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sources()
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = Metric.objects.all()  # type: ignore[attr-defined]
        self.fields["field"].choices = [("", "—"), *_grouped(known)]  # type: ignore[attr-defined]
        for number in range(1, CONDITIONS + 1):
            self._add_condition(number, known)

    def _add_condition(self, number: int, known: Mapping[str, Source]) -> None:
        choices = [("", "—"), *_grouped(known, with_source=False)]
        operations = [("", "—"), *((code, _(words)) for code, (words, _kinds) in OPERATIONS.items())]
        label = _("条件 %(n)s") % {"n": number}
        self.fields[f"on_{number}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields[f"op_{number}"] = forms.ChoiceField(label=_("怎样"), choices=operations, required=False)
        self.fields[f"value_{number}"] = forms.CharField(
            label=_("值"), max_length=200, required=False, help_text=_("几个值用顿号隔开")
        )

    def declaration(self, **rest: Any) -> Declaration:
        """What was asked for, as the service takes it; what is wrong is told by the service."""
        data = self.cleaned_data
        source, _dot, field = data["field"].partition(".")
        return Declaration(
            measure=data["measure"],
            definition=data["definition"],
            unit=data["unit"],
            source=source,
            field=field,
            filters=self._filters(),
            numerator=data["numerator"],
            denominator=data["denominator"],
            factor=data["factor"] or "1",
            **rest,
        )

    def _filters(self) -> list[dict[str, Any]]:
        found = []
        for number in range(1, CONDITIONS + 1):
            on, op = self.cleaned_data[f"on_{number}"], self.cleaned_data[f"op_{number}"]
            if on or op:
                source, _dot, name = on.partition(".")
                found.append(
                    {"field": name, "op": op, "value": _typed(source, name, op, self.cleaned_data[f"value_{number}"])}
                )
        return found


class NewMetricForm(MetricForm):
    """A new metric."""

    code = forms.SlugField(label=_("代码"), max_length=60, help_text=_("字母、数字、横线，以后不变"))
    name = forms.CharField(label=_("名称"), max_length=120)
    indicator = forms.ModelChoiceField(
        label=_("指标字典"), queryset=Indicator.objects.none(), required=False, help_text=_("它量的是字典里的哪个指标")
    )
    field_order = ["code", "name", "indicator"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.all()  # type: ignore[attr-defined]


class ReviseMetricForm(MetricForm):
    """A changed declaration."""

    valid_from = DayField(label=_("起用"))
    reason = forms.CharField(label=_("为何改"), max_length=300)
    opened_number = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def opened(cls, version: MetricVersion, data: Any) -> "ReviseMetricForm":
        """Filled with the declaration in force."""
        initial: dict[str, Any] = {
            name: getattr(version, name)
            for name in ("definition", "measure", "unit", "numerator", "denominator", "factor")
        }
        initial["opened_number"] = version.number
        initial["field"] = f"{version.source}.{version.field}" if version.source else ""
        for number, one in enumerate(version.filters, start=1):
            initial[f"on_{number}"] = f"{version.source}.{one['field']}"
            initial[f"op_{number}"] = one["op"]
            initial[f"value_{number}"] = _as_typed(version.source, one)
        return cls(data, initial=initial)


def _grouped(known: Mapping[str, Source], *, with_source: bool = True) -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """Fields by their source; `slug.` alone stands for the source as a whole."""
    groups = []
    for source in known.values():
        own = [(f"{source.slug}.", _("%(source)s（数条数）") % {"source": source.label})] if with_source else []
        groups.append((source.label, own + [(f"{source.slug}.{one.name}", one.label) for one in source.fields]))
    return groups


def _typed(slug: str, name: str, operation: str, text: str) -> Any:
    """A condition's value in the type of its field; what cannot be read stays text and is told by the service."""
    if operation == "in":
        return [
            _one(slug, name, part) for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip()
        ]
    return _one(slug, name, text.strip())


def _one(slug: str, name: str, text: str) -> Any:
    source = sources().get(slug)
    field = source.field(name) if source is not None else None
    text = text.strip()
    if field is None or not text:
        return text
    if field.kind is FieldKind.CHOICE:
        return next((code for code, label in field.choices if text in {code, str(label)}), text)
    if field.kind is FieldKind.FLAG:
        return {"是": True, "否": False}.get(text, text)
    kind = Kind.MONEY if field.kind is FieldKind.MONEY else Kind.WHOLE if field.kind in _WHOLE else None
    if kind is None:
        return text
    try:
        return cells.read(Column(name, field.label, kind, unit=field.unit if kind is Kind.MONEY else ""), text)
    except Unreadable:
        return text


def _as_typed(slug: str, one: Mapping[str, Any]) -> str:
    source = sources().get(slug)
    field = source.field(one["field"]) if source is not None else None
    values = one.get("value")
    shown = []
    for value in values if isinstance(values, list) else [values]:
        if field is not None and field.kind is FieldKind.CHOICE:
            value = dict(field.choices).get(str(value), value)
        if isinstance(value, bool):
            value = "是" if value else "否"
        elif field is not None and field.kind is FieldKind.MONEY and isinstance(value, int):
            value = f"{value}分"
        shown.append("" if value is None else str(value))
    return "、".join(shown)
