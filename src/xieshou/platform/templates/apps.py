from django.apps import AppConfig


class TemplatesConfig(AppConfig):
    name = "xieshou.platform.templates"
    label = "templates"
    verbose_name = "报表与文书模板"
    default_auto_field = "django.db.models.BigAutoField"
