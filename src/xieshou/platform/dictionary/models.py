"""Indicators with the versions of their definition, bridges between versions, and code sets that keep their history."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.datasets import source_title


class Direction(models.TextChoices):
    """Which way an indicator is better."""

    HIGHER = "higher", _("越高越好")
    LOWER = "lower", _("越低越好")
    EQUAL = "equal", _("等于目标值为好")
    NONE = "none", _("不分好坏")


class Indicator(models.Model):
    """An indicator under one code for ever; what it means is in its versions. Personal data: none."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120, db_index=True)
    category = models.CharField("类别", max_length=40, blank=True, db_index=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dictionary:indicator", args=[self.code])


class VersionQuerySet(models.QuerySet["IndicatorVersion"]):
    def valid_on(self, day: date) -> "VersionQuerySet":
        """The versions in force on a day; missing bounds are open."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


class IndicatorVersion(models.Model):
    """One definition of an indicator for the time it holds. Never changed once there: a figure means what it meant.

    `numerator` and `denominator` are words, for a ratio only. `owner` is the organisation that answers for the figure,
    `owner_name` its name where it is no entry of the register. `is_text_at_hand`: the official text was read.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本")
    definition = models.TextField("定义（口径）")
    unit = models.CharField("单位", max_length=20)
    direction = models.CharField("方向", max_length=10, choices=Direction.choices)
    numerator = models.CharField("分子", max_length=300, blank=True)
    denominator = models.CharField("分母", max_length=300, blank=True)
    owner = models.ForeignKey(
        "registry.Organisation",
        verbose_name="责任单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner_name = models.CharField("责任单位（名称）", max_length=120, blank=True)
    data_source = models.CharField("取数来源", max_length=300, blank=True)
    valid_from = models.DateField("起用", null=True, blank=True)
    valid_to = models.DateField("止用", null=True, blank=True)
    document = models.CharField("依据", max_length=300, blank=True)
    is_text_at_hand = models.BooleanField("已核对原文", default=False)
    reason = models.CharField("为何改口径", max_length=300, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once")]

    def __str__(self) -> str:
        return f"{self.indicator} 第 {self.number} 版"

    @property
    def owner_words(self) -> str:
        """Who answers for it, in words."""
        return str(self.owner) if self.owner is not None else self.owner_name


class BridgeKind(models.TextChoices):
    """How figures of two versions relate."""

    COMPARABLE = "comparable", _("口径未变，可直接比较")
    FACTOR = "factor", _("按系数换算")
    NOT_COMPARABLE = "not_comparable", _("不可比")


class Bridge(models.Model):
    """From one version to the next: a figure of the older × numerator ÷ denominator is a figure of the newer, exactly.

    Both are decimal texts, so that no rounding enters. Not comparable: without numbers, with the reason.
    """

    before = models.ForeignKey(IndicatorVersion, on_delete=models.CASCADE, related_name="bridges_on")
    after = models.ForeignKey(IndicatorVersion, on_delete=models.CASCADE, related_name="bridges_back")
    kind = models.CharField("衔接", max_length=20, choices=BridgeKind.choices)
    numerator = models.CharField("乘以", max_length=40, blank=True)
    denominator = models.CharField("除以", max_length=40, blank=True)
    reason = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="bridge_once")]

    def __str__(self) -> str:
        if self.kind == BridgeKind.FACTOR:
            return f"× {self.numerator}" + (f" ÷ {self.denominator}" if self.denominator else "")
        return str(self.get_kind_display())


class Figure(models.Model):
    """A published figure, under the definition it was published with. Personal data: none.

    `value` is the number as printed, in the version's unit; `qualifier` the printed 约, 余, 超过 …; `year` is missing
    for a period that is not within one.
    """

    version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="figures")
    region = models.ForeignKey(
        "registry.Region", verbose_name="地区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField("统计期", max_length=40)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    value = models.CharField("数值", max_length=40)
    qualifier = models.CharField("修饰", max_length=10, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("出处", max_length=300)
    source_line = models.PositiveIntegerField("行", null=True, blank=True)

    class Meta:
        ordering = ["year", "period", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "region", "period", "value", "source"], name="figure_once"),
            models.UniqueConstraint(
                fields=["version", "period", "value", "source"],
                condition=Q(region=None),
                name="figure_once_without_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualifier}{self.value}"

    @property
    def source_title(self) -> str:
        """The report the figure was published in, by its title."""
        return source_title(self.source)


class CodeSet(models.Model):
    """A list of codes with their labels: 功能分类, 资金来源, … Personal data: none."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    description = models.CharField("说明", max_length=300, blank=True)
    source = models.CharField("依据", max_length=300, blank=True)
    is_text_at_hand = models.BooleanField("已核对原文", default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dictionary:code_set", args=[self.code])


class CodeEntry(models.Model):
    """One label of one code for the time it holds; never deleted, so that a stored code always has a label.

    A renamed code has several rows, one per label. `replaced_by` is the code that took its place, when it was retired.
    """

    set = models.ForeignKey(CodeSet, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField("代码", max_length=40)
    label = models.CharField("名称", max_length=120)
    valid_from = models.DateField("起用", null=True, blank=True)
    valid_to = models.DateField("止用", null=True, blank=True)
    replaced_by = models.CharField("由谁取代", max_length=40, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["set", "order", "code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["set", "code", "valid_from"], name="code_once"),
            models.UniqueConstraint(fields=["set", "code"], condition=Q(valid_from=None), name="code_once_of_old"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def is_valid_on(self, day: date) -> bool:
        """Whether the code bears this label on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to > day)

    @property
    def is_current(self) -> bool:
        """Whether it may be chosen today."""
        return self.is_valid_on(timezone.localdate())
