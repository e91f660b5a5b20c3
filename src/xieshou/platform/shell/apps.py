from django.apps import AppConfig

from xieshou.platform.shell import sentences


class ShellConfig(AppConfig):
    name = "xieshou.platform.shell"
    label = "shell"
    verbose_name = "页面框架"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A line of the English sentences that cannot be used stops the start, not a page."""
        sentences.patterns()
