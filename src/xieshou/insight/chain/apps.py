from django.apps import AppConfig


class ChainConfig(AppConfig):
    name = "xieshou.insight.chain"
    label = "chain"
    verbose_name = "全链追溯"
