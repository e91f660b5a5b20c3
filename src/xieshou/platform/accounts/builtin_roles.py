"""The roles an office starts with. They are data once loaded: a security administrator changes them on the role page."""

from xieshou.lib.permission import Permission, Power, Reach
from xieshou.platform.accounts.models import Role
from xieshou.platform.accounts.services import role_define

_READ = (
    Permission.RECORD_READ,
    Permission.SUBMISSION_READ,
    Permission.MATTER_READ,
    Permission.EVIDENCE_READ,
    Permission.PROJECT_READ,
    Permission.FUND_READ,
    Permission.PERFORMANCE_READ,
    Permission.SURVEY_READ,
    Permission.FINDING_READ,
    Permission.RULE_READ,
)
# what those who do the work enter, and what those above them decide
_ENTER = (Permission.PROJECT_EDIT, Permission.PAYMENT_ASK, Permission.GOAL_EDIT, Permission.FINDING_EDIT)
_DECIDE = (
    Permission.PROJECT_REVIEW,
    Permission.PROJECT_DECIDE,
    Permission.ASSET_CONFIRM,
    Permission.PAYMENT_DECIDE,
    Permission.GOAL_REVIEW,
    Permission.FINDING_CLOSE,
)


def _at(reach: Reach, *permissions: Permission) -> dict[str, str]:
    return {permission.value: reach.value for permission in permissions}


BUILTIN: dict[str, tuple[str, str, Power, dict[str, str]]] = {
    "clerk": (
        "经办",
        "Clerk",
        Power.BUSINESS,
        _at(Reach.SUBTREE_OR_AREA, *_READ)
        | _at(
            Reach.OWN,
            Permission.RECORD_EDIT,
            Permission.RECORD_IMPORT,
            Permission.SUBMISSION_SUBMIT,
            Permission.MATTER_START,
            Permission.EVIDENCE_ADD,
            Permission.SURVEY_EDIT,
            Permission.APPRAISAL_SCORE,
            *_ENTER,
        )
        | _at(Reach.SUBTREE, Permission.RECORD_EXPORT),
    ),
    "approver": (
        "审核",
        "Approver",
        Power.BUSINESS,
        _at(Reach.SUBTREE_OR_AREA, *_READ, Permission.RECORD_EXPORT)
        | _at(
            Reach.SUBTREE,
            Permission.RECORD_EDIT,
            Permission.RECORD_IMPORT,
            Permission.SUBMISSION_SUBMIT,
            Permission.SUBMISSION_APPROVE,
            Permission.SUBMISSION_UNLOCK,
        )
        | _at(
            Reach.SUBTREE,
            Permission.MATTER_START,
            Permission.MATTER_MANAGE,
            Permission.EVIDENCE_ADD,
            Permission.PERSONAL_REVEAL,
            Permission.ORGANISATION_EDIT,
            Permission.FUND_EDIT,
            Permission.SURVEY_EDIT,
            Permission.APPRAISAL_SCORE,
            *_ENTER,
            *_DECIDE,
        ),
    ),
    "manager": (
        "业务管理",
        "Business manager",
        Power.BUSINESS,
        _at(
            Reach.ALL,
            *_READ,
            Permission.RECORD_EXPORT,
            Permission.PERIOD_MANAGE,
            Permission.SUBMISSION_APPROVE,
            Permission.SUBMISSION_UNLOCK,
            Permission.MATTER_MANAGE,
        )
        | _at(
            Reach.ALL,
            Permission.REGION_EDIT,
            Permission.ORGANISATION_EDIT,
            Permission.ORGANISATION_MERGE,
            Permission.DICTIONARY_EDIT,
            Permission.FLOW_EDIT,
            Permission.METRIC_EDIT,
            Permission.METRIC_FREEZE,
            Permission.APPRAISAL_MANAGE,
            Permission.RULE_EDIT,
            Permission.TEMPLATE_EDIT,
            Permission.SERVICE_EDIT,
            *_DECIDE,
        )
        | _at(
            Reach.SUBTREE,
            Permission.RECORD_EDIT,
            Permission.RECORD_IMPORT,
            Permission.RECORD_EXPORT_FULL,
            Permission.SUBMISSION_SUBMIT,
            Permission.MATTER_START,
            Permission.EVIDENCE_ADD,
            Permission.FUND_EDIT,
            Permission.SURVEY_EDIT,
            Permission.APPRAISAL_SCORE,
            *_ENTER,
        )
        | _at(Reach.ALL, Permission.FINDING_EDIT),  # of the appraisals they organise
    ),
    "leader": (
        "领导",
        "Leader",
        Power.BUSINESS,
        _at(Reach.SUBTREE_OR_AREA, *_READ, Permission.RECORD_EXPORT)
        | _at(Reach.SUBTREE, Permission.SUBMISSION_APPROVE, Permission.MATTER_START, Permission.MATTER_MANAGE)
        | _at(Reach.SUBTREE, *_DECIDE, Permission.APPRAISAL_MANAGE, Permission.APPRAISAL_SIGN, Permission.RULE_EDIT)
        | _at(Reach.SUBTREE, Permission.FINDING_EDIT, Permission.EVIDENCE_ADD),  # of the appraisals they sign
    ),
    "reader": ("查阅", "Reader", Power.BUSINESS, _at(Reach.SUBTREE_OR_AREA, *_READ)),
    "outside_reader": ("外部查阅（财政、评价）", "Outside reader", Power.BUSINESS, _at(Reach.AREA, *_READ)),
    "expert": (
        "评价专家（第三方）",
        "Outside evaluator",
        Power.BUSINESS,
        _at(Reach.AREA, *_READ, Permission.APPRAISAL_SCORE, Permission.PROJECT_REVIEW),
    ),
    "system_admin": (
        "系统管理员",
        "System administrator",
        Power.SYSTEM,
        _at(Reach.ALL, Permission.USER_MANAGE, Permission.SYSTEM_CONFIGURE),
    ),
    "security_admin": (
        "安全管理员",
        "Security administrator",
        Power.SECURITY,
        _at(Reach.ALL, Permission.ROLE_MANAGE, Permission.ACCESS_EXPLAIN),
    ),
    "audit_admin": ("审计管理员", "Audit administrator", Power.AUDIT, _at(Reach.ALL, Permission.AUDIT_READ)),
}


def load_builtin_roles() -> dict[str, Role]:
    """Creates the built-in roles that do not exist yet; one that an administrator has changed stays as it is."""
    roles = {role.code: role for role in Role.objects.filter(code__in=BUILTIN)}
    for code, (name, name_en, power, grants) in BUILTIN.items():
        if code not in roles:
            roles[code] = role_define(code=code, name=name, name_en=name_en, power=power.value, grants=grants)
    return roles
