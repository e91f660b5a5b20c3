from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "xieshou.business.projects"
    label = "projects"
    verbose_name = "项目"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.projects import wiring, wiring_work  # noqa: PLC0415 models are ready only now

        wiring.wire()
        wiring_work.wire()
