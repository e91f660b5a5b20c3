"""The sign-in form."""

from typing import Any

from allauth.account.forms import LoginForm
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xieshou.platform.accounts.models import User


class SignInForm(LoginForm):  # type: ignore[misc] # allauth ships no types
    """Name and password; in a demonstration also the names that can be tried."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("账号")
        self.fields["password"].label = _("密码")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""

    def demo_accounts(self) -> list[User]:
        """Accounts of a demonstration, named by their duty; none in real use."""
        if not settings.IS_DEMO:
            return []
        return list(User.objects.filter(is_demo=True, is_active=True).order_by("pk"))
