from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "xieshou.platform.accounts"
    label = "accounts"
    verbose_name = "账号与权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.platform.accounts import pages  # noqa: PLC0415 models are ready only now
        from xieshou.platform.accounts.middleware import stamp  # noqa: PLC0415
        from xieshou.platform.accounts.posts_panel import posts_here  # noqa: PLC0415
        from xieshou.platform.registry.api import add_to_organisation_page  # noqa: PLC0415

        user_logged_in.connect(stamp, dispatch_uid="accounts.stamp")
        pages.add()
        add_to_organisation_page(posts_here)
