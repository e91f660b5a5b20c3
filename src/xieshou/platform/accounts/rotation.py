"""Everything encrypted, encrypted again under the newest key. Safe to break off and to repeat."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from xieshou.platform.accounts.personal import EncryptedTextField, encrypted_fields, is_newest, seal, unseal

BATCH = 500


def rotate() -> Iterator[tuple[str, int]]:
    """The name of each table and how many rows were encrypted again. Raises WrongFieldKey when a key is missing."""
    for model, fields in encrypted_fields():
        yield str(model._meta.verbose_name), sum(_row_rotated(row, fields) for row in _rows(model))
    yield "两步验证", sum(_secret_rotated(row) for row in Authenticator.objects.all())


def still_old() -> int:
    """How many rows the newest key alone does not open."""
    rows = sum(not _is_new(row, fields) for model, fields in encrypted_fields() for row in _rows(model))
    return rows + sum(not is_newest(secret) for row in Authenticator.objects.all() for secret in _secrets(row))


def _rows(model: type[models.Model]) -> Iterator[models.Model]:
    """All rows in batches, each read to its end before the next, so that a break leaves no cursor open."""
    rows = model._default_manager.order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


def _is_new(row: models.Model, fields: list[EncryptedTextField]) -> bool:
    values = [getattr(row, field.attname) for field in fields]
    return all(is_newest(value.token) for value in values if value)


@transaction.atomic
def _row_rotated(row: models.Model, fields: list[EncryptedTextField]) -> bool:
    if _is_new(row, fields):
        return False
    # read again under a lock: someone may have changed the row since the list was read
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    for field in fields:
        value = getattr(fresh, field.attname)
        if value:
            setattr(fresh, field.attname, value.plain)
    columns = {field.attname for field in fields} | {field.search for field in fields if field.search}
    fresh.save(update_fields=columns)
    return True


def _secrets(row: Authenticator) -> list[str]:
    data = row.data
    return [data[name] for name in ("secret", "seed") if name in data] + list(data.get("migrated_codes", []))


@transaction.atomic
def _secret_rotated(row: Authenticator) -> bool:
    if all(is_newest(secret) for secret in _secrets(row)):
        return False
    fresh = Authenticator.objects.select_for_update().get(pk=row.pk)
    for name in ("secret", "seed"):
        if name in fresh.data:
            fresh.data[name] = seal(unseal(fresh.data[name]))
    if "migrated_codes" in fresh.data:
        fresh.data["migrated_codes"] = [seal(unseal(code)) for code in fresh.data["migrated_codes"]]
    fresh.save(update_fields=["data"])
    return True
