from django.apps import AppConfig


class MachineConfig(AppConfig):
    name = "xieshou.faces.machine"
    label = "machine"
    verbose_name = "数据接口"
    default_auto_field = "django.db.models.BigAutoField"
