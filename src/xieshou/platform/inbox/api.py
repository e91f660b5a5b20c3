"""The door of to-dos and notices."""

from xieshou.platform.inbox.categories import Category
from xieshou.platform.inbox.categories import add as category_add
from xieshou.platform.inbox.models import Item, Urgency, urgency_of
from xieshou.platform.inbox.selectors import late, notices, returned, todos, unread_count
from xieshou.platform.inbox.services import notice_send, reminders_send, todo_close, todo_open

__all__ = [
    "Category",
    "Item",
    "Urgency",
    "category_add",
    "late",
    "notice_send",
    "notices",
    "reminders_send",
    "returned",
    "todo_close",
    "todo_open",
    "todos",
    "unread_count",
    "urgency_of",
]
