from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "xieshou.platform.workflow"
    label = "workflow"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 apps must be loaded first

        from xieshou.lib.permission import Permission  # noqa: PLC0415
        from xieshou.platform.inbox import api as inbox  # noqa: PLC0415
        from xieshou.platform.shell import navigation, search  # noqa: PLC0415
        from xieshou.platform.workflow import selectors  # noqa: PLC0415
        from xieshou.platform.workflow.services import bulk  # noqa: F401, PLC0415 registers the job

        inbox.category_add(
            inbox.Category("workflow.task", _("办件待办"), can_mute=False),
            inbox.Category("workflow.ended", _("我发起的办件有结果")),
            inbox.Category("workflow.remind", _("催办")),
            inbox.Category("workflow.stuck", _("我发起的办件卡住")),
        )
        search.add(_("办件"), selectors.search)
        entry = navigation.Entry
        navigation.add(
            entry("办件", _("我的办件"), "workflow:todo", "clipboard-check", order=10),
            entry("办件", _("发起办件"), "workflow:start", "send", (Permission.MATTER_START,), order=20),
            entry("办件", _("全部办件"), "workflow:all", "list-details", (Permission.MATTER_READ,), order=30),
            entry("办件", _("差错率"), "workflow:errors", "chart-bar", (Permission.MATTER_MANAGE,), order=40),
            entry("管理", _("流程设计"), "workflow:flows", "sitemap", (Permission.FLOW_EDIT,), order=60),
        )
