"""What a password must be, and passwords for one use. Basis: GB/T 22239 8.1.4.1 (身份鉴别)."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_KINDS = 3
# without the letters and digits that are mistaken for each other when read aloud or copied
_LOWER, _UPPER, _DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"


class CharacterKindsValidator:
    """At least three of: small letters, capitals, digits, anything else."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = {_kind(character) for character in password}
        if len(kinds) < LEAST_KINDS:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("密码须含小写字母、大写字母、数字、符号四类中的至少三类。")


class NewPasswordValidator:
    """Not the password that is in use."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_unchanged")

    def get_help_text(self) -> str:
        return _("新密码不能与现在的密码相同。")


def _kind(character: str) -> str:
    if "a" <= character <= "z":
        return "small"
    if "A" <= character <= "Z":
        return "capital"
    return "digit" if "0" <= character <= "9" else "other"


def one_time_password() -> str:
    """A random password to be told once and changed at once: about 72 bits, all kinds of characters."""
    groups = [
        "".join(secrets.choice(letters) for letters in (_UPPER, _LOWER, _DIGITS, _LOWER + _DIGITS)) for _n in range(4)
    ]
    return "-".join(groups)
