"""What people enter about proposals, reviews, the library and plans."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.counts import CountField
from xieshou.business.projects.models import (
    Category,
    Maturity,
    Nature,
    PlanItem,
    Project,
    SourceLevel,
    Verdict,
    YearPlan,
)
from xieshou.business.projects.money import MoneyField
from xieshou.business.projects.services import required, scoring
from xieshou.business.projects.services.scoring import Given
from xieshou.lib.keys import YEARS
from xieshou.platform.accounts.api import Post
from xieshou.platform.registry.api import DayField, OrganisationField, RegionField

WHEN_PROPOSED = _("申报前必须填")
LEVELS = tuple((f"need_{level}", level, label) for level, label in SourceLevel.choices)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when it is only opened. A form may be sent empty."""
    return request.POST if request.method == "POST" else None


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProposalForm(forms.Form):
    """A proposal. A draft may lack all but its name and whose it is; what is still needed is told before it is proposed."""

    name = forms.CharField(label=_("项目名称"), max_length=200)
    category = forms.ChoiceField(label=_("类别"), choices=[("", "———"), *Category.choices], required=False)
    nature = forms.ChoiceField(label=_("建设性质"), choices=Nature.choices)
    owner = OrganisationField(label=_("责任单位"))
    place = RegionField(label=_("地区"), required=False)
    address = forms.CharField(
        label=_("建设地点"), max_length=200, required=False, help_text=_("乡镇、村、街道，能找到现场")
    )
    starts_on = DayField(label=_("开始"), required=False)
    ends_on = DayField(label=_("完成期限"), required=False)
    content = forms.CharField(
        label=_("建设任务"), required=False, widget=_area(4), help_text=_("规模、数量、建设标准，能数的写数")
    )
    estimate_fen = MoneyField(label=_("估算总投资"), required=False)
    beneficiaries = forms.CharField(label=_("受益对象"), max_length=300, required=False)
    beneficiary_count = CountField(label=_("受益人数"), min_value=0, max_value=2_000_000_000, required=False)
    benefit_link = forms.CharField(
        label=_("利益联结机制"), max_length=500, required=False, widget=_area(2), help_text=_("群众怎样得到收益")
    )
    goal = forms.CharField(
        label=_("绩效目标"), required=False, widget=_area(3), help_text=_("到什么时候产出什么、有什么效果")
    )
    department = OrganisationField(label=_("主管部门"), required=False)
    implementer = OrganisationField(label=_("实施单位"), required=False)
    in_charge = forms.CharField(label=_("负责人"), max_length=60, required=False)
    telephone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    basis = forms.CharField(label=_("立项依据"), max_length=500, required=False, help_text=_("规划、会议、文件和文号"))
    maturity = forms.ChoiceField(label=_("成熟度"), choices=Maturity.choices)
    source = forms.CharField(label=_("来源"), max_length=200, required=False, help_text=_("需求从哪里来"))
    twin_reason = forms.CharField(
        label=_("与相近项目的区别"),
        max_length=500,
        required=False,
        widget=_area(2),
        help_text=_("查重发现相近项目、确实不是同一项目时写"),
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, _level, label in LEVELS:
            help_text = _("筹资方式：没有的留空")
            self.fields[field] = MoneyField(label=_("其中：%(level)s资金") % {"level": label}, required=False)
            self.fields[field].help_text = help_text if field == LEVELS[0][0] else ""
        needs = [field for field, _level, _label in LEVELS]
        names = [name for name in self.fields if name not in needs]
        at = names.index("estimate_fen") + 1
        self.order_fields([*names[:at], *needs, *names[at:]])

    @classmethod
    def opened(cls, project: Project, data: Any) -> "ProposalForm":
        """The form filled with a project as it is stored."""
        plain = ("starts_on", "ends_on")
        initial = {name: getattr(project, name) for name in cls.base_fields if hasattr(project, name)}
        initial |= {name: value.isoformat() for name in plain if (value := initial[name]) is not None}
        initial |= {f"need_{level}": amount for level, amount in required.needs_of(project).items()}
        return cls(data, initial={**initial, "opened_version": project.version})

    def asked(self) -> dict[str, Any]:
        """The facts as the services take them, `needs` among them."""
        entered = dict(self.cleaned_data)
        needs = {level: entered.pop(field) for field, level, _label in LEVELS}
        entered.pop("opened_version")
        return {**entered, "needs": {level: amount for level, amount in needs.items() if amount is not None}}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=_area(3))


class DiscardForm(ReasonForm):
    """Why something is deleted, and which version of it was seen."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class CopyForm(forms.Form):
    """A copy's own name and whose it is."""

    name = forms.CharField(label=_("项目名称"), max_length=200)
    owner = OrganisationField(label=_("责任单位"))


class ExpertsForm(forms.Form):
    """Who is asked to review."""

    experts = forms.TypedMultipleChoiceField(
        label=_("评审专家"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, posts: Sequence[Post], advised: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].choices = [  # type: ignore[attr-defined]
            (post.user_id, f"{post.user}（{post.organisation}　{post.title}）") for post in posts
        ]
        self.fields["experts"].help_text = _("一般不少于 %(n)s 位；申报单位的人已回避，不在名单里") % {"n": advised}


class ScoreForm(forms.Form):
    """One expert's scores and words, criterion by criterion."""

    def __init__(self, *args: Any, rules: scoring.Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = rules.criteria
        for one in rules.criteria:
            asks = f"0—{one.points} 分。{one.asks}"
            self.fields[f"score_{one.code}"] = forms.CharField(
                label=one.name, max_length=10, required=False, help_text=asks, widget=_decimal()
            )
            self.fields[f"words_{one.code}"] = forms.CharField(
                label=_("%(name)s：意见") % {"name": one.name}, max_length=500, required=False
            )
        self.fields["words"] = forms.CharField(label=_("总体意见"), max_length=1000, required=False, widget=_area(3))

    def given(self) -> dict[str, Given]:
        """As the service takes it."""
        entered = self.cleaned_data
        return {one.code: Given(entered[f"score_{one.code}"], entered[f"words_{one.code}"]) for one in self.criteria}


def _decimal() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class VerdictForm(forms.Form):
    """What the meeting decided."""

    held_on = DayField(label=_("会审日期"))
    verdict = forms.ChoiceField(label=_("结论"), choices=Verdict.choices, widget=forms.RadioSelect)
    minutes = forms.CharField(label=_("会审意见"), widget=_area(5))
    reason = forms.CharField(
        label=_("理由"),
        max_length=500,
        required=False,
        widget=_area(3),
        help_text=_("修改后再审、不予入库的必须填，会告知申报人"),
    )


class PublicityForm(forms.Form):
    """When the result was made public."""

    published_on = DayField(label=_("公示开始"))
    days = CountField(label=_("公示天数"), min_value=1, max_value=365)


class AcceptForm(forms.Form):
    """Taking into the library."""

    objections = forms.CharField(
        label=_("公示异议"),
        max_length=500,
        required=False,
        widget=_area(3),
        help_text=_("有异议的，写明异议和处理结果"),
    )
    reason = forms.CharField(label=_("审定意见"), max_length=500, required=False, widget=_area(2))


class MaturityForm(forms.Form):
    """How far the preparations have come."""

    maturity = forms.ChoiceField(label=_("成熟度"), choices=Maturity.choices)
    reason = forms.CharField(label=_("理由"), max_length=500, help_text=_("依据，例如批复文号"))


class PlanForm(forms.Form):
    """A new plan."""

    year = CountField(label=_("年度"), min_value=YEARS.start, max_value=YEARS.stop - 1)
    owner = OrganisationField(label=_("编制单位"))
    place = RegionField(label=_("地区"), required=False)
    title = forms.CharField(
        label=_("名称"), max_length=200, required=False, help_text=_("不填的，按编制单位和年度取名")
    )


class PlanEditForm(forms.Form):
    """What a plan is called."""

    title = forms.CharField(label=_("名称"), max_length=200)
    document_number = forms.CharField(label=_("文号"), max_length=80, required=False)
    issued_on = DayField(label=_("下达日期"), required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def opened(cls, plan: YearPlan, data: Any) -> "PlanEditForm":
        """The form as the plan is."""
        initial = {"title": plan.title, "document_number": plan.document_number, "opened_version": plan.version}
        issued = plan.issued_on.isoformat() if plan.issued_on else None
        return cls(data, initial={**initial, "issued_on": issued})


class AmountForm(forms.Form):
    """A plan item's amount."""

    amount_fen = MoneyField(label=_("计划金额"))

    @classmethod
    def opened(cls, item: PlanItem, data: Any) -> "AmountForm":
        """The form as the item is."""
        return cls(data, initial={"amount_fen": item.amount_fen})


class SubmitForm(forms.Form):
    """Sending a plan on its way."""

    summary = forms.CharField(label=_("说明"), max_length=1000, required=False, widget=_area(3))
