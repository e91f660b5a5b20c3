"""Every right the platform knows, in one list, and how far a right reaches.

A role (data) grants rights with a reach; a post gives a role to a person at an organisation, over an area.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    """`subject:object:action`. The label is what an administrator reads when composing a role."""

    # registry
    REGION_EDIT = "registry:region:edit", _("维护行政区划")
    ORGANISATION_EDIT = "registry:organisation:edit", _("维护机构")
    ORGANISATION_MERGE = "registry:organisation:merge", _("合并机构与撤销合并")
    DICTIONARY_EDIT = "registry:dictionary:edit", _("维护指标字典与代码集")
    # ledgers, collection
    RECORD_READ = "ledger:record:read", _("查看台账")
    RECORD_EDIT = "ledger:record:edit", _("填报与修改台账")
    RECORD_IMPORT = "ledger:record:import", _("批量导入台账")
    RECORD_EXPORT = "ledger:record:export", _("导出台账（打码）")
    RECORD_EXPORT_FULL = "ledger:record:export_full", _("导出台账（不打码）")
    ASSET_CONFIRM = "assets:asset:confirm", _("确认资产权属")
    PERSONAL_REVEAL = "privacy:personal:reveal", _("查看个人信息明文（说明理由并留痕）")
    PERIOD_MANAGE = "reporting:period:manage", _("维护报送日历与任务")
    SUBMISSION_READ = "reporting:submission:read", _("查看报送")
    SUBMISSION_SUBMIT = "reporting:submission:submit", _("提交报送")
    SUBMISSION_APPROVE = "reporting:submission:approve", _("审核报送")
    SUBMISSION_UNLOCK = "reporting:submission:unlock", _("批准解锁")
    # workflow
    MATTER_READ = "workflow:matter:read", _("查看办件")
    MATTER_START = "workflow:matter:start", _("发起办件")
    MATTER_MANAGE = "workflow:matter:manage", _("督办、改派、批量办理")
    FLOW_EDIT = "workflow:flow:edit", _("设计与发布流程")
    # evidence
    EVIDENCE_READ = "evidence:file:read", _("查看证据")
    EVIDENCE_ADD = "evidence:file:add", _("上传证据")
    # projects and funds
    PROJECT_READ = "projects:project:read", _("查看项目")
    PROJECT_EDIT = "projects:project:edit", _("申报与维护项目")
    PROJECT_REVIEW = "projects:project:review", _("评审项目")
    PROJECT_DECIDE = "projects:project:decide", _("审定入库、年度计划和验收")
    FUND_READ = "funds:fund:read", _("查看资金")
    FUND_EDIT = "funds:fund:edit", _("登记资金来源、分配和到账")
    PAYMENT_ASK = "funds:payment:ask", _("申请拨付")
    PAYMENT_DECIDE = "funds:payment:decide", _("审核拨付与登记支付")
    # metrics and the performance cycle
    METRIC_EDIT = "metrics:metric:edit", _("定义统计指标的取数规则")
    METRIC_FREEZE = "metrics:snapshot:create", _("冻结一期的数")
    PERFORMANCE_READ = "evaluation:performance:read", _("查看绩效目标、监控、自评和评价")
    GOAL_EDIT = "evaluation:goal:edit", _("填报绩效目标、监控和自评")
    GOAL_REVIEW = "evaluation:goal:review", _("审核绩效目标、监控和自评")
    APPRAISAL_SCORE = "evaluation:appraisal:score", _("评价打分")
    APPRAISAL_MANAGE = "evaluation:appraisal:manage", _("组织评价、起草报告和结果应用")
    APPRAISAL_SIGN = "evaluation:appraisal:sign", _("签发评价报告")
    SURVEY_READ = "surveys:survey:read", _("查看满意度调查")
    SURVEY_EDIT = "surveys:survey:edit", _("组织满意度调查")
    FINDING_READ = "rectification:finding:read", _("查看问题与整改")
    FINDING_EDIT = "rectification:finding:edit", _("登记问题、填报整改")
    FINDING_CLOSE = "rectification:finding:close", _("复核整改并销号")
    RULE_READ = "rules:rule:read", _("查看业务规则")
    RULE_EDIT = "rules:rule:edit", _("制定业务规则")
    TEMPLATE_EDIT = "templates:template:edit", _("维护报表与文书模板")
    SERVICE_EDIT = "service:record:edit", _("登记缺陷和培训场次")
    # the three administrators; one person may hold only one of these powers
    USER_MANAGE = "system:user:manage", _("维护账号与任职")
    SYSTEM_CONFIGURE = "system:settings:manage", _("系统配置与任务")
    ROLE_MANAGE = "security:role:manage", _("维护角色与授权")
    ACCESS_EXPLAIN = "security:access:explain", _("查看“谁为何能看”")
    AUDIT_READ = "audit:log:read", _("查看与校验审计日志")


class Reach(TextChoices):
    """How far from a post a right reaches. A record has an owner (organisation) and may have a place (region)."""

    OWN = "own", _("仅本单位")
    SUBTREE = "subtree", _("本单位及下级")
    AREA = "area", _("辖区内")
    SUBTREE_OR_AREA = "subtree_or_area", _("本单位及下级，和辖区内")
    SUBTREE_IN_AREA = "subtree_in_area", _("本单位及下级中辖区内的")
    ALL = "all", _("全部")


class Power(TextChoices):
    """GB/T 22239 level 3 separates three administrators; business roles hold none of their rights."""

    BUSINESS = "business", _("业务")
    SYSTEM = "system", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    AUDIT = "audit", _("审计管理员")


def power_of(permission: Permission) -> Power:
    """The power a right belongs to."""
    return {"system": Power.SYSTEM, "security": Power.SECURITY, "audit": Power.AUDIT}.get(
        permission.value.split(":")[0], Power.BUSINESS
    )
