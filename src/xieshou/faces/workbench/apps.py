from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "xieshou.faces.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from xieshou.faces.workbench.providers import submissions_found  # noqa: PLC0415 models are ready only now
        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.shell import search  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415 apps load before their helpers

        add(Entry("工作台", _("工作台"), "workbench", "home", (), 0))
        add(Entry("管理", _("检查安装"), "installation", "gauge", (Permission.SYSTEM_CONFIGURE,), 90))
        search.add(_("报送"), submissions_found)
