from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "xieshou.platform.shell"
    label = "shell"
    verbose_name = "页面框架"
    default_auto_field = "django.db.models.BigAutoField"
