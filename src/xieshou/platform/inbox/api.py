"""The door of to-dos and notices."""

from xieshou.platform.inbox.categories import Category
from xieshou.platform.inbox.categories import add as category_add
from xieshou.platform.inbox.models import Item, Urgency, urgency_of
from xieshou.platform.inbox.paging import SIZE, Page, id_after, page, page_of
from xieshou.platform.inbox.selectors import late, notices, returned, todos, unread_count
from xieshou.platform.inbox.services import notice_send, reminders_send, todo_close, todo_open

__all__ = [
    "SIZE",
    "Category",
    "Item",
    "Page",
    "Urgency",
    "category_add",
    "id_after",
    "late",
    "notice_send",
    "notices",
    "page",
    "page_of",
    "reminders_send",
    "returned",
    "todo_close",
    "todo_open",
    "todos",
    "unread_count",
    "urgency_of",
]
