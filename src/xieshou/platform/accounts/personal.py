"""Personal data: encrypted under the installation's keys, masked wherever it is shown, found by a keyed hash.

A field's value is a `Personal`: printing it, in a page, an export or a log, prints the mask. The plain text is taken
with `.plain`, which only the reveal service and the owner's own page do. Duty: 个人信息保护法 articles 6, 28 and 51.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext as _

from xieshou.lib import masking
from xieshou.lib.wrong_settings import WrongSettings

_APART = str.maketrans("", "", " -\u3000\t")


class PersonalKind(models.TextChoices):
    """What a personal field holds; the kind decides its mask."""

    ID_NUMBER = "id_number", "证件号码"
    PHONE = "phone", "电话"
    BANK_CARD = "bank_card", "银行账号"
    NAME = "name", "姓名"
    ADDRESS = "address", "住址"
    EMAIL = "email", "电子邮箱"


_MASKS: dict[PersonalKind, Callable[[str], str]] = {
    PersonalKind.ID_NUMBER: masking.masked_id_number,
    PersonalKind.PHONE: masking.masked_phone,
    PersonalKind.BANK_CARD: masking.masked_bank_card,
    PersonalKind.NAME: masking.masked_name,
    PersonalKind.ADDRESS: masking.masked,
    PersonalKind.EMAIL: masking.masked,
}


class WrongFieldKey(WrongSettings):
    """What is stored was encrypted under a key that this installation does not have."""

    def __init__(self) -> None:
        super().__init__(
            "加密的字段解不开：field_keys 中没有当时的密钥",
            "从密钥的备份恢复 secrets.json（或 XIESHOU_FIELD_KEYS），旧密钥排在新密钥之后",
        )


@lru_cache(maxsize=4)
def _crypt(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise WrongSettings(
            "字段加密密钥 field_keys 的格式不对", "每个密钥是 44 个字符的 Fernet 密钥；xieshou keys new 会生成"
        ) from None


def _keys() -> tuple[str, ...]:
    return tuple(settings.FIELD_KEYS)


def seal(plain: str) -> str:
    """The text encrypted under the newest key."""
    return _crypt(_keys()).encrypt(plain.encode()).decode()


def unseal(token: str) -> str:
    """The text of what `seal` gave, under any of the keys. Raises WrongFieldKey."""
    try:
        return _crypt(_keys()).decrypt(token.encode()).decode()
    except InvalidToken:
        raise WrongFieldKey from None


def is_newest(token: str) -> bool:
    """Whether the newest key alone opens it."""
    try:
        Fernet(_keys()[0]).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def masked(plain: str, kind: PersonalKind) -> str:
    """The text as shown to those who have not asked to see it."""
    return _MASKS[kind](plain) if plain else ""


class Personal:
    """One personal value. It prints masked; only `plain` tells it. Empty means missing."""

    __slots__ = ("_plain", "kind", "token")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, kind: PersonalKind, *, plain: str | None = None, token: str = "") -> None:
        self.kind = kind
        self.token = token
        self._plain = plain if plain is not None or token else ""

    @property
    def plain(self) -> str:
        """The value itself. Raises WrongFieldKey."""
        if self._plain is None:
            self._plain = unseal(self.token)
        return self._plain

    def sealed(self) -> str:
        """As stored; missing is stored as nothing."""
        if not self.token and self._plain:
            self.token = seal(self._plain)
        return self.token

    def __str__(self) -> str:
        try:
            return masked(self.plain, self.kind)
        except WrongFieldKey:
            return _("（密钥不符，无法解密）")

    def __repr__(self) -> str:
        return f"<Personal {self.kind.value}>"

    def __bool__(self) -> bool:
        return bool(self.token or self._plain)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Personal):
            return self.plain == other.plain
        return isinstance(other, str) and self.plain == other


class _Sealing(DeferredAttribute):
    """Whatever is assigned becomes a `Personal` at once, so that no page can print it plain."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


if TYPE_CHECKING:
    _TextField = models.TextField[Personal | str | None, Personal]
else:
    _TextField = models.TextField


class EncryptedTextField(_TextField):
    """Text that the database holds encrypted. `search` names a later CharField(64) that holds the keyed hash."""

    descriptor_class = _Sealing

    def __init__(self, *args: Any, kind: PersonalKind, search: str = "", **kwargs: Any) -> None:
        self.kind, self.search = PersonalKind(kind), search
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "kind": self.kind.value, "search": self.search}

    def to_python(self, value: Any) -> Personal | None:
        if value is None or isinstance(value, Personal):
            return value
        return Personal(self.kind, plain=str(value))

    def from_db_value(self, value: str | None, *_: Any) -> Personal | None:
        return None if value is None else Personal(self.kind, token=value)

    def get_prep_value(self, value: Any) -> str | None:
        found = self.to_python(value)
        return None if found is None else found.sealed()

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if self.search:
            setattr(model_instance, self.search, search_hash(value.plain) if value else "")
        return value

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(
                f"{self.name} is encrypted and cannot be compared in the database; use personal.matching()"
            )
        return super().get_lookup(lookup_name)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        errors = super().check(**kwargs)
        names = [field.name for field in self.model._meta.local_concrete_fields]
        if self.search and self.search not in names[names.index(self.name) + 1 :]:
            told = f"the search column {self.search!r} of {self.name!r} must be declared after it"
            errors.append(checks.Error(told, obj=self, id="accounts.E001"))
        return errors


def _canonical(plain: str) -> str:
    return unicodedata.normalize("NFKC", plain).translate(_APART).upper()


def _hashed(plain: str, key: str) -> str:
    derived = hashlib.sha256(b"xieshou search " + key.encode()).digest()
    return hmac.new(derived, _canonical(plain).encode(), hashlib.sha256).hexdigest()


def search_hash(plain: str) -> str:
    """The keyed hash under the newest key, the same for full-width digits, blanks and dashes; missing gives none."""
    return _hashed(plain, _keys()[0]) if _canonical(plain) else ""


def matching(model: type[models.Model], field: str, plain: str) -> models.Q:
    """The rows whose encrypted field is exactly this. Rows not yet rotated to the newest key are found too."""
    column = model._meta.get_field(field)
    if not isinstance(column, EncryptedTextField) or not column.search:
        raise FieldError(f"{field} has no search column")
    hashes = [_hashed(plain, key) for key in _keys()] if _canonical(plain) else []
    return models.Q(**{f"{column.search}__in": hashes})


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[EncryptedTextField]]]:
    """Every model with encrypted fields, and those."""
    for model in apps.get_models():
        fields = [field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]
        if fields:
            yield model, fields
