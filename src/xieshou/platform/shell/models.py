"""What the frame itself keeps: the views that people save of lists."""

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list as one person likes it: filters, columns, order, under a name. Personal data: whose.

    `path` is the address of the list, `query` the rest of it, without the place of the page.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    name = models.CharField("名称", max_length=40)
    query = models.CharField(max_length=2000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "path", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
