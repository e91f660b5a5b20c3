"""Visits, surveys, receptions, meetings."""

from django.db import models

from xieshou.platform.ledger.api import LedgerRecord


class VisitKind(models.TextChoices):
    SURVEY = "survey", "调研"
    VISIT = "visit", "互访"
    RECEPTION = "reception", "接待"
    MEETING = "meeting", "会议"
    INSPECTION = "inspection", "巡查抽查"
    EVENT = "event", "对接活动"
    REPORT = "report", "调研报告"


class Visit(LedgerRecord):
    """One visit or meeting, or what a report says of several. Personal data: none, people are counted, not named.

    Each figure has its own unit and may be missing: `times` 次, `persons` 人次, `places` 个, `reports` 篇.
    """

    kind = models.CharField("类别", max_length=20, choices=VisitKind.choices)
    times = models.PositiveIntegerField("次数", null=True, blank=True)
    persons = models.PositiveIntegerField("人次", null=True, blank=True)
    places = models.PositiveIntegerField("地区或项目数", null=True, blank=True)
    reports = models.PositiveIntegerField("报告篇数", null=True, blank=True)
    outcome = models.CharField("议定事项", max_length=500, blank=True)

    class Meta(LedgerRecord.Meta):
        verbose_name = "互访调研"
