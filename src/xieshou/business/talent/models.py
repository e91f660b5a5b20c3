"""Training sessions."""

from django.db import models

from xieshou.platform.ledger.api import LedgerRecord


class SessionKind(models.TextChoices):
    """Who is trained."""

    CADRE = "cadre", "党政干部"
    PROFESSIONAL = "professional", "专业技术人才"
    LEADER = "leader", "致富带头人"
    STUDENT = "student", "技能与学历培养"
    OTHER = "other", "其他"


class TrainingSession(LedgerRecord):
    """One training, or what a report says of several. Personal data: none, people are counted, not named.

    `persons` counts attendances (人次): who comes twice counts twice. `sessions` missing: not stated.
    """

    kind = models.CharField("培训对象", max_length=20, choices=SessionKind.choices, default=SessionKind.OTHER)
    persons = models.PositiveIntegerField("培训人次")
    sessions = models.PositiveIntegerField("期数", null=True, blank=True)
    days = models.PositiveIntegerField("天数", null=True, blank=True)
    host = models.ForeignKey(
        "registry.Organisation",
        verbose_name="承办机构",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    host_name = models.CharField("承办机构名称", max_length=120, blank=True)

    class Meta(LedgerRecord.Meta):
        verbose_name = "培训"
        indexes = [
            *LedgerRecord.Meta.indexes,
            models.Index(fields=["state", "persons", "id"], name="talent_session_persons"),
        ]
