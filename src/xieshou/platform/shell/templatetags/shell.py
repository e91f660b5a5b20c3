"""`{% load shell %}`: icons, exact figures, form controls in the kit's markup, sentences, the saved views of a list.

A missing value prints as a dash, never as zero. Figures are integers; anything else raises TypeError.
"""

from collections.abc import Iterable
from typing import Any, Final

from django import template
from django.conf import settings
from django.forms import BoundField, ChoiceField, ModelChoiceField, widgets
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from xieshou.platform.shell import saved_views as views_of_lists
from xieshou.platform.shell.icons import UnknownIconError, icon_svg
from xieshou.platform.shell.sentences import is_english, told, told_whole

register = template.Library()
register.filter(told)  # `{{ problem.what|told }}`: text of the program, in English on an English page
register.filter(told_whole)  # `{{ change.after|told_whole }}`: a value that may be a person's words

MISSING: Final = "—"
FEN_PER_YUAN: Final = 100
FEN_PER_WAN_YUAN: Final = 1_000_000
MANY_CHOICES: Final = 12  # from here on a select gets a search box


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """`{% icon "home" %}`; an unknown name stops the page in DEBUG and prints nothing otherwise."""
    try:
        return icon_svg(name, label=label, css=css)
    except UnknownIconError as error:
        if settings.DEBUG:
            raise template.TemplateSyntaxError(error.args[0]) from error
        return SafeString()


def fen(value: int | None) -> str:
    """Money in integer 分 as yuan: 123456 → 1,234.56. Exact."""
    return _scaled(value, FEN_PER_YUAN, 2)


def wan_yuan(value: int | None, digits: int = 2) -> str:
    """Money in integer 分 as 万元, half-up: 1234567890 → 1,234.57; six digits are exact."""
    return _scaled(value, FEN_PER_WAN_YUAN, digits)


def wan_exact(value: int | None) -> str:
    """Money in integer 分 as 万元, to the fen, without idle zeros but with two decimals: 193990000 → 193.99."""
    text = _scaled(value, FEN_PER_WAN_YUAN, 6)
    whole, dot, decimals = text.partition(".")
    return f"{whole}{dot}{decimals.rstrip('0').ljust(2, '0')}" if dot else text


def count(value: int | None) -> str:
    """An integer with thousands separators: 1234567 → 1,234,567."""
    return _scaled(value, 1, 0)


for figure in (fen, wan_yuan, wan_exact, count):  # `{{ row.amount|fen }}` and `{% fen row.amount %}` are the same
    register.filter(figure.__name__, figure)
    register.simple_tag(figure, name=figure.__name__)


def _scaled(value: int | None, divisor: int, digits: int) -> str:
    """`value / divisor` to so many decimals, half-up away from zero, with integers only."""
    if value is None:
        return MISSING
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected an integer, got {value!r}; money is stored in integer 分")
    units, rest = divmod(abs(value) * 10**digits, divisor)
    units += 2 * rest >= divisor
    whole, decimals = divmod(units, 10**digits)
    sign = "-" if value < 0 and units else ""
    return f"{sign}{whole:,}" + (f".{decimals:0{digits}d}" if digits else "")


@register.inclusion_tag("shell/_saved_views.html", takes_context=True)
def saved_views(context: Context) -> dict[str, Any]:
    """`{% saved_views %}` below the filter of a list: the views the person saved of it, and the form to save one."""
    return views_of_lists.offered(context["request"])


@register.simple_tag
def scrolls(label: str) -> SafeString:
    """`<div class="table-responsive" {% scrolls _("账号") %}>`: what may be wider than the screen can be scrolled by key
    and has a name; two on one page have different ones."""
    return format_html('tabindex="0" role="region" aria-label="{}"', label)


@register.simple_tag
def control(field: BoundField, *, is_named: bool = False) -> SafeString:
    """A form field's control with the kit's classes, date picker and search box; errors and help are announced with it.

    `is_named`: it says its name itself, as in a grid, where no label stands beside it.
    """
    attrs = _attributes(field.field.widget)
    if is_named:
        attrs["aria-label"] = str(told(field.label))
    if is_english() and isinstance(field.field, ChoiceField) and not isinstance(field.field, ModelChoiceField):
        field.field.widget.choices = _told_choices(field.field.widget.choices)
    classes = [attrs["class"], field.field.widget.attrs.get("class"), "is-invalid" if field.errors else ""]
    return mark_safe(field.as_widget(attrs={**attrs, "class": " ".join(filter(None, classes))}))


def _told_choices(choices: Iterable[Any]) -> list[Any]:
    """Choices, some of them in groups, as the page of now names them; names of records are left to ModelChoiceField."""
    return [
        (told(value), _told_choices(label)) if isinstance(label, list | tuple) else (value, told(label))
        for value, label in choices
    ]


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether the control is several boxes, which need a fieldset and a legend instead of a label."""
    return isinstance(field.field.widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple)


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the control is one box, whose label stands behind it."""
    return isinstance(field.field.widget, widgets.CheckboxInput)


def _attributes(widget: widgets.Widget) -> dict[str, str | bool]:
    if isinstance(widget, widgets.CheckboxInput | widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return {"class": "form-check-input"}
    if isinstance(widget, widgets.Select):
        searchable = isinstance(widget, widgets.SelectMultiple) or len(list(widget.choices)) > MANY_CHOICES
        return {"class": "form-select", "data-select": True} if searchable else {"class": "form-select"}
    if isinstance(widget, widgets.DateTimeInput):
        return {"class": "form-control", "data-date": "time", "autocomplete": "off"}
    if isinstance(widget, widgets.DateInput):
        return {"class": "form-control", "data-date": True, "autocomplete": "off"}
    return {"class": "form-control"}
