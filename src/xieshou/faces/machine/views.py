"""A person's own tokens."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xieshou.faces.machine import services
from xieshou.faces.machine.models import Token
from xieshou.platform.accounts.api import User, user_of


class TokenForm(forms.Form):
    """What the token is for, what it may do, how long."""

    name = forms.CharField(label=gettext_lazy("用途"), max_length=80, help_text=gettext_lazy("例如：每日上报接口"))
    days = forms.IntegerField(label=gettext_lazy("有效期（天）"), min_value=1, max_value=services.MOST_DAYS, initial=90)
    scopes = forms.MultipleChoiceField(label=gettext_lazy("权限"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["scopes"].choices = list(services.scopes_of(user).items())  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens, and a form for a new one; its secret is shown once."""
    user = user_of(request)
    form = TokenForm(request.POST or None, user=user)
    secret = None
    if request.method == "POST" and form.is_valid():
        _token, secret = services.token_make(actor=user, **form.cleaned_data)
        form = TokenForm(user=user)
    context = {"tokens": Token.objects.filter(user=user), "form": form, "secret": secret}
    answer = render(request, "machine/tokens.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of the person's tokens."""
    user = user_of(request)
    services.token_revoke(actor=user, token=get_object_or_404(Token, pk=pk, user=user))
    messages.success(request, _("令牌已撤销"))
    return redirect("tokens")
