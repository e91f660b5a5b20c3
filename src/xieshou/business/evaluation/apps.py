from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "xieshou.business.evaluation"
    label = "evaluation"
    verbose_name = "绩效"
    default_auto_field = "django.db.models.BigAutoField"
