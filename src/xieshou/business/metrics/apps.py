from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "xieshou.business.metrics"
    label = "metrics"
    verbose_name = "统计指标"
    default_auto_field = "django.db.models.BigAutoField"
