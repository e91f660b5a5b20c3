"""The door of the audit log."""

from xieshou.platform.audit.selectors import history_of
from xieshou.platform.audit.services import Break, Change, changed_fields, from_address, record, verify

__all__ = ["Break", "Change", "changed_fields", "from_address", "history_of", "record", "verify"]
