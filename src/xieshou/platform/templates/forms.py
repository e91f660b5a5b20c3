"""What people enter about templates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshou.platform.registry.api import OrganisationField


class UploadForm(forms.Form):
    """A new version."""

    owner = OrganisationField(label=_("用于哪个单位及下级"))
    file = forms.FileField(
        label=_("模板文件"), help_text=_("Word（.docx）或 Excel（.xlsx），不超过 10 MB，不含宏"), max_length=200
    )
    note = forms.CharField(label=_("说明"), max_length=200, required=False)


class ReasonForm(forms.Form):
    """Why, and what was seen."""

    reason = forms.CharField(label=_("理由"), max_length=300)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)
