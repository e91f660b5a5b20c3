"""Regions with their history, and one register of organisations."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshou.lib import paths


class RegionLevel(models.TextChoices):
    """The five levels of divisions, below the country."""

    COUNTRY = "country", _("国家")
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
    TOWN = "town", _("乡级")
    VILLAGE = "village", _("村级")


class RegionQuerySet(models.QuerySet["Region"]):
    def valid_on(self, day: date) -> "RegionQuerySet":
        """The divisions as they were on a day. A missing bound is open."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))

    def within(self, region: "Region") -> "RegionQuerySet":
        """The region and everything below it."""
        return self.filter(paths.within("path", region.path))


class Region(models.Model):
    """A division of GB/T 2260 for the time it existed under one code and name. Personal data: none.

    `valid_from` is its first day, `valid_to` the first day it is no longer valid; missing: unknown or open.
    A renamed or recoded division is a new row; `RegionChange` leads from one to the other.
    """

    code = models.CharField("代码", max_length=12, db_index=True)
    name = models.CharField("名称", max_length=60, db_index=True)
    level = models.CharField("级别", max_length=10, choices=RegionLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=63, db_index=True, editable=False)
    valid_from = models.DateField("起用", null=True, blank=True)
    valid_to = models.DateField("止用", null=True, blank=True)
    geo_code = models.CharField("边界代码", max_length=12, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="region_code_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(valid_from=None), name="region_code_once_of_old"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:region", args=[self.pk])

    def is_valid_on(self, day: date) -> bool:
        """Whether the division existed on a day under this code and name."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to > day)

    @property
    def is_current(self) -> bool:
        """Whether the division exists today."""
        return self.is_valid_on(timezone.localdate())

    @property
    def owner_path(self) -> str:
        """No organisation owns a division: rights on it follow the area only."""
        return ""

    @property
    def place_path(self) -> str:
        """A division lies in itself."""
        return self.path


class ChangeKind(models.TextChoices):
    RENAMED = "renamed", _("更名")
    RECODED = "recoded", _("代码变更")
    MERGED = "merged", _("合并")
    SPLIT = "split", _("析置")
    COUNTY_TO_DISTRICT = "county_to_district", _("县（市）改区")
    COUNTY_TO_CITY = "county_to_city", _("县改市")
    TRANSFERRED = "transferred", _("改隶")
    ESTABLISHED = "established", _("新设")
    ABOLISHED = "abolished", pgettext_lazy("区划", "撤销")


class DateBasis(models.TextChoices):
    """What the date of a change is the date of."""

    APPROVED = "approved", _("批复日期")
    ANNOUNCED = "announced", _("公告日期")
    REPORTED = "reported", _("不晚于见报日期")
    TABLE = "table", _("只知年份")


class RegionChange(models.Model):
    """One step of history: which divisions became which, when, by what order. Personal data: none."""

    kind = models.CharField("变更", max_length=20, choices=ChangeKind.choices)
    on = models.DateField("日期", null=True)
    is_date_certain = models.BooleanField("日期确切", default=False)
    date_basis = models.CharField("日期依据", max_length=10, choices=DateBasis.choices, blank=True)
    before = models.ManyToManyField(Region, verbose_name="变更前", related_name="became")
    after = models.ManyToManyField(Region, verbose_name="变更后", related_name="came_from")
    document = models.CharField("批准文号", max_length=120, blank=True)
    source = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["on"], name="region_change_on")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when}"

    @property
    def when(self) -> str:
        """The date as exactly as it is known: a year alone where only the table of a year shows the change."""
        if self.on is None:
            return "日期不详"
        return f"{self.on.year} 年（日不详）" if self.date_basis == DateBasis.TABLE else self.on.isoformat()


class OrganisationKind(models.TextChoices):
    OFFICE = "office", _("协作（支援）部门")
    DIVISION = "division", _("内设处室")
    FORWARD_HQ = "forward_hq", _("前方指挥部")
    DISTRICT_OFFICE = "district_office", _("区级协作部门")
    RECIPIENT_OFFICE = "recipient_office", _("受援地主管部门")
    IMPLEMENTER = "implementer", _("项目实施单位")
    FINANCE = "finance", _("财政部门")
    ENTERPRISE = "enterprise", _("企业")
    SOCIAL_ORG = "social_org", _("社会组织")
    SCHOOL = "school", _("学校")
    HOSPITAL = "hospital", _("医院")
    PARK = "park", _("园区")
    EVALUATOR = "evaluator", _("第三方评价机构")


class Side(models.TextChoices):
    ASSISTING = "assisting", _("帮扶方")
    ASSISTED = "assisted", _("受援方")
    OTHER = "other", _("其他")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def within(self, organisation: "Organisation") -> "OrganisationQuerySet":
        """The organisation and everything below it."""
        return self.filter(paths.within("path", organisation.path))

    def current(self) -> "OrganisationQuerySet":
        """Those neither merged into another nor closed."""
        return self.filter(merged_into=None, closed_on=None)


class Organisation(models.Model):
    """An organisation, once. Personal data: none (offices have no people in them; posts are in accounts).

    `public_id` never changes, through renaming, moving and merging. Old names stay in `OrganisationName`.
    """

    public_id = models.UUIDField("永久编号", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("名称", max_length=120, db_index=True)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=20, choices=OrganisationKind.choices)
    side = models.CharField("方", max_length=10, choices=Side.choices, default=Side.OTHER)
    credit_code = models.CharField("统一社会信用代码", max_length=18, null=True, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=63, db_index=True, editable=False)
    region = models.ForeignKey(
        Region, verbose_name="所在地", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", verbose_name="已并入", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    closed_on = models.DateField("停用日期", null=True, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=Q(credit_code__isnull=False, merged_into=None),
                name="organisation_credit_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("registry:organisation", args=[self.pk])

    @property
    def is_current(self) -> bool:
        """Whether something new may still be entered for it."""
        return self.merged_into_id is None and self.closed_on is None

    @property
    def survivor(self) -> "Organisation":
        """The organisation it lives on in: itself, or the end of a chain of merges."""
        found = self
        while found.merged_into is not None:
            found = found.merged_into
        return found

    @property
    def owner_path(self) -> str:
        """An organisation owns itself: rights on it follow its place in the tree."""
        return self.path

    @property
    def place_path(self) -> str:
        """The path of the region it is in; empty when unknown."""
        return self.region.path if self.region is not None else ""


class OrganisationName(models.Model):
    """A former or other name, searchable for ever. Personal data: none."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField("名称", max_length=120, db_index=True)
    until = models.DateField("用到", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class OrganisationMerge(models.Model):
    """One merge: what went from one organisation to another, so that it can be taken back whole. Personal data: none.

    `moved` maps `app.model.field` to the keys of the rows that were pointed at the other; `children` are the
    organisations that were moved under it; `left` says in words what stayed because the other had the same already.
    """

    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absorbed")
    at = models.DateTimeField("合并时间", auto_now_add=True)
    by = models.CharField("操作人", max_length=120)
    reason = models.CharField("理由", max_length=300)
    moved = models.JSONField(default=dict)
    children = models.JSONField(default=list)
    left = models.JSONField(default=list)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=120, blank=True)
    undo_reason = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at=None), name="organisation_merged_once")
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.into}"
