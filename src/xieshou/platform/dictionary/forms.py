"""What people enter about indicators and codes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshou.platform.dictionary.models import BridgeKind, CodeSet, Direction, IndicatorVersion
from xieshou.platform.dictionary.services import DESCRIBED
from xieshou.platform.registry.api import DayField, OrganisationField, RegionField


class VersionForm(forms.Form):
    """A definition."""

    definition = forms.CharField(
        label=_("定义（口径）"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("数什么、不数什么，当年还是累计，实际还是计划"),
    )
    unit = forms.CharField(label=_("单位"), max_length=20)
    direction = forms.ChoiceField(label=_("方向"), choices=Direction.choices)
    numerator = forms.CharField(label=_("分子"), max_length=300, required=False, help_text=_("比率才填"))
    denominator = forms.CharField(label=_("分母"), max_length=300, required=False)
    owner = OrganisationField(label=_("责任单位"), required=False)
    owner_name = forms.CharField(
        label=_("责任单位（不在机构库时）"), max_length=120, required=False, help_text=_("例如：受援地协作部门")
    )
    data_source = forms.CharField(label=_("取数来源"), max_length=300, required=False)
    document = forms.CharField(label=_("依据"), max_length=300, required=False, help_text=_("文件名称、文号、条款"))
    is_text_at_hand = forms.BooleanField(label=_("已核对文件原文"), required=False)


class NewIndicatorForm(VersionForm):
    """A new indicator."""

    code = forms.CharField(label=_("代码"), max_length=40, help_text=_("字母、数字、点、横线，以后不变"))
    name = forms.CharField(label=_("名称"), max_length=120)
    category = forms.CharField(label=_("类别"), max_length=40, required=False)
    valid_from = DayField(label=_("起用"), required=False)
    field_order = ["code", "name", "category", "valid_from"]


class ReviseForm(VersionForm):
    """A changed definition and how the versions compare."""

    valid_from = DayField(label=_("新口径起用"))
    reason = forms.CharField(label=_("为何改口径"), max_length=300)
    kind = forms.ChoiceField(label=_("新旧衔接"), choices=BridgeKind.choices)
    bridge_numerator = forms.CharField(
        label=_("旧数乘以"), max_length=40, required=False, help_text=_("按系数换算才填，例如亿元改万元填 10000")
    )
    bridge_denominator = forms.CharField(label=_("再除以"), max_length=40, required=False)
    bridge_reason = forms.CharField(
        label=_("衔接说明"), max_length=300, required=False, help_text=_("不可比的必须写明原因")
    )

    @classmethod
    def opened(cls, version: IndicatorVersion, data: Any) -> "ReviseForm":
        """The form filled with the definition in force."""
        return cls(data, initial={field: getattr(version, field) for field in DESCRIBED})

    def asked(self) -> dict[str, Any]:
        """What `indicator_revise` is called with."""
        entered = dict(self.cleaned_data)
        bridge = {
            "kind": entered.pop("kind"),
            "numerator": entered.pop("bridge_numerator"),
            "denominator": entered.pop("bridge_denominator"),
            "reason": entered.pop("bridge_reason"),
        }
        return {**entered, "bridge": bridge}


class FigureForm(forms.Form):
    """A published figure."""

    version = forms.ModelChoiceField(label=_("按哪一版口径"), queryset=IndicatorVersion.objects.none())
    value = forms.CharField(label=_("数值"), max_length=40, help_text=_("照原文，不带单位"))
    qualifier = forms.CharField(label=_("修饰"), max_length=10, required=False, help_text=_("约、近、超过、余"))
    region = RegionField(label=_("地区"), required=False)
    period = forms.CharField(label=_("统计期"), max_length=40, help_text=_("例如 2020、2023年1—11月"))
    year = forms.IntegerField(label=_("年度"), min_value=1990, max_value=2100, required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    source = forms.CharField(label=_("出处"), max_length=300, help_text=_("文件名称和页、行"))

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]
        self.fields["version"].initial = versions.last()


class CodeSetForm(forms.Form):
    """A new code set."""

    code = forms.CharField(label=_("代码"), max_length=40)
    name = forms.CharField(label=_("名称"), max_length=80)
    description = forms.CharField(label=_("说明"), max_length=300, required=False)
    source = forms.CharField(label=_("依据"), max_length=300, required=False)
    is_text_at_hand = forms.BooleanField(label=_("已核对文件原文"), required=False)


class NewCodeForm(forms.Form):
    """A new code."""

    code = forms.CharField(label=_("代码"), max_length=40)
    label = forms.CharField(label=_("名称"), max_length=120)
    valid_from = DayField(label=_("起用"), required=False)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class _ChosenCode(forms.Form):
    """One code in use."""

    code = forms.ChoiceField(label=_("代码"))

    def __init__(self, *args: Any, codes: CodeSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = codes.entries.filter(valid_to=None)
        self.fields["code"].choices = [(row.code, str(row)) for row in rows]  # type: ignore[attr-defined]


class RenameCodeForm(_ChosenCode):
    """Another label."""

    label = forms.CharField(label=_("新名称"), max_length=120)
    on = DayField(label=_("起用"))
    note = forms.CharField(label=_("依据"), max_length=200, required=False)


class RetireCodeForm(_ChosenCode):
    """Not to be chosen any more."""

    on = DayField(label=_("停用"))
    replaced_by = forms.CharField(label=_("改用哪个代码"), max_length=40, required=False)
    note = forms.CharField(label=_("依据"), max_length=200, required=False)
