"""The project itself: what it is, where it stands, who wants it paid by whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Stage(models.TextChoices):
    """Where a project stands. The order is that of its life."""

    DRAFT = "draft", _("草稿")
    PROPOSED = "proposed", _("已申报")
    RETURNED = "returned", _("退回修改")
    REVIEWING = "reviewing", _("评审中")
    IN_LIBRARY = "in_library", _("已入库")
    REFUSED = "refused", _("不予入库")
    PLANNED = "planned", _("已列入年度计划")
    RUNNING = "running", _("实施中")
    SUSPENDED = "suspended", _("已暂停")
    TERMINATED = "terminated", _("已终止")
    COMPLETED = "completed", _("已完工待验收")
    ACCEPTED = "accepted", _("已验收")
    SETTLED = "settled", _("已结算")


class Category(models.TextChoices):
    """What a project is for."""

    INDUSTRY = "industry", _("产业合作")
    LABOUR = "labour", _("劳务协作与就业")
    CONSUMPTION = "consumption", _("消费帮扶")
    EDUCATION = "education", _("教育")
    HEALTH = "health", _("医疗卫生")
    TALENT = "talent", _("人才与培训")
    LIVELIHOOD = "livelihood", _("民生与基础设施")
    VILLAGE = "village", _("乡村建设")
    EXCHANGE = "exchange", _("交往交流交融")
    SERVICE = "service", _("工作经费与综合事务")
    OTHER = "other", _("其他")


class Nature(models.TextChoices):
    """建设性质."""

    NEW = "new", _("新建")
    EXTENSION = "extension", _("改扩建")
    CONTINUED = "continued", _("续建")
    PURCHASE = "purchase", _("购置")
    SERVICE = "service", _("服务与活动")


class Maturity(models.TextChoices):
    """How far the preparations have come; the library is ranked by it."""

    IDEA = "idea", _("意向")
    FEASIBLE = "feasible", _("已完成可研或实施方案")
    APPROVED = "approved", _("已批复立项")
    READY = "ready", _("手续齐全，可开工")


class Project(Scoped):
    """One project under one code for ever. `owner` proposes it and answers for it, `place` is where it is done.

    Personal data: the name of the person in charge (a public office). `similar_key` is the name without what varies,
    for finding twins. `rank`: the order in the library, lower first; missing: not ranked.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    code = models.CharField(_("项目编号"), max_length=40, unique=True, editable=False)
    name = models.CharField(_("项目名称"), max_length=200)
    category = models.CharField(_("类别"), max_length=20, choices=Category.choices)
    nature = models.CharField(_("建设性质"), max_length=20, choices=Nature.choices)
    department = models.ForeignKey(
        "registry.Organisation", verbose_name=_("主管部门"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    implementer = models.ForeignKey(
        "registry.Organisation", verbose_name=_("实施单位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    in_charge = models.CharField(_("负责人"), max_length=60, blank=True)
    telephone = models.CharField(_("联系电话"), max_length=40, blank=True)
    address = models.CharField(_("建设地点"), max_length=200, blank=True)
    starts_on = models.DateField(_("开始"), null=True, blank=True)
    ends_on = models.DateField(_("完成期限"), null=True, blank=True)
    content = models.TextField(_("建设任务"), blank=True)
    basis = models.CharField(_("立项依据"), max_length=500, blank=True)
    estimate_fen = models.PositiveBigIntegerField(_("估算总投资"), null=True, blank=True)
    beneficiaries = models.CharField(_("受益对象"), max_length=300, blank=True)
    beneficiary_count = models.PositiveIntegerField(_("受益人数"), null=True, blank=True)
    benefit_link = models.CharField(_("利益联结机制"), max_length=500, blank=True)
    goal = models.TextField(_("绩效目标"), blank=True)
    maturity = models.CharField(_("成熟度"), max_length=10, choices=Maturity.choices, default=Maturity.IDEA)
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    rank = models.PositiveIntegerField(_("排序"), null=True, blank=True)
    similar_key = models.CharField(max_length=200, editable=False, blank=True)
    twin_reason = models.CharField(_("与相近项目的区别"), max_length=500, blank=True)
    copied_from = models.ForeignKey("self", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    batch = models.ForeignKey(
        "exchange.ImportBatch", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    decision_reason = models.CharField(_("审定理由"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(Scoped.Meta):
        verbose_name = _("项目")
        ordering = ["-id"]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["stage", "rank", "id"], name="project_library"),
            models.Index(fields=["similar_key"], name="project_twins"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.pk])


class CodeSerial(models.Model):
    """The last serial number given to a project of one year in one division. Personal data: none."""

    year = models.PositiveSmallIntegerField()
    region_code = models.CharField(max_length=6)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "region_code"], name="project_serial_once")]

    def __str__(self) -> str:
        return f"{self.year}-{self.region_code}-{self.last}"


class NegativeExemption(models.Model):
    """A decider lets one project pass one clause of the negative list, and says why. Personal data: the decider.

    `rule`: the version of the list it was hit by; missing: the built-in one.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="exemptions")
    rule = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    clause = models.CharField(_("条款"), max_length=40)
    reason = models.CharField(_("理由"), max_length=500)
    exempted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    exempted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["clause"]
        constraints = [models.UniqueConstraint(fields=["project", "clause"], name="project_exempt_once")]

    def __str__(self) -> str:
        return f"{self.clause} {self.reason}"


class SourceLevel(models.TextChoices):
    """Where money comes from."""

    CENTRAL = "central", _("中央")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    DISTRICT = "district", _("区（县）级")
    SOCIAL = "social", _("社会")
    OTHER = "other", _("其他")


class FundingNeed(models.Model):
    """How a proposal means to be paid for: so much from each level. Personal data: none."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="needs")
    level = models.CharField(_("资金来源"), max_length=10, choices=SourceLevel.choices)
    amount_fen = models.PositiveBigIntegerField(_("金额"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "level"], name="project_need_once")]

    def __str__(self) -> str:
        return f"{self.get_level_display()}"
