from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "xieshou.business.surveys"
    label = "surveys"
    verbose_name = "满意度调查"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.business.surveys import people, services, wiring  # noqa: F401, PLC0415 handlers of jobs
        from xieshou.business.surveys.selectors import surveys_found  # noqa: PLC0415 models are ready only now
        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.shell import search  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("绩效", _("满意度调查"), "surveys:list", "message-report", (Permission.SURVEY_READ,), 70))
        search.add("满意度调查", surveys_found)
        wiring.connect()
