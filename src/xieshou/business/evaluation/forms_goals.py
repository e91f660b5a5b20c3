"""What people enter about goals: the rows of the form by name, and the small forms around it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.entries import LABELS, NAMES, Row
from xieshou.business.evaluation.figures_typed import clean_figures
from xieshou.business.evaluation.forms_choices import ManyField
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.evaluation.services.checking import Checked, Finding, said
from xieshou.business.evaluation.services.goals import schemes_for
from xieshou.business.evaluation.services.past import MOST_REASON, past_schemes
from xieshou.business.projects.api import CountField, Project
from xieshou.kernel.text import normalise
from xieshou.lib.keys import key_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import OrganisationField
from xieshou.schemes import load_scheme, scheme_ids

SPARE_ROWS = 3  # blank rows at the end of the form, so that it works without JavaScript
_ROW_FIELD = re.compile("r-([0-9]{1,4})-([a-z0-9_]+)")
NATIONAL = "national-"
# the second levels of the official guide (财预〔2021〕101号) and of the published tables
LEVEL2: Mapping[str, Sequence[str]] = {
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "满意度指标"),
    "满意度指标": ("服务对象满意度指标",),
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row as the page shows it: its number in the form's names, the typed row, what was found field by field."""

    n: int
    row: Row
    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)

    @property
    def is_spare(self) -> bool:
        """Whether nothing stands in it: a row for browsers without JavaScript."""
        return self.n > 0 and self.row == Row()

    @property
    def is_own(self) -> bool:
        """Whether it was not taken from the dictionary."""
        return not self.row.library


def rows_typed(data: QueryDict) -> list[Row]:
    """The rows of a posted form in the order asked for; rows marked for deletion and blank rows are left out."""
    return [row for _n, row in numbered_rows(data)]


def numbered_rows(data: QueryDict) -> list[tuple[int, Row]]:
    """The same, each with its number in the form's names."""
    numbers = _numbers(data)
    kept = [(_order(n, values), n, _row(values)) for n, values in numbers.items() if not values.get("delete")]
    kept.sort(key=lambda one: one[:2])
    return [(n, row) for _order_key, n, row in kept if not row.is_blank]


def posted_numbers(data: QueryDict) -> list[int]:
    """The numbers of every row of the form, blank ones too."""
    return sorted(_numbers(data))


def _numbers(data: QueryDict) -> dict[int, dict[str, str]]:
    numbers: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        match = _ROW_FIELD.fullmatch(name)
        if match is not None:
            numbers.setdefault(int(match[1]), {})[match[2]] = str(value).replace("\x00", "").strip()
    return numbers


def _order(n: int, values: Mapping[str, str]) -> int:
    asked = key_of(normalise(values.get("order", "")))
    return n if asked is None else min(asked, 10_000)


def _row(values: Mapping[str, str]) -> Row:
    """The typed texts; a figure typed in full width is the same figure."""
    texts = {name: values.get(name, "") for name in NAMES}
    texts["points"] = normalise(texts["points"]).removesuffix("分")
    for name in ("target", "unit"):
        texts[name] = clean_figures(texts[name])
    return Row(**texts)


def form_rows(rows: Sequence[Row], checked: Checked | None = None, spare: int = SPARE_ROWS) -> list[FormRow]:
    """The rows for the page, with blank ones at the end."""
    shown = [FormRow(n, row, _at(checked, n)) for n, row in enumerate(rows, 1)]
    return shown + [FormRow(len(rows) + n, Row(), {name: [] for name in LABELS}) for n in range(1, spare + 1)]


def _at(checked: Checked | None, n: int) -> Mapping[str, Sequence[Finding]]:
    return {name: checked.at(n, name) if checked is not None else [] for name in LABELS}


def scheme_choices() -> list[tuple[str, str]]:
    """Every scheme with indicators of the office's own; which fit a year and subject is checked when goals are begun."""
    schemes = [load_scheme(one) for one in scheme_ids()]
    return [
        (one.id, f"{said(one.words)}（{_years(one.first_year, one.last_year)}）") for one in schemes if one.groups()
    ]


def past_scheme_choices() -> list[tuple[str, str]]:
    """Every scheme of a project's or a department's own table, those over facts too."""
    return [(one.id, f"{said(one.words)}（{_years(one.first_year, one.last_year)}）") for one in past_schemes()]


def _years(first: int, last: int | None) -> str:
    if last == first:
        return f"{first}"
    return f"{first}–{last}" if last is not None else _("%(year)s 年起") % {"year": first}


def offer_projects(form: forms.BaseForm, user: User) -> None:
    """The projects for which the person may fill in, in the form's field `project`."""
    mine = Project.objects.visible_to(user, Permission.GOAL_EDIT).order_by("-pk")
    field = form.fields["project"]
    assert isinstance(field, ManyField)
    field.offer(form, "project", mine, "evaluation:project_options")


class GoalsSubjectForm(forms.Form):
    """Whose goals, of which year."""

    project = ManyField(
        label=_("项目"), queryset=Project.objects.none(), required=False, help_text=_("部门整体目标不选项目")
    )
    owner = OrganisationField(label=_("单位（部门整体）"), required=False)
    year = CountField(label=_("年度"), min_value=2015, max_value=2100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_projects(self, user)


class NewGoalsForm(GoalsSubjectForm):
    """Goals of a project, or of a department."""

    scheme = forms.ChoiceField(label=_("评价方案"), choices=scheme_choices)
    copy = forms.BooleanField(
        label=_("从上年目标复制"), required=False, help_text=_("复制后要按今年任务重新测算，照抄会被检查出来")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        year = timezone.localdate().year
        self.fields["year"].initial = year
        self.fields["scheme"].initial = _usual_scheme(user, year)


def _usual_scheme(user: User, year: int) -> str | None:
    """The scheme of the newest goals of a project that the person sees, while it is in force; else the national one."""
    known = [one.id for one in schemes_for(year, is_department=False)]
    rows = GoalSet.objects.filter(project__isnull=False, scheme__in=known).newest_visible_to(user, 1)
    national = [one for one in known if one.startswith(NATIONAL)]
    return next(iter([*(one.scheme for one in rows), *national, *known]), None)


class PastGoalsForm(GoalsSubjectForm):
    """Goals approved before the system kept them: whose, where they stand, and the table itself."""

    scheme = forms.ChoiceField(label=_("评价方案"), choices=past_scheme_choices)
    reason = forms.CharField(label=_("补录理由"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2}))
    basis = forms.CharField(label=_("补录依据"), max_length=200, help_text=_("批复文号，或公开的决算、自评表的页码"))
    file = forms.FileField(
        label=_("文件"), help_text=_("绩效目标申报表、自评表（Word、Excel、PDF），或本页的 Excel 模板")
    )


class WithdrawPastForm(forms.Form):
    """Why a registration is taken back."""

    reason = forms.CharField(label=_("撤销理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class AdjustForm(forms.Form):
    """Why approved goals are changed, and who said so."""

    reason = forms.CharField(label=_("调整理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label=_("调整依据"), max_length=200, help_text=_("批复文号、会议纪要、预算调整文件"))


class ReturnForm(forms.Form):
    """Why it goes back."""

    reason = forms.CharField(label=_("退回理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class WaiverForm(forms.Form):
    """Why a warning may stand."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """How an opinion was taken up."""

    answer = forms.CharField(label=_("回应"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewerForm(forms.Form):
    """Who else is asked for an opinion."""

    username = forms.CharField(label=_("账号"), max_length=60, help_text=_("评价专家或财政人员的登录账号"))
    reason = forms.CharField(label=_("请他看什么"), max_length=200, required=False)


class SheetForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(label=_("文件"), help_text=_("本页下载的 Excel 模板，或绩效目标申报表（Word、Excel、PDF）"))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """Nothing but the version that was seen."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput)
