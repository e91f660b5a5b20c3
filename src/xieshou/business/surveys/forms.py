"""What people enter about surveys."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.api import CountField
from xieshou.business.surveys.models import DEFAULT_WEIGHTS, QuestionKind, Rule
from xieshou.platform.registry.api import DayField, OrganisationField

MOST_LEAST = 100_000


class SurveyForm(forms.Form):
    """A survey before it opens."""

    title = forms.CharField(label=_("名称"), max_length=200, help_text=_("作答人会看到，例如“某某项目满意度调查”"))
    opens_on = DayField(label=_("开始日期"))
    closes_on = DayField(label=_("截止日期"))
    rule = forms.ChoiceField(label=_("满意率算法"), choices=Rule.choices, help_text=_("开始调查后不能再改"))
    weights = forms.CharField(
        label=_("各档权重"),
        max_length=60,
        initial=DEFAULT_WEIGHTS,
        help_text=_("很满意到很不满意，第一个是 100；只用于加权平均"),
    )
    least_answers = CountField(
        label=_("最少有效问卷"),
        min_value=1,
        max_value=MOST_LEAST,
        initial=30,
        help_text=_("不到这个数，结果标“样本不足”"),
    )
    method = forms.CharField(
        label=_("调查方法"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("对象、抽样、发放方式"),
    )


class NewSurveyForm(SurveyForm):
    """A new survey: whose."""

    owner = OrganisationField(label=_("组织单位"))
    about = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["title", "owner", "opens_on", "closes_on"]


class ChangeSurveyForm(SurveyForm):
    """A survey changed."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    """A question to add."""

    kind = forms.ChoiceField(label=_("题型"), choices=QuestionKind.choices)
    text = forms.CharField(label=_("题目"), max_length=300)
    is_required = forms.BooleanField(label=_("必答"), required=False, initial=True)
    is_counted = forms.BooleanField(label=_("计入满意率（五档题）"), required=False, initial=True)


class PopulationForm(forms.Form):
    """A list, pasted or uploaded."""

    text = forms.CharField(
        label=_("粘贴名单"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行：类别，姓名，电话（可无）"),
    )
    file = forms.FileField(
        label=_("或上传表格"), required=False, help_text=_(".xlsx、.xls、.csv，表头：类别、姓名、电话")
    )


class DrawForm(forms.Form):
    """How many to draw."""

    wanted = CountField(label=_("抽样人数"), min_value=1, max_value=MOST_LEAST)
    seed = forms.CharField(
        label=_("种子"),
        max_length=64,
        required=False,
        help_text=_("留空由系统随机产生；也可填当众产生的数，例如公证摇号结果"),
    )
