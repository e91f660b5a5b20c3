"""What is entered beyond the ledgers' own forms."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """A decision on title with its basis."""

    reason = forms.CharField(label=_("理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(DecisionForm):
    """A confirmation names its basis."""

    reason = forms.CharField(
        label=_("确权依据"),
        max_length=500,
        help_text=_("产权界定、会议纪要或批复的文号"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HeadsForm(forms.Form):
    """A table of heads."""

    file = forms.FileField(label=_("文件"), help_text=_("xlsx、xls 或 csv；表头照模板，任何一格有错都不会写入"))
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("因何登记，例如：建档、户主变更"))


class HeadForm(forms.Form):
    """The head of a household. What is stored is never shown here; what is left empty stays."""

    name = forms.CharField(label=_("户主姓名"), max_length=40, required=False)
    id_number = forms.CharField(
        label=_("户主身份证号"), max_length=40, required=False, help_text=_("18 位；全角数字、空格会自动整理")
    )
    is_cleared = forms.BooleanField(
        label=_("清除"), required=False, help_text=_("去掉已登记的姓名和身份证号，例如销户、登记错了户")
    )
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("因何登记，例如：建档、户主变更"))
    opened_version = forms.IntegerField(widget=forms.HiddenInput)
