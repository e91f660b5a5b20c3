from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "xieshou.faces.workbench"
    label = "workbench"
    verbose_name = "工作台"

    def ready(self) -> None:
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415 apps load before their helpers

        add(Entry("工作台", "工作台", "workbench", "home", (), 0))
