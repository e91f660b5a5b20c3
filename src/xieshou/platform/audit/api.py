"""The door of the audit log."""

from xieshou.platform.audit.selectors import history_of, latest
from xieshou.platform.audit.services import Break, Change, changed_fields, from_address, record, verify, verify_tail

__all__ = [
    "Break",
    "Change",
    "changed_fields",
    "from_address",
    "history_of",
    "latest",
    "record",
    "verify",
    "verify_tail",
]
