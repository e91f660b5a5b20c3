"""The log's actions in words, for the pages of matters and flows."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "matter.start": _("发起"),
    "matter.approve": _("提交或同意"),
    "matter.return": _("退回"),
    "matter.object": _("加签不同意"),
    "matter.sign_add": _("请加签"),
    "matter.take_back": _("取回"),
    "matter.withdraw": _("撤回"),
    "matter.remind": _("催办"),
    "matter.reassign": _("改派"),
    "matter.delegate": _("转代办"),
    "matter.skip": _("自动跳过"),
    "matter.expire": _("超时转出"),
    "matter.end": _("结束"),
    "task.grant": _("待办即授权"),
    "task.end": _("收回授权"),
    "evidence.cite": _("加附件"),
    "flow.create": _("新建流程"),
    "flow.draft": _("新建草稿"),
    "flow.save": _("保存草稿"),
    "flow.publish": _("发布"),
    "flow.retire": _("停用"),
}


def worded(entries: Iterable[Any]) -> list[Any]:
    """The entries with their actions as a person reads them; an unknown one keeps its code. They are only shown."""
    shown = list(entries)
    for entry in shown:
        entry.action = ACTIONS.get(entry.action, entry.action)
    return shown
