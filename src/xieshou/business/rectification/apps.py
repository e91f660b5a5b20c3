from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "xieshou.business.rectification"
    label = "rectification"
    verbose_name = "问题与整改"
    default_auto_field = "django.db.models.BigAutoField"
