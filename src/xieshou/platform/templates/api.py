"""The door of the templates of reports and documents.

An app above declares what it prints once, in its `AppConfig.ready()`:

    from xieshou.platform.templates import api as templates

    templates.register(
        templates.TemplateKind(
            "self-evaluation",                       # never changes: stored with every template
            "绩效自评表",
            fields=(
                templates.Field("项目名称", "项目名称"),
                templates.Field("预算数", "全年预算数（万元）", templates.FieldKind.MONEY),
                templates.Field("指标.名称", "三级指标"),          # before the dot: the group of repeated rows
                templates.Field("指标.得分", "得分", templates.FieldKind.NUMBER),
            ),
            example=example_content,                 # () -> templates.Content, for previews
        )
    )

and prints where it has the figures, as exact texts computed from where they are stored:

    printed = templates.fill(
        "self-evaluation",
        evaluation.owner,
        {"项目名称": project.name, "预算数": "1,234.50"},          # missing or None prints nothing
        {"指标": [{"名称": "培训场次", "得分": "6.25"}, …]},
    )
    HttpResponse(printed.data, content_type=printed.media_type)    # printed.form is docx or xlsx

A value may be a `Figure(text, ref, link)`: where its placeholder stands alone it opens the page; `behind` gets the figures
that the template prints and gives the annex (`documents.sources.annex_of`).

Keep `str(printed.version)` with what was issued, so that it can be told which template it was printed with.
Adding a field later changes no template; taking one away makes templates that use it unfit, which publishing tells.
"""

from xieshou.platform.templates.kinds import (
    Content,
    Field,
    FieldKind,
    Figure,
    TemplateKind,
    kind_of,
    kinds,
    register,
    unregister,
)
from xieshou.platform.templates.models import Template, TemplateVersion
from xieshou.platform.templates.selectors import in_force_at
from xieshou.platform.templates.services import Printed, fill, template_publish, template_upload, template_withdraw
from xieshou.platform.templates.starting import starting_template

__all__ = [
    "Content",
    "Field",
    "FieldKind",
    "Figure",
    "Printed",
    "Template",
    "TemplateKind",
    "TemplateVersion",
    "fill",
    "in_force_at",
    "kind_of",
    "kinds",
    "register",
    "starting_template",
    "template_publish",
    "template_upload",
    "template_withdraw",
    "unregister",
]
