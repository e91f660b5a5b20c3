"""Forms of evaluation, application and dossier."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.forms_choices import ManyField
from xieshou.business.evaluation.models import Aggregation, AppraisalKind, Subject
from xieshou.business.evaluation.services.appraising import schemes_for
from xieshou.business.projects.api import CountField, MoneyField, Project
from xieshou.business.rectification.api import people_at
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Evidence, evidence_matching
from xieshou.platform.registry.api import DayField, Organisation, OrganisationField


def projects_to_appraise(user: User) -> "QuerySet[Project]":
    """The projects whose evaluation the person may organise, newest first."""
    return Project.objects.visible_to(user, Permission.APPRAISAL_MANAGE).order_by("-pk")


class VersionForm(forms.Form):
    """What every change of an opened record sends."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class NewAppraisalForm(forms.Form):
    """Which evaluation of what, under which scheme."""

    kind = forms.ChoiceField(label=_("评价类型"), choices=AppraisalKind.choices)
    project = ManyField(
        label=_("项目"), queryset=Project.objects.none(), required=False, help_text=_("部门整体支出不选项目，填单位")
    )
    owner = OrganisationField(label=_("单位（部门整体支出）"), required=False)
    year = CountField(label=_("年度"), min_value=2015, max_value=2100)
    scheme = forms.ChoiceField(label=_("评价方案"))
    evaluator = forms.CharField(label=_("评价机构"), max_length=120, required=False, help_text=_("第三方评价必填"))
    is_blind = forms.BooleanField(label=_("背靠背评分：全部提交前互相看不到分数"), required=False, initial=True)
    aggregation = forms.ChoiceField(
        label=_("汇总方式"), choices=Aggregation.choices, help_text=_("专家不足 4 人时不去掉最高分和最低分")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        project = self.fields["project"]
        assert isinstance(project, ManyField)
        project.offer(self, "project", projects_to_appraise(user), "evaluation:appraisal_projects")
        this_year = timezone.localdate().year
        self.fields["year"].initial = this_year - 1
        schemes = {
            one.id: f"{one.words.zh}（{one.first_year}–{one.last_year or ''}）"
            for subject in Subject
            for year in range(2015, this_year + 1)
            for one in schemes_for(subject, year)
        }
        self.fields["scheme"].choices = list(schemes.items())  # type: ignore[attr-defined]


class AwardForm(VersionForm):
    """Another score than the rule's."""

    awarded = forms.CharField(label=_("评定得分"), max_length=20, required=False, help_text=_("留空：按规则或专家汇总"))
    reason = forms.CharField(label=_("评定理由"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3}))


class InviteForm(forms.Form):
    """One expert, by account."""

    username = forms.CharField(
        label=_("登录账号"), max_length=150, help_text=_("有“评价打分”权限、不在被评价单位任职的人")
    )
    weight = forms.CharField(label=_("权重"), max_length=10, initial="1")
    due_on = DayField(label=_("评分截止"), required=False)


class DropForm(forms.Form):
    """Why somebody is taken off a list."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ExchangeForm(VersionForm):
    """Until when the evaluated unit answers."""

    due_on = DayField(label=_("答复期限"))


class AnswerForm(VersionForm):
    """What the evaluated unit says."""

    answer = forms.CharField(
        label=_("被评价单位的意见"), widget=forms.Textarea({"rows": 6}), help_text=_("没有意见的写“无意见”")
    )


class ReplyForm(VersionForm):
    """How it was taken up."""

    reply = forms.CharField(label=_("意见采纳情况"), widget=forms.Textarea({"rows": 6}))


class ExplainForm(forms.Form):
    """Why a mismatch may stand."""

    reason = forms.CharField(label=_("说明"), max_length=1000, widget=forms.Textarea({"rows": 4}))
    opened_reason = forms.CharField(required=False, widget=forms.HiddenInput)


class MaterialForm(forms.Form):
    """A file of the evidence store that was published."""

    evidence = ManyField(label=_("文件"), queryset=Evidence.objects.none())
    year = CountField(label=_("年度"), min_value=2015, max_value=2100)
    published_on = DayField(label=_("公开日期"), required=False)
    url = forms.CharField(label=_("公开网址"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        evidence = self.fields["evidence"]
        assert isinstance(evidence, ManyField)
        rows = evidence_matching(words).visible_to(user).order_by("-pk")
        evidence.offer(self, "evidence", rows, "evidence:options")


class DiscloseForm(VersionForm):
    """When and where the result was published."""

    on = DayField(label=_("公开日期"))
    url = forms.CharField(label=_("公开地址"), max_length=300, help_text=_("网址，或公开栏的名称"))


class FindingForm(forms.Form):
    """A problem that the evaluation found."""

    title = forms.CharField(label=_("问题"), max_length=200)
    responsible = forms.ModelChoiceField(label=_("责任人"), queryset=User.objects.none())
    due_on = DayField(label=_("整改期限"))
    description = forms.CharField(label=_("问题描述"), required=False, widget=forms.Textarea({"rows": 3}))
    demanded = forms.CharField(label=_("整改要求"), required=False, widget=forms.Textarea({"rows": 3}))
    amount_fen = MoneyField(label=_("涉及金额"), required=False)

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people_at([owner])  # type: ignore[attr-defined]


class ApplicationAnswerForm(VersionForm):
    """What the budget proposal makes of the result."""

    answer = forms.CharField(label=_("预算编制的回应"), max_length=4000, widget=forms.Textarea({"rows": 6}))
    asked_fen = MoneyField(label=_("申请预算"))


class ReturnApplicationForm(VersionForm):
    """Why an answer does not do."""

    reason = forms.CharField(label=_("退回理由"), max_length=500, widget=forms.Textarea({"rows": 3}))


class VerifyForm(forms.Form):
    """A dossier file that somebody brought."""

    file = forms.FileField(label=_("档案文件"), help_text=_("本系统生成的 zip 文件"))
