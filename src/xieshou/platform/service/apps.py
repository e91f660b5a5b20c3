from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "xieshou.platform.service"
    label = "service"
    verbose_name = "平台自证"
    default_auto_field = "django.db.models.BigAutoField"
