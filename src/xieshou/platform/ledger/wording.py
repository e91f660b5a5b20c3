"""What the log's actions are called on the pages of ledgers."""

from collections.abc import Iterable
from typing import Any

ACTIONS = {
    "ledger.create": "登记",
    "ledger.update": "修改",
    "ledger.delete": "删除",
    "ledger.restore": "恢复",
    "ledger.load": "载入公布的数",
    "evidence.cite": "引用证据",
    "evidence.uncite": "撤销引用",
    "task.grant": "待办授权",
    "task.end": "待办办结",
}
SHOWN = 200


def worded(entries: Iterable[Any]) -> list[Any]:
    """Entries of a record's history with their actions in words; any other action stays as it is."""
    shown = list(entries)
    for entry in shown:
        entry.action = ACTIONS.get(entry.action, entry.action)
    return shown
