"""What administrators enter."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Power
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.models import Role, User
from xieshou.platform.registry.api import Organisation, Region
from xieshou.platform.shell.change import place

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_BETWEEN = re.compile(r"[、,，;；\s]+")


class DayField(forms.DateField):
    """A day as people write it: 2020-03-01, 2020/3/1, 2020年3月1日, also in full width."""

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            text = "".join(unicodedata.normalize("NFKC", value).split())
            if found := _DAY.fullmatch(text):
                value = "-".join(found.groups())
        return super().to_python(value)

    default_error_messages = {"invalid": _("不是日期；例如 2020-03-01 或 2020年3月1日")}


def tell(form: forms.Form, error: Invalid) -> None:
    """A service's problems, each at the field it names, the rest above the form."""
    for problem in place(form, error.problems):
        form.add_error(None, str(problem))


class UserForm(forms.Form):
    """A new account."""

    username = forms.CharField(label=_("账号"), max_length=40, help_text=_("小写字母开头，字母、数字、_ . -"))
    name = forms.CharField(label=_("姓名或岗位"), max_length=40)
    mobile = forms.CharField(label=_("手机"), max_length=20, required=False, help_text=_("加密保存，显示时打码"))
    email = forms.CharField(label=_("电子邮箱"), max_length=120, required=False, help_text=_("加密保存，显示时打码"))


class UserChangeForm(forms.Form):
    """An account's description; what is personal is not shown, and kept when left empty."""

    name = forms.CharField(label=_("姓名或岗位"), max_length=40)
    mobile = forms.CharField(label=_("手机"), max_length=20, required=False)
    email = forms.CharField(label=_("电子邮箱"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial={"name": user.name})
        for field in ("mobile", "email"):
            shown = str(getattr(user, field)) or gettext("未填")
            self.fields[field].help_text = gettext("现为 %(shown)s；留空不改") % {"shown": shown}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class AreasField(forms.CharField):
    """Regions by code or name, several apart by 、 or blanks; a name that several regions bear asks for the code."""

    def clean(self, value: Any) -> Any:
        words = [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", super().clean(value) or "")) if word]
        found, wrong = [], []
        for word in words:
            regions = list(_regions(word))
            if len(regions) == 1:
                found.append(regions[0])
            else:
                wrong.append(_unclear(word, regions))
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def _regions(word: str) -> Iterable[Region]:
    today = Region.objects.valid_on(timezone.localdate())
    return today.filter(code=word) if word.isdecimal() else today.filter(name=word)[:6]


def _unclear(word: str, regions: list[Region]) -> str:
    if not regions:
        return gettext("没有现行的行政区划“%(word)s”；写全称或 6 位代码") % {"word": word}
    codes = "、".join(region.code for region in regions)
    return gettext("叫“%(word)s”的不止一个，请写代码：%(codes)s") % {"word": word, "codes": codes}


class PostForm(forms.Form):
    """A post: which role, where, over which area, from when."""

    title = forms.CharField(label=_("岗位"), max_length=60, help_text=_("例如：专项资金处经办"))
    role = forms.ModelChoiceField(label=_("角色"), queryset=Role.objects.none())
    organisation = forms.ModelChoiceField(label=_("单位"), queryset=Organisation.objects.none())
    areas = AreasField(
        label=_("辖区（含代管）"),
        required=False,
        max_length=300,
        help_text=_("行政区划全称或代码，用顿号隔开；留空为单位所在地"),
    )
    valid_from = DayField(label=_("任职自"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()


class TransferForm(PostForm):
    """The new post of a person who changes; the old one ends on the day the new one begins."""

    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].label = _("换岗日（当天旧权失效、新权生效）")


class EndForm(forms.Form):
    """The end of a post."""

    on = DayField(label=_("离任日"), help_text=_("从这一天零时起不再有该岗位的权限"))
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class RoleForm(forms.Form):
    """A new role, without rights yet."""

    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名"), max_length=60, required=False)
    code = forms.CharField(label=_("代码"), max_length=40, help_text=_("小写字母、数字、_ -，以后不变"))
    power = forms.ChoiceField(label=_("权力"), choices=Power.choices, help_text=_("三权分立：以后不变"))
    description = forms.CharField(label=_("说明"), max_length=200, required=False)


class RoleChangeForm(forms.Form):
    """A role's description, and why its rights change; the rights themselves are the grid below."""

    name = forms.CharField(label=_("名称"), max_length=40)
    name_en = forms.CharField(label=_("英文名"), max_length=60, required=False)
    description = forms.CharField(label=_("说明"), max_length=200, required=False)
    reason = forms.CharField(label=_("修改理由"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class RevealForm(forms.Form):
    """Why a personal value is looked at."""

    reason = forms.CharField(
        label=_("查看理由"),
        max_length=200,
        required=False,
        help_text=_("写明因何事、为谁查看，至少 5 个字；将记入审计日志"),
    )
