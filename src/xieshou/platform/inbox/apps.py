from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "xieshou.platform.inbox"
    label = "inbox"
    verbose_name = "待办与消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415 apps must be loaded first

        from xieshou.platform.inbox import categories, context  # noqa: PLC0415
        from xieshou.platform.shell import context as shell_context  # noqa: PLC0415
        from xieshou.platform.shell import navigation  # noqa: PLC0415

        categories.add(categories.Category("inbox.due", _("临期与到期提醒")))
        shell_context.add_to_every_page(context.inbox_unread)
        navigation.add(navigation.Entry("工作台", _("待办与消息"), "inbox:list", "inbox", order=20))
