"""Projects: proposal, review, library, yearly plan, contracts, milestones, changes, acceptance, settlement.

Money is in integer 分. Missing is not zero: an amount that is not known is null.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
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
    """A decider lets one project pass one clause of the negative list, and says why. Personal data: the decider."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="exemptions")
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


class Verdict(models.TextChoices):
    AGREE = "agree", _("同意入库")
    AMEND = "amend", _("修改后再审")
    REFUSE = "refuse", _("不予入库")


class Review(models.Model):
    """One round of reviewing one project, by experts, then by a meeting. Personal data: who leads it.

    `published_on`: 公示 began; its number of days is in `published_days`; objections are in `objections`.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(_("轮次"))
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("会审日期"), null=True, blank=True)
    minutes = models.TextField(_("会审意见"), blank=True)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    published_on = models.DateField(_("公示开始"), null=True, blank=True)
    published_days = models.PositiveSmallIntegerField(_("公示天数"), null=True, blank=True)
    objections = models.CharField(_("公示异议"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(fields=["project", "round"], name="review_round_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(closed_at=None), name="review_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} 第 {self.round} 轮评审"

    def get_absolute_url(self) -> str:
        return reverse("projects:review", args=[self.project_id, self.round])


class ReviewExpert(models.Model):
    """One expert of one round. Scores are kept once they are submitted, and seen by others only then.

    `submitted_at` missing: not yet scored. Personal data: the expert.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="experts")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("总体意见"), max_length=1000, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "expert"], name="review_expert_once")]

    def __str__(self) -> str:
        return str(self.expert)


class ReviewScore(models.Model):
    """What one expert says of one criterion; `score` is an exact decimal text. Personal data: the expert."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(_("评审项"), max_length=40)
    score = models.CharField(_("得分"), max_length=20)
    words = models.CharField(_("意见"), max_length=500, blank=True)
    scored_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "expert", "criterion"], name="review_score_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.score}"


class PlanState(models.TextChoices):
    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("报批中")
    ISSUED = "issued", _("已下达")


class YearPlan(Scoped):
    """The yearly plan of an office: projects chosen from the library, each with an amount. Personal data: none."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("年度项目计划")
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:plan", args=[self.pk])


class PlanItem(models.Model):
    """One project in one year's plan. An item taken out of an issued plan stays, with when and why; it counts no more."""

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="items")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plan_items")
    amount_fen = models.PositiveBigIntegerField(_("计划金额"))
    order = models.PositiveIntegerField(_("次序"), default=0)
    taken_out_at = models.DateTimeField(_("调出时间"), null=True)
    taken_out_because = models.CharField(_("调出理由"), max_length=500, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "project"], name="plan_item_once")]

    def __str__(self) -> str:
        return str(self.project)


class ProcurementMethod(models.TextChoices):
    OPEN = "open", _("公开招标")
    INVITED = "invited", _("邀请招标")
    NEGOTIATION = "negotiation", _("竞争性谈判")
    CONSULTATION = "consultation", _("竞争性磋商")
    SINGLE = "single", _("单一来源")
    INQUIRY = "inquiry", _("询价")
    ENTRUSTED = "entrusted", _("直接委托")
    NONE = "none", _("不需采购（补助、协议）")


class Procurement(Scoped):
    """One planned purchase of a project and what came of it: planned, then awarded or cancelled.

    A plan without an award has no `awarded_fen`. Contracts are signed on an award. Personal data: none.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="procurements")
    name = models.CharField(_("采购内容"), max_length=200)
    method = models.CharField(_("采购方式"), max_length=20, choices=ProcurementMethod.choices)
    planned_fen = models.PositiveBigIntegerField(_("采购计划金额"))
    planned_on = models.DateField(_("计划采购日期"), null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField(_("中标（成交）金额"), null=True, blank=True)
    awarded_on = models.DateField(_("中标（成交）日期"), null=True, blank=True)
    supplier = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("供应商"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    supplier_name = models.CharField(_("供应商名称"), max_length=200, blank=True)
    cancelled_because = models.CharField(_("取消采购的理由"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("采购计划")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:contracts_of", args=[self.project_id])


class ContractState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SIGNED = "signed", _("履行中")
    FULFILLED = "fulfilled", _("已履行完毕")
    TERMINATED = "terminated", _("已解除")


class Contract(Scoped):
    """One contract of a project. `amount_fen` is the amount in force: signed, plus the changes agreed. Personal data: none.

    `attention`: what an approved change of the project asks of this contract; empty: nothing, or dealt with.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="contracts")
    procurement = models.ForeignKey(
        Procurement,
        verbose_name=_("采购计划"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts",
    )
    number = models.CharField(_("合同编号"), max_length=80)
    name = models.CharField(_("合同名称"), max_length=200)
    method = models.CharField(_("采购方式"), max_length=20, choices=ProcurementMethod.choices)
    planned_fen = models.PositiveBigIntegerField(_("采购预算"), null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField(_("中标（成交）金额"), null=True, blank=True)
    awarded_on = models.DateField(_("中标（成交）日期"), null=True, blank=True)
    supplier = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("供应商"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    supplier_name = models.CharField(_("供应商名称"), max_length=200, blank=True)
    signed_fen = models.PositiveBigIntegerField(_("签订金额"))
    amount_fen = models.PositiveBigIntegerField(_("现合同金额"), editable=False)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    ends_on = models.DateField(_("履行期限"), null=True, blank=True)
    bond_fen = models.PositiveBigIntegerField(_("履约保证金"), null=True, blank=True)
    bond_expires_on = models.DateField(_("保证（保函）到期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=ContractState.choices, default=ContractState.SIGNED)
    attention = models.CharField(_("需处理"), max_length=300, blank=True, editable=False)
    batch = models.ForeignKey(
        "exchange.ImportBatch", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("合同")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="contract_number_once")]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["bond_expires_on"], name="contract_bond", condition=Q(bond_expires_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("projects:contract", args=[self.pk])


class ContractChange(models.Model):
    """An agreed change of a contract: by how much, until when, why. Personal data: who entered it."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="changes")
    agreed_on = models.DateField(_("变更日期"))
    difference_fen = models.BigIntegerField(_("金额增减"), default=0)
    ends_on = models.DateField(_("新的履行期限"), null=True, blank=True)
    reason = models.CharField(_("变更理由"), max_length=500)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["agreed_on", "id"]

    def __str__(self) -> str:
        return self.reason


class Milestone(models.Model):
    """One node of a project's schedule. `weight` is its share of the whole in percent points; parallel nodes share an order.

    `percent` is what the last report says, 0–100; missing: nothing reported. Personal data: none.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField(_("次序"))
    name = models.CharField(_("节点"), max_length=120)
    is_main = models.BooleanField(_("主线"), default=True)
    weight = models.PositiveSmallIntegerField(_("权重（%）"))
    starts_on = models.DateField(_("计划开始"), null=True, blank=True)
    ends_on = models.DateField(_("计划完成"))
    responsible = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("责任单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    percent = models.PositiveSmallIntegerField(_("形象进度（%）"), null=True, blank=True)
    reported_on = models.DateField(_("最近更新"), null=True, blank=True)
    done_on = models.DateField(_("实际完成"), null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__isnull=True) | Q(percent__lte=100), name="milestone_percent")
        ]

    def __str__(self) -> str:
        return self.name


class ProgressReport(Scoped):
    """What was done on a milestone by a day, with photographs as evidence. Personal data: who reported.

    It counts (`is_counted`) once a photograph proves it; until then the milestone's percent stays as it was.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reports")
    reported_on = models.DateField(_("截至"))
    percent = models.PositiveSmallIntegerField(_("形象进度（%）"))
    words = models.CharField(_("进展"), max_length=1000)
    fall_reason = models.CharField(_("进度下降的理由"), max_length=300, blank=True)
    is_counted = models.BooleanField(_("计入进度"), default=False, editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta(Scoped.Meta):
        verbose_name = _("进度报告")
        ordering = ["-reported_on", "-id"]

    def __str__(self) -> str:
        return f"{self.milestone} {self.percent}%"

    def get_absolute_url(self) -> str:
        return f"{reverse('projects:milestones', args=[self.milestone.project_id])}#report-{self.pk}"


class ProjectWarning(Scoped):
    """A rule that a running project breaks, from the day it was first seen until the day it no longer holds.

    `since`: the day the data tell. `lines`: the figures used; `arithmetic`: how they broke the rule. `is_unknown`: the
    rule could not be judged, and why is in `arithmetic`. Acknowledged with a measure and its deadline; past it the
    warning comes back. Personal data: who acknowledged.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="warnings")
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.CASCADE, related_name="warnings")
    rule = models.CharField(_("规则"), max_length=40)
    rule_words = models.CharField(_("规则内容"), max_length=300)
    is_unknown = models.BooleanField(_("无法判断"), default=False)
    lines = models.JSONField(default=list)
    arithmetic = models.CharField(_("算式"), max_length=500)
    raised_on = models.DateField(_("首次预警"))
    ended_on = models.DateField(_("解除"), null=True)
    measure = models.CharField(_("处理措施"), max_length=500, blank=True)
    measure_due = models.DateField(_("措施完成期限"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = _("项目预警")
        ordering = ["-id"]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["rule", "id"], name="warning_open_by_rule", condition=Q(ended_on=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule"], condition=Q(ended_on=None, milestone=None), name="warning_once"
            ),
            models.UniqueConstraint(
                fields=["project", "rule", "milestone"], condition=Q(ended_on=None), name="warning_at_node_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}：{self.rule_words}"

    def get_absolute_url(self) -> str:
        return reverse("projects:warning", args=[self.pk])


class WarningCheck(models.Model):
    """A day on which the warnings of every project were computed. Personal data: none."""

    day = models.DateField(unique=True)
    project_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}"


class ChangeKind(models.TextChoices):
    CONTENT = "content", _("内容、规模变更")
    PERIOD = "period", _("工期变更")
    BUDGET = "budget", _("投资变更")
    SUSPEND = "suspend", _("暂停")
    RESUME = "resume", _("恢复")
    TERMINATE = "terminate", _("终止")


class ChangeState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("报批中")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class ProjectChange(Scoped):
    """A change, suspension or stop of a project, with what it touches: contracts, goals, indicators.

    `values`: fields and their new values; `before`: what they were when it was approved. `effects`: what was shown to the decider, each with what is to be done.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("变更类型"), max_length=12, choices=ChangeKind.choices)
    reason = models.TextField(_("理由"))
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    effects = models.JSONField(default=list)
    state = models.CharField(_("状态"), max_length=10, choices=ChangeState.choices, default=ChangeState.DRAFT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = _("项目变更")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.project}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("projects:change", args=[self.pk])


class AcceptanceState(models.TextChoices):
    PREPARING = "preparing", _("备验")
    SUBMITTED = "submitted", _("验收中")
    PASSED = "passed", _("验收合格")
    FAILED = "failed", _("不合格，整改后再验")


class Acceptance(Scoped):
    """The acceptance of a project: nothing is submitted before every item of its list has its file."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="acceptances")
    due_on = models.DateField(_("应验收日期"), null=True, blank=True)
    held_on = models.DateField(_("验收日期"), null=True, blank=True)
    conclusion = models.TextField(_("验收意见"), blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=AcceptanceState.choices, default=AcceptanceState.PREPARING
    )

    class Meta(Scoped.Meta):
        verbose_name = _("验收")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.project} 验收"

    def get_absolute_url(self) -> str:
        return reverse("projects:acceptance", args=[self.pk])


class AcceptanceItem(Scoped):
    """One document the acceptance needs; its files are cited as evidence. `waived_because`: why it is not needed here."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    acceptance = models.ForeignKey(Acceptance, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("资料"), max_length=120)
    is_required = models.BooleanField(_("必备"), default=True)
    waived_because = models.CharField(_("不适用的理由"), max_length=300, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("验收资料")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.acceptance.get_absolute_url()


class Settlement(Scoped):
    """竣工（项目）决算: what was submitted, what an audit cut, what stands. Personal data: none."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="settlement")
    submitted_fen = models.PositiveBigIntegerField(_("送审金额"))
    audited_fen = models.PositiveBigIntegerField(_("审定金额"), null=True, blank=True)
    auditor = models.CharField(_("审计（审核）单位"), max_length=120, blank=True)
    document_number = models.CharField(_("报告文号"), max_length=80, blank=True)
    settled_on = models.DateField(_("审定日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    open_findings_reason = models.CharField(_("问题未销号而结算的理由"), max_length=500, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("结算")

    def __str__(self) -> str:
        return f"{self.project} 结算"

    def get_absolute_url(self) -> str:
        return reverse("projects:settlement", args=[self.project_id])
