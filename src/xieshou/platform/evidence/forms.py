"""What a person says of a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xieshou.platform.registry.api import Organisation


class _Degrees(forms.DecimalField):
    """Degrees with up to six decimals, kept as millionths."""

    def __init__(self, most: int, **kwargs: Any) -> None:
        super().__init__(min_value=-most, max_value=most, decimal_places=6, required=False, **kwargs)

    def clean(self, value: Any) -> int | None:
        degrees = super().clean(value)
        return None if degrees is None else int(degrees * 1_000_000)


class DescriptionForm(forms.Form):
    """The description of a piece of evidence."""

    title = forms.CharField(
        label=_("说明"), max_length=200, required=False, help_text=_("这份文件是什么，例如“塔县中学验收单”")
    )
    issuer = forms.CharField(label=_("出具单位"), max_length=120, required=False)
    document_number = forms.CharField(label=_("文号"), max_length=80, required=False)
    taken_at = forms.DateTimeField(
        label=_("形成时间"), required=False, help_text=_("照片留空则取照片自带的时间，例如 2020-03-01 09:30")
    )
    latitude_e6 = _Degrees(90, label=_("纬度"), help_text=_("照片留空则取照片自带的位置，例如 37.772300"))
    longitude_e6 = _Degrees(180, label=_("经度"))


class FinishForm(DescriptionForm):
    """The description of a file that has arrived, and whose it is."""

    owner = forms.ModelChoiceField(label=_("责任单位"), queryset=Organisation.objects.none())
    field_order = ["file", "title", "owner"]

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        self.fields["owner"].initial = owners.first()


class UploadForm(FinishForm):
    """A file and its description; without JavaScript this form alone uploads."""

    file = forms.FileField(label=_("文件"), allow_empty_file=True)


class ChangeForm(DescriptionForm):
    """The description changed, and why."""

    reason = forms.CharField(label=_("修改理由"), max_length=200)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)
