"""Periods, who must report what by when, approval from below, locks."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "xieshou.platform.reporting"
    label = "reporting"
    verbose_name = "报送"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 apps must be loaded first

        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.inbox import api as inbox  # noqa: PLC0415
        from xieshou.platform.reporting import notify  # noqa: PLC0415
        from xieshou.platform.reporting.services import reminding  # noqa: F401, PLC0415 registers the job
        from xieshou.platform.shell import navigation  # noqa: PLC0415

        inbox.category_add(*notify.CATEGORIES)
        entry = navigation.Entry
        readers = (Permission.SUBMISSION_READ, Permission.PERIOD_MANAGE)
        navigation.add(
            entry("报送", _("我的报送"), "reporting:work", "clipboard-list", (Permission.SUBMISSION_READ,), 10),
            entry("报送", _("报送情况"), "reporting:grid", "table", (Permission.SUBMISSION_READ,), 20),
            entry("报送", _("报表与日历"), "reporting:forms", "calendar-event", readers, 30),
        )
