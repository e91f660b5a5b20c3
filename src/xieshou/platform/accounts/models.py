"""People, posts, roles, and rights that come with a task."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from xieshou.lib.permission import Permission, Power, Reach
from xieshou.platform.accounts.personal import EncryptedTextField, PersonalKind

if TYPE_CHECKING:
    from xieshou.platform.accounts.access import Access


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)

    def create_user(self, username: str, *, name: str, password: str | None = None, **rest: Any) -> "User":
        """An account; without a password it cannot sign in by password."""
        user = self.model(username=username, name=name, **rest)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who signs in. Personal data: name; e-mail and mobile number, both encrypted."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名或岗位", max_length=40)
    email = EncryptedTextField("电子邮箱", kind=PersonalKind.EMAIL, blank=True, default="")
    mobile = EncryptedTextField("手机", kind=PersonalKind.PHONE, search="mobile_search", blank=True, default="")
    mobile_search = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    is_demo = models.BooleanField("演示账号", default=False)
    created_at = models.DateTimeField("开户时间", auto_now_add=True)

    objects = UserManager()

    class Meta:
        verbose_name = "账号"

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    # There is no superuser: rights come from posts only, so that three administrators can be held apart.
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def access(self) -> "Access":
        """What this person may do now, read once per request."""
        from xieshou.platform.accounts.access import access_of  # noqa: PLC0415 access reads these models

        return access_of(self)

    def may(self, permission: Permission, record: Any = None) -> bool:
        """Whether the right is held: on this record, or with none given anywhere at all."""
        return self.access.may(permission, record)


class Role(models.Model):
    """A set of rights with their reach, given to people through posts. Personal data: none."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    name_en = models.CharField("英文名", max_length=60, blank=True)
    power = models.CharField("权力", max_length=10, choices=Power.choices, default=Power.BUSINESS)
    description = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["power", "code"]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """One right of a role and how far it reaches. Personal data: none."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    permission = models.CharField("权限", max_length=60, choices=Permission.choices)
    reach = models.CharField("范围", max_length=20, choices=Reach.choices)

    class Meta:
        ordering = ["permission"]
        constraints = [models.UniqueConstraint(fields=["role", "permission"], name="role_grants_once")]

    def __str__(self) -> str:
        return f"{Permission(self.permission).label}（{Reach(self.reach).label}）"


class PostQuerySet(models.QuerySet["Post"]):
    def held_on(self, day: date) -> "PostQuerySet":
        """Posts in force on a day: from `valid_from` to the day before `valid_to`."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


def post_label(title: str, organisation: str) -> str:
    """A post as it is told."""
    return f"{title}（{organisation}）"


class Post(models.Model):
    """A person in a role at an organisation for a time. Personal data: who holds it.

    `areas` are the regions the post answers for, also 代管; without any, the organisation's own region counts.
    `valid_to` is the first day the post is no longer held; missing: open.
    """

    user = models.ForeignKey(User, verbose_name="人员", on_delete=models.PROTECT, related_name="posts")
    role = models.ForeignKey(Role, verbose_name="角色", on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(
        "registry.Organisation", verbose_name="单位", on_delete=models.PROTECT, related_name="posts"
    )
    areas = models.ManyToManyField("registry.Region", verbose_name="辖区（含代管）", blank=True, related_name="+")
    title = models.CharField("岗位", max_length=60)
    valid_from = models.DateField("任职自", default=timezone.localdate)
    valid_to = models.DateField("离任日", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__path", "id"]

    def __str__(self) -> str:
        return post_label(self.title, str(self.organisation))

    def is_held_on(self, day: date) -> bool:
        """Whether the post is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


class TaskGrant(models.Model):
    """The right to read one record while a task on it is in hand (待办即授权). Personal data: who holds it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="task_grants")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    reason = models.CharField("因何任务", max_length=200)
    key = models.CharField("任务", max_length=80)
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["user", "content_type", "object_id"], name="task_grant_lookup", condition=Q(ended_at=None)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_type", "object_id", "key"], condition=Q(ended_at=None), name="task_grant_once"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class Reveal(models.Model):
    """One look at a personal value: counted, so that many in an hour are refused. Personal data: who looked.

    The reason and the record are told by the audit log; this table only counts.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="reveal_by_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.field}"
