"""What people enter about divisions and organisations. Places and organisations are written or picked from suggestions."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.registry.days import DayField
from xieshou.platform.registry.models import ChangeKind, Organisation, OrganisationKind, Region, RegionLevel, Side
from xieshou.platform.registry.region_changes import NewDivision
from xieshou.platform.registry.selectors import organisation_choice, region_choice


class SuggestInput(forms.TextInput):
    """A text box that suggests while one types; without JavaScript it is a text box."""

    def __init__(self, url_name: str) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.url = reverse_lazy(url_name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}_list"
        extra = {"list": listed, "hx-get": str(self.url), "hx-target": f"#{listed}", "hx-trigger": "input delay:250ms"}
        box = super().render(name, value, {**(attrs or {}), **extra}, renderer)
        return format_html('{}<datalist id="{}"></datalist>', box, listed)


class RegionField(forms.CharField):
    """A current division: its code, or its name when only one bears it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("六位代码或名称，例如 653131 或 塔什库尔干塔吉克自治县"))
        super().__init__(max_length=120, widget=SuggestInput("registry:region_options"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.code} {value.name}" if isinstance(value, Region) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(self.prepare_value(value))
        if not text:
            return None
        found = region_choice(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("没有现行区划“%(text)s”，请填六位代码或全称") % {"text": text})
        several = "、".join(f"{one.code} {one.name}" for one in found[:6])
        raise ValidationError(_("“%(text)s”可以是：%(several)s，请填代码") % {"text": text, "several": several})


class OrganisationField(forms.CharField):
    """A current organisation: `编号 12`, its credit code, or its name when only one bears it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("名称、信用代码，或“编号 12”"))
        super().__init__(max_length=160, widget=SuggestInput("registry:organisation_options"), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"编号 {value.pk} {value.name}" if isinstance(value, Organisation) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(self.prepare_value(value))
        if not text:
            return None
        found = organisation_choice(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("没有在用的单位“%(text)s”，请先登记或改填编号") % {"text": text})
        several = "、".join(f"编号 {one.pk} {one.name}" for one in found[:6])
        raise ValidationError(_("“%(text)s”可以是：%(several)s，请填编号") % {"text": text, "several": several})


class OrganisationForm(forms.Form):
    """The facts of an organisation."""

    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=OrganisationKind.choices)
    side = forms.ChoiceField(label=gettext_lazy("方"), choices=Side.choices)
    credit_code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("18 位，抄自登记证照；没有就留空，不要编"),
    )
    region = RegionField(label=gettext_lazy("所在地"), required=False)
    source = forms.CharField(
        label=gettext_lazy("来源"), max_length=200, required=False, help_text=gettext_lazy("登记证照、文件或公开报告")
    )


class NewOrganisationForm(OrganisationForm):
    """A new organisation."""

    name = forms.CharField(
        label=gettext_lazy("名称"), max_length=120, help_text=gettext_lazy("全称，与登记证照或公章一致")
    )
    parent = OrganisationField(label=gettext_lazy("上级"), required=False)
    is_known_new = forms.BooleanField(label=gettext_lazy("确认是另一个单位，继续登记"), required=False)
    field_order = ["name", "short_name", "kind", "side", "credit_code", "region", "parent", "source", "is_known_new"]


class EditOrganisationForm(OrganisationForm):
    """The facts changed, and why."""

    reason = forms.CharField(label=gettext_lazy("修改理由"), max_length=200, required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class RenameForm(forms.Form):
    """A new name."""

    name = forms.CharField(label=gettext_lazy("新名称"), max_length=120)
    short_name = forms.CharField(label=gettext_lazy("新简称"), max_length=40, required=False)
    on = DayField(label=gettext_lazy("更名日期"), required=False)
    source = forms.CharField(
        label=gettext_lazy("依据"), max_length=200, required=False, help_text=gettext_lazy("批复文号")
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    """Another parent."""

    parent = OrganisationField(label=gettext_lazy("新的上级"), required=False)
    reason = forms.CharField(label=gettext_lazy("依据"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """Out of use from a day on."""

    on = DayField(label=gettext_lazy("停用日期"))
    reason = forms.CharField(label=gettext_lazy("依据"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ReopenForm(forms.Form):
    """In use again."""

    reason = forms.CharField(label=gettext_lazy("依据"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """Which organisation it really is."""

    into = OrganisationField(label=gettext_lazy("并入（保留的机构）"))
    reason = forms.CharField(label=gettext_lazy("为什么是同一个机构"), max_length=300)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300)


class RegionFileForm(forms.Form):
    """A file of towns and villages."""

    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("CSV、xlsx 或 xls，表头：代码、名称、起用日期（可缺）")
    )


class RegionChangeForm(forms.Form):
    """One change of a division."""

    kind = forms.ChoiceField(label=gettext_lazy("变更"), choices=ChangeKind.choices)
    on = DayField(label=gettext_lazy("生效日期"))
    others = forms.CharField(
        label=gettext_lazy("一同变更的区划"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("合并时填其余各区划的代码，用空格隔开"),
    )
    after = forms.CharField(
        label=gettext_lazy("变更后"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个：代码 名称 上级代码（上级不变可缺）"),
    )
    into = RegionField(
        label=gettext_lazy("并入现有区划"),
        required=False,
        help_text=gettext_lazy("只在并入一个现有区划时填，其代码或名称"),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("变更后的级别"),
        required=False,
        choices=[("", gettext_lazy("不变")), *(one for one in RegionLevel.choices if one[0] != RegionLevel.COUNTRY)],
    )
    document = forms.CharField(label=gettext_lazy("批准文号"), max_length=120, required=False)
    reason = forms.CharField(label=gettext_lazy("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, region: Region, below: list[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region, self.below = region, below
        for child in below[:200]:
            self.fields[f"assign_{child.pk}"] = forms.IntegerField(
                label=_("“%(child)s”归第几个") % {"child": child.name}, min_value=1, required=False
            )

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What every change asks for."""
        return [field for field in self if not field.name.startswith("assign_")]

    @property
    def assign_fields(self) -> list[forms.BoundField]:
        """What only a split asks for: where each division below goes."""
        return [field for field in self if field.name.startswith("assign_")]

    def asked(self) -> Mapping[str, Any]:
        """What `region_change` is called with. Raises `Invalid` with every line that cannot be read."""
        problems: list[Problem] = []
        entered = self.cleaned_data
        before = [self.region, *_regions(entered["others"], "一同变更的区划", problems)]
        after: list[NewDivision | Region] = []
        for number, line in enumerate(entered["after"].splitlines(), 1):
            if line.strip():
                after += _division(line, number, entered["level"], problems)
        if entered["into"] is not None:
            after.append(entered["into"])
        if problems:
            raise Invalid(*problems)
        assign = {
            child.pk: entered[f"assign_{child.pk}"] - 1 for child in self.below if entered.get(f"assign_{child.pk}")
        }
        taken = {field: entered[field] for field in ("kind", "on", "document", "reason")}
        return {**taken, "before": before, "after": after, "assign": assign}


def _regions(text: str, where: str, problems: list[Problem]) -> list[Region]:
    found = []
    for code in re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", text).strip()):
        if code:
            rows = region_choice(code)
            if len(rows) == 1:
                found.append(rows[0])
            else:
                problems.append(Problem(f"没有现行区划“{code}”", where, "现行区划的代码", "请核对代码"))
    return found


def _division(line: str, number: int, level: str, problems: list[Problem]) -> list[NewDivision]:
    parts = unicodedata.normalize("NFKC", line).split()
    if len(parts) not in {2, 3}:
        problems.append(Problem(f"“{line.strip()}”读不出来", f"变更后 第 {number} 行", "代码 名称 上级代码（可缺）"))
        return []
    parent = _regions(parts[2], f"变更后 第 {number} 行 上级", problems) if len(parts) == 3 else []
    return [NewDivision(parts[0], parts[1], level, parent[0] if parent else None)]
