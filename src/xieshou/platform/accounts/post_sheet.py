"""The list of posts as an Excel file."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter

from xieshou.platform.accounts.models import Post

HEAD = ("账号", "姓名或岗位", "启用", "岗位", "角色", "权力", "单位", "辖区（含代管）", "任职自", "离任日", "编号")
WIDTHS = (16, 18, 6, 24, 14, 12, 32, 28, 12, 12, 8)


def sheet(posts: Iterable[Post]) -> bytes:
    """One row a post. Every cell is written as text, so that no entry can act as a formula."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("任职清单")
        bold = book.add_format({"bold": True})
        for column, (title, width) in enumerate(zip(HEAD, WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, title, bold)
        for row, post in enumerate(posts, 1):
            for column, text in enumerate(_cells(post)):
                page.write_string(row, column, text)
        page.freeze_panes(1, 0)
    return out.getvalue()


def _cells(post: Post) -> tuple[str, ...]:
    return (
        post.user.username,
        post.user.name,
        "是" if post.user.is_active else "否",
        post.title,
        post.role.name,
        post.role.get_power_display(),
        post.organisation.name,
        "、".join(area.name for area in post.areas.all()),
        post.valid_from.isoformat(),
        post.valid_to.isoformat() if post.valid_to else "",
        str(post.pk),
    )
