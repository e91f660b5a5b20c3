"""Tokens of programs that act for a person, and answers already given to repeated requests."""

from django.conf import settings
from django.db import models


class Token(models.Model):
    """A secret with which a program acts for a person, within some of that person's rights. Personal data: whose.

    Only the SHA-256 of the secret is stored. `scopes` are values of `Permission`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField("用途", max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField("开头", max_length=8)
    scopes = models.JSONField("权限", default=list)
    created_at = models.DateTimeField("建立", auto_now_add=True)
    expires_at = models.DateTimeField("到期")
    revoked_at = models.DateTimeField("撤销", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """The answer given to a request that named an idempotency key, given again when the request is repeated."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once")]

    def __str__(self) -> str:
        return self.key
