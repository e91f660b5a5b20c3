"""What the log's actions are called on the pages of ledgers."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "ledger.create": _("登记"),
    "ledger.update": _("修改"),
    "ledger.delete": _("删除"),
    "ledger.restore": _("恢复"),
    "ledger.load": _("载入公布的数"),
    "evidence.cite": _("引用证据"),
    "evidence.uncite": _("撤销引用"),
    "task.grant": _("待办即授权"),
    "task.end": _("收回授权"),
}
SHOWN = 200


def worded(entries: Iterable[Any]) -> list[Any]:
    """Entries of a record's history with their actions in words; any other action stays as it is."""
    shown = list(entries)
    for entry in shown:
        entry.action = ACTIONS.get(entry.action, entry.action)
    return shown
