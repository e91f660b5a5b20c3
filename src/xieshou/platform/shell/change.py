"""One form, one change: asked, done, told; or the form again with every problem at its field.

    from xieshou.platform.shell.change import change
    form = RenameForm(request.POST or None, initial={"name": fund.name, "opened_version": fund.version})
    save = lambda: services.fund_rename(actor=user, fund=fund, **form.cleaned_data)
    return change(request, form, save, title=_("更名"), trail=[(_("资金"), reverse("funds:list")), to(fund)])

The service's `Invalid` is shown at the fields whose name or label its problems give as `where`, the rest above the
form (422); `Refused` and `Stale` become their own pages (403, 409) by themselves. When it is done the person goes to
what the act gives back: an object with an address, an address, or an answer of its own; nothing: where the trail ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xieshou.lib.problems import Difference, Invalid, Problem, Stale
from xieshou.platform.shell.sentences import told

Crumb = tuple[Any, str]


def to(record: Any) -> Crumb:
    """A record as a step of the trail: its name and its address."""
    return str(record), record.get_absolute_url()


def change(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], Any],
    *,
    title: str,
    trail: Sequence[Crumb],
    button: str = "",
    note: str = "",
    done: str = "",
    template: str = "shell/change.html",
    **context: Any,
) -> HttpResponse:
    """The page of a change, or the way on when it is done.

    `trail` names the pages above this one with their addresses; 取消 leads to the last. `button` is 保存, `done` 已保存,
    when missing; `note` says what the change will bring about. `template` extends shell/change.html; `context` is for it.
    """
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            changed = act()
        except Invalid as error:
            problems = place(form, error.problems)
        except Stale as error:  # what was typed is shown beside what is stored now
            raise Stale(by=error.by, differences=error.differences or typed(form)) from error
        else:
            return _gone_on(request, changed, done or _("已保存"), trail[-1][1])
    shown = {"form": form, "problems": problems, "page_title": title, "trail": trail, "back_url": trail[-1][1]}
    status = 422 if form.errors or problems else 200
    return render(request, template, {**shown, "button": button, "note": note, **context}, status=status)


def typed(form: forms.BaseForm) -> list[Difference]:
    """What a person typed against what is stored now, which is what the form begins with: a stale edit loses nothing."""
    changed = [field for field in form.visible_fields() if field.name in form.changed_data]
    return [
        Difference(
            str(field.label), _in_words(field, field.field.prepare_value(field.initial)), _in_words(field, field.data)
        )
        for field in changed
        if not isinstance(field.field, forms.FileField) and not isinstance(field.field.widget, forms.PasswordInput)
    ]


def _in_words(field: forms.BoundField, value: Any) -> str:
    """A value of a form's field as a person reads it: a choice by its label."""
    choices = {str(code): str(label) for code, label in getattr(field.field, "choices", ())}
    many = value if isinstance(value, list | tuple) else [value]
    return "、".join(choices.get(str(one), str(one)) for one in many if one not in (None, ""))


def place(form: forms.BaseForm, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Puts each problem at the field it names; gives back those that name none that is shown."""
    names = {field.name: field.name for field in form.visible_fields()}
    names |= {str(field.label): field.name for field in form.visible_fields()}
    for problem in problems:
        if problem.where in names:
            form.add_error(names[problem.where], at_field(problem))
    return tuple(problem for problem in problems if problem.where not in names)


def at_field(problem: Problem) -> str:
    """A problem in the words that stand under its field."""
    return str(told(str(replace(problem, where=""))))


def _gone_on(request: HttpRequest, changed: Any, done: str, back: str) -> HttpResponse:
    if isinstance(changed, HttpResponseBase):
        return changed  # type: ignore[return-value]
    messages.success(request, done)
    return redirect(back if changed is None else changed)
