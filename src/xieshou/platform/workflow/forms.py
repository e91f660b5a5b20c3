"""What people enter on the pages of approvals."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Post, User
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow import people
from xieshou.platform.workflow.conditions import Kind, Value
from xieshou.platform.workflow.diagram import Variable
from xieshou.platform.workflow.models import FlowDefinition, FlowState

_DIGITS = str.maketrans("０１２３４５６７８９，．－", "0123456789,.-")
_YES = {"是", "有", "true", "yes", "1", "√"}
_NO = {"否", "无", "false", "no", "0", "×"}
_MONEY = re.compile(r"(-?\d+)(?:\.(\d+))?(万|亿)?元?")


class PersonField(forms.CharField):
    """A person by account, or by a name that only one has."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = people.person_named(text)
        if found is None:
            raise forms.ValidationError(_("找不到“%(text)s”，或有重名。填在任人员的账号。"), params={"text": text})
        return found


class StartForm(forms.Form):
    """What a matter is, for whom, and the values its flow looks at."""

    title = forms.CharField(label=_("事项"), max_length=200)
    owner = forms.ModelChoiceField(label=_("以哪个单位的名义"), queryset=Organisation.objects.none())
    summary = forms.CharField(label=_("内容"), required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, user: User, variables: tuple[Variable, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variables = variables
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = startable_owners(user)
        if owner.queryset.count() == 1:
            owner.initial = owner.queryset.first()
        for variable in variables:
            self.fields[f"var_{variable.name}"] = variable_field(variable)

    def values(self) -> dict[str, Value]:
        return {variable.name: self.cleaned_data[f"var_{variable.name}"] for variable in self.variables}


class VariablesForm(forms.Form):
    """The values of a matter, to be corrected by its starter."""

    def __init__(self, *args: Any, variables: tuple[Variable, ...], values: dict[str, Value], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.variables = variables
        for variable in variables:
            field = variable_field(variable)
            field.initial = as_entered(variable, values.get(variable.name))
            self.fields[f"var_{variable.name}"] = field

    def values(self) -> dict[str, Value]:
        return {variable.name: self.cleaned_data[f"var_{variable.name}"] for variable in self.variables}


def as_entered(variable: Variable, value: Value | None) -> str:
    """A stored value as a person writes it; missing: empty."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if variable.name.endswith("_fen") and isinstance(value, int):
        sign, fen = ("-" if value < 0 else ""), abs(value)
        return f"{sign}{fen // 100:,}.{fen % 100:02d}"
    return "" if value is None else str(value)


def startable_owners(user: User) -> Any:
    """The organisations of the person's own posts that give the right to start."""
    held = Post.objects.filter(user=user, role__grants__permission=Permission.MATTER_START)
    return Organisation.objects.current().filter(pk__in=held.values("organisation_id")).order_by("path")


def variable_field(variable: Variable) -> forms.Field:
    """How one value is entered; money (a name ending in _fen) is entered in yuan, 万元 or 亿元."""
    if variable.kind is Kind.BOOLEAN:
        return YesNoField(label=variable.label)
    if variable.kind is Kind.TEXT:
        return forms.CharField(label=variable.label, max_length=100)
    if variable.name.endswith("_fen"):
        return FenField(label=variable.label.replace("（分）", ""), help_text=_("例如 1200000、120万元、1.2亿元"))
    return WholeField(label=variable.label)


class WholeField(forms.CharField):
    """A whole number, with full-width digits and thousands separators forgiven."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).translate(_DIGITS).replace(",", "").strip()
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise forms.ValidationError(_("“%(text)s”不是整数。"), params={"text": value})
        return int(text)


class FenField(forms.CharField):
    """Money as people write it, kept in integer 分."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).translate(_DIGITS).replace(",", "").replace(" ", "")
        match = _MONEY.fullmatch(text)
        unit = {None: 2, "万": 6, "亿": 10}[match[3]] if match is not None else 0
        decimals = (match[2] or "") if match is not None else ""
        if match is None or len(match[1]) > 14 or len(decimals.rstrip("0")) > unit:
            raise forms.ValidationError(
                _("“%(text)s”看不懂。填元，最多两位小数；或写 120万元、1.2亿元。"), params={"text": value}
            )
        return int(match[1] + decimals[:unit].ljust(unit, "0"))


class YesNoField(forms.CharField):
    """是 or 否."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip().lower()
        if text not in _YES | _NO:
            raise forms.ValidationError(_("填“是”或“否”。"))
        return text in _YES


class SignForm(forms.Form):
    """Whom to ask for another signature, and when."""

    signer = PersonField(label=_("加签人（账号或姓名）"), max_length=40)
    when = forms.ChoiceField(
        label=_("何时"),
        choices=[("before", _("我决定之前：先听意见")), ("after", _("我同意之后：再请签字"))],
        initial="before",
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(label=_("说明"), required=False, max_length=1000)


class ReassignForm(forms.Form):
    """To whom a task goes instead, and why."""

    user = PersonField(label=_("改派给（账号或姓名）"), max_length=40)
    reason = forms.CharField(label=_("理由"), max_length=300)


class DelegationForm(forms.Form):
    """Who stands in, from when to when."""

    delegate = PersonField(label=_("代办人（账号或姓名）"), max_length=40)
    starts_on = forms.DateField(label=_("自"))
    ends_on = forms.DateField(label=_("至（含当天）"))
    reason = forms.CharField(label=_("事由"), required=False, max_length=200)


class FlowForm(forms.Form):
    """A new flow."""

    code = forms.RegexField(
        label=_("代码"),
        regex=r"[a-z][a-z0-9-]{1,39}",
        help_text=_("小写字母开头，字母、数字、连字符，2–40 个，定后不改"),
        error_messages={"invalid": _("代码要小写字母开头，只用字母、数字、连字符，2–40 个。")},
    )
    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.CharField(label=_("适用办件"), max_length=60, required=False, help_text=_("空：任何办件都可用"))
    description = forms.CharField(label=_("说明"), max_length=300, required=False)


def startable_flows() -> Any:
    """The flows that a person may start by hand: published and for any matter."""
    return FlowDefinition.objects.filter(versions__state=FlowState.PUBLISHED, kind="").order_by("code")
