"""Metrics: declared aggregates over what is registered, with maintained sums, and figures frozen for a period."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Measure(models.TextChoices):
    """How records become a figure."""

    COUNT = "count", _("条数")
    SUM = "sum", _("求和")
    DISTINCT = "distinct", _("去重计数")
    RATIO = "ratio", _("比率（两个取数指标相除）")


class Metric(models.Model):
    """A figure under one code for ever; how it is taken is in its versions. Personal data: none.

    `indicator`: the indicator of the dictionary it measures, where there is one.
    """

    code = models.SlugField(_("代码"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=120)
    indicator = models.ForeignKey(
        "dictionary.Indicator",
        verbose_name=_("指标"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = _("取数指标")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("metrics:metric", args=[self.code])


class MetricVersion(models.Model):
    """One declaration: what is counted, from which source, how. Never changed once in force. Personal data: who declared it.

    `source` names what is counted (a ledger's slug, `projects`, `payments`). `field`: what is summed or counted
    once. `filters`: [{"field", "op", "value"}], all hold; ops: eq, ne, in, gte, lte, contains, is_empty, not_empty.
    `unit`: the figure's unit; `per`: what the stored number is divided by to get it (money in 分: 1,000,000 for 万元).
    A ratio names two metrics and a factor (100 for per cent) as exact decimal text. `key_changes` counts how often its
    distinct keys were written anew, so that a total counted meanwhile is not kept.
    """

    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    measure = models.CharField(_("取数方式"), max_length=10, choices=Measure.choices)
    source = models.CharField(_("数据来源"), max_length=60, blank=True)
    field = models.CharField(_("字段"), max_length=60, blank=True)
    filters = models.JSONField(_("条件"), default=list, blank=True)
    unit = models.CharField(_("单位"), max_length=20)
    per = models.PositiveBigIntegerField(default=1)
    numerator = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    denominator = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    factor = models.CharField(max_length=20, default="1")
    definition = models.TextField(_("口径"))
    valid_from = models.DateField(_("起用"), null=True, blank=True)
    valid_to = models.DateField(_("止用"), null=True, blank=True)
    reason = models.CharField(_("为何改"), max_length=300, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    key_changes = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["metric", "number"]
        constraints = [models.UniqueConstraint(fields=["metric", "number"], name="metric_version_once")]

    def __str__(self) -> str:
        return f"{self.metric} 第 {self.number} 版"


class Cell(models.Model):
    """A maintained sum: what the counted records of one version give for one owner, place and month.

    `records` is how many match, `valued` how many of them have the summed field, `amount` the sum of the stored integers;
    `days` has the same three for each day with records ({"20": [1, 1, 50]}), for spans that cut a month.
    Computed anew for every bucket that the database marked as touched; a full recount gives the same. Personal data: none.
    """

    version = models.ForeignKey(MetricVersion, on_delete=models.CASCADE, related_name="cells")
    owner_path = models.CharField(max_length=63)
    place_path = models.CharField(max_length=63, blank=True)
    month = models.DateField()  # first day of the month the records stand for
    records = models.BigIntegerField(default=0)
    valued = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    days = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "owner_path", "place_path", "month"], name="metric_cell_once")
        ]
        indexes = [
            models.Index(fields=["version", "place_path", "month"], name="metric_cell_place"),
            models.Index(fields=["version", "owner_path", "month"], name="metric_cell_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.month:%Y-%m}: {self.amount}"


class DistinctKey(models.Model):
    """For counting once: a key that occurs for one owner, place and month. `key` is a digest, never the name itself.

    `days` has a bit for each day of the month on which it occurs, the lowest for the first.
    """

    version = models.ForeignKey(MetricVersion, on_delete=models.CASCADE, related_name="keys")
    owner_path = models.CharField(max_length=63)
    place_path = models.CharField(max_length=63, blank=True)
    month = models.DateField()
    key = models.CharField(max_length=32)
    days = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "owner_path", "place_path", "month", "key"], name="metric_key_once"
            )
        ]
        indexes = [models.Index(fields=["version", "key", "month"], name="metric_key_known")]

    def __str__(self) -> str:
        return self.key


class DistinctTotal(models.Model):
    """How many different keys lie in a scope of whole months: counted once, then moved along with every change of keys.

    Empty paths: any owner, any place. Only of scopes that are large enough for counting to be slow. Personal data: none.
    """

    version = models.ForeignKey(MetricVersion, on_delete=models.CASCADE, related_name="totals")
    owner_path = models.CharField(max_length=63, blank=True)
    place_path = models.CharField(max_length=63, blank=True)
    first_month = models.DateField()
    last_month = models.DateField()
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "owner_path", "place_path", "first_month", "last_month"], name="metric_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.first_month:%Y-%m}–{self.last_month:%Y-%m}: {self.number}"


class Touched(models.Model):
    """A bucket of a source whose records changed since its cells were computed. Written by triggers of the database alone,

    so that no way of changing records – a form, an import, an undo, a merge of organisations – can be forgotten. Rows are
    only added; several for one bucket are one. Personal data: none.
    """

    source = models.CharField(max_length=60)
    owner_path = models.CharField(max_length=63)
    place_path = models.CharField(max_length=63)
    month = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["source", "owner_path", "place_path", "month"], name="metric_touched")]

    def __str__(self) -> str:
        return f"{self.source} {self.month:%Y-%m}"


class Snapshot(Scoped):
    """A figure as it stood when a period was frozen, or when a form took it over. Owner and place are its scope.

    `value` is the exact figure as text in the version's unit; empty: nothing to count from. `records`: how many were
    counted, `arithmetic`: how it was worked out then, in words; `digest`: over their keys and versions, so that a later
    change is seen; `rows`: those keys and versions themselves while they are few. An empty scope (`of_everything`) is the whole installation. Personal data: who froze it.
    """

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    metric_version = models.ForeignKey(MetricVersion, on_delete=models.PROTECT, related_name="snapshots")
    starts_on = models.DateField(_("自"))
    ends_on = models.DateField(_("至"))
    value = models.CharField(_("数值"), max_length=60, blank=True)
    records = models.PositiveBigIntegerField(_("记录数"), default=0)
    arithmetic = models.TextField(_("算式"), blank=True)
    digest = models.CharField(max_length=64)
    rows = models.JSONField(null=True)
    scope_owner_path = models.CharField(max_length=63, blank=True)
    scope_place_path = models.CharField(max_length=63, blank=True)
    project = models.ForeignKey("projects.Project", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    frozen_for = models.CharField(_("用于"), max_length=120, blank=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)

    class Meta(Scoped.Meta):
        verbose_name = _("冻结的数")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="snapshot_span")]

    def __str__(self) -> str:
        return f"{self.metric_version.metric} {self.starts_on}–{self.ends_on}：{self.value or '—'}"

    def get_absolute_url(self) -> str:
        return reverse("metrics:snapshot", args=[self.pk])
