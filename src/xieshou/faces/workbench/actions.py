"""Quick actions of the first page, by what a person may do."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import User

MOST = 6


@dataclass(frozen=True)
class Action:
    """A button that leads to where something is begun. Of several rights, one is enough."""

    label: str | Promise
    url_name: str
    icon: str
    permissions: tuple[Permission, ...]


ACTIONS = (
    Action(_("开设账号"), "accounts:user-new", "user-plus", (Permission.USER_MANAGE,)),
    Action(_("账号"), "accounts:users", "users", (Permission.USER_MANAGE,)),
    Action(_("任职清单"), "accounts:posts", "list-details", (Permission.USER_MANAGE, Permission.ROLE_MANAGE)),
    Action(_("检查安装"), "installation", "gauge", (Permission.SYSTEM_CONFIGURE,)),
    Action(_("角色与授权"), "accounts:roles", "shield", (Permission.ROLE_MANAGE,)),
    Action(_("谁为何能看"), "accounts:explain", "eye", (Permission.ACCESS_EXPLAIN,)),
    Action(_("查审计日志"), "audit:log", "history", (Permission.AUDIT_READ,)),
    Action(_("填报表"), "reporting:work", "clipboard-list", (Permission.SUBMISSION_SUBMIT,)),
    Action(_("登记或导入台账"), "ledger:index", "table", (Permission.RECORD_EDIT, Permission.RECORD_IMPORT)),
    Action(_("发起办件"), "workflow:start", "send", (Permission.MATTER_START,)),
    Action(_("上传证据"), "evidence:upload", "upload", (Permission.EVIDENCE_ADD,)),
    Action(_("谁没报、催报"), "reporting:grid", "bell", (Permission.SUBMISSION_APPROVE, Permission.PERIOD_MANAGE)),
    Action(_("督办"), "workflow:all", "report-analytics", (Permission.MATTER_MANAGE,)),
    Action(_("查台账"), "ledger:index", "table", (Permission.RECORD_READ,)),
    Action(_("受援地档案"), "areas:index", "map-pin", (Permission.RECORD_READ,)),
)


def actions_for(user: User) -> list[Action]:
    """The first few that the person may do, each page once."""
    found: dict[str, Action] = {}
    for action in ACTIONS:
        if any(user.may(permission) for permission in action.permissions):
            found.setdefault(action.url_name, action)
    return list(found.values())[:MOST]
