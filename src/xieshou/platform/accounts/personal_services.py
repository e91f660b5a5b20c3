"""Looking at a personal value: with a reason, in the log, not too many in an hour."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.models import Post, Reveal, User
from xieshou.platform.accounts.personal import EncryptedTextField
from xieshou.platform.accounts.scoped import Scoped, load
from xieshou.platform.audit import api as audit

SHORTEST_REASON = 5
HOUR = timedelta(hours=1)


def personal_record(*, actor: User, kind: str, pk: int, field: str) -> tuple[models.Model, EncryptedTextField]:
    """The record and its field, loaded through the right to reveal. `kind` is `app.model`; unknown or unseen is 404."""
    try:
        model = apps.get_model(kind)
        column = model._meta.get_field(field)
    except (LookupError, ValueError, FieldDoesNotExist):
        raise Http404 from None
    if not isinstance(column, EncryptedTextField):
        raise Http404
    if issubclass(model, User):
        return _person(actor, pk), column
    if not issubclass(model, Scoped):
        raise Http404
    return load(model, actor, Permission.PERSONAL_REVEAL, pk=pk), column


def may_reveal(actor: User, record: models.Model) -> bool:
    """Whether the right to reveal is held on the record."""
    if isinstance(record, User):
        held = Post.objects.held_on(timezone.localdate()).filter(user=record).select_related("organisation__region")
        return actor.may(Permission.PERSONAL_REVEAL) and any(
            actor.may(Permission.PERSONAL_REVEAL, post.organisation) for post in held
        )
    return isinstance(record, Scoped) and actor.may(Permission.PERSONAL_REVEAL, record)


def _person(actor: User, pk: int) -> User:
    """A person's record is revealed to those who hold the right where that person holds a post."""
    person = User.objects.filter(pk=pk).first()
    if person is None or not may_reveal(actor, person):
        raise Http404
    return person


def personal_reveal(*, actor: User, record: models.Model, field: str, reason: str) -> str:
    """The plain value, once, with its entry in the log. Over the hour's limit it is refused, and that is logged too."""
    if not may_reveal(actor, record):
        raise Refused(f"您没有在此“{Permission.PERSONAL_REVEAL.label}”的权限")
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Invalid(Problem("理由太短", where="理由", allowed=f"至少 {SHORTEST_REASON} 个字，写明因何事、为谁查看"))
    _check_limit(actor, record, field, reason)
    return _revealed(actor, record, field, reason)


@transaction.atomic
def _revealed(actor: User, record: models.Model, field: str, reason: str) -> str:
    value = getattr(record, field)
    kind = ContentType.objects.get_for_model(record)
    Reveal.objects.create(user=actor, content_type=kind, object_id=record.pk, field=field)
    audit.record(actor=actor, action="personal.reveal", target=record, changes=_what(record, field), reason=reason)
    return str(value.plain) if value else ""


def _check_limit(actor: User, record: models.Model, field: str, reason: str) -> None:
    limit = settings.PERSONAL_REVEALS_PER_HOUR
    if Reveal.objects.filter(user=actor, at__gt=timezone.now() - HOUR).count() < limit:
        return
    with transaction.atomic():  # the refusal stays in the log although nothing is shown
        told = f"一小时内已达 {limit} 次：{reason}"
        audit.record(
            actor=actor, action="personal.reveal_refused", target=record, changes=_what(record, field), reason=told
        )
    raise Invalid(
        Problem(
            f"您一小时内已查看 {limit} 条个人信息，达到上限",
            allowed=f"每小时 {limit} 条",
            remedy="稍后再查；确需批量使用的，走不打码导出的审批。本次已记入审计日志",
        )
    )


def _what(record: models.Model, field: str) -> list[audit.Change]:
    """Which field, with its masked value: the log never holds the plain one."""
    label = str(record._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return [audit.Change(label, None, str(getattr(record, field)) or None)]
