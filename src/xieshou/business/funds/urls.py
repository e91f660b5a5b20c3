"""Addresses of the money's pages."""

from django.urls import path

from xieshou.business.funds import views_allocations as allocations
from xieshou.business.funds import views_budgets as budgets
from xieshou.business.funds import views_figures as figures
from xieshou.business.funds import views_payments as payments
from xieshou.business.funds import views_recall as recall
from xieshou.business.funds import views_sources as sources

app_name = "funds"

urlpatterns = [
    path("sources/", sources.source_list, name="sources"),
    path("sources/new/", sources.source_new, name="source_new"),
    path("sources/import/", sources.source_import, name="source_import"),
    path("sources/template.xlsx", sources.source_template, name="source_template"),
    path("sources/export.xlsx", sources.source_export, name="source_export"),
    path("sources/<int:pk>/", sources.source_page, name="source"),
    path("sources/<int:pk>/edit/", sources.source_edit, name="source_edit"),
    path("sources/<int:pk>/receipts/new/", sources.receipt_new, name="receipt_new"),
    path("sources/<int:pk>/receipts/<int:receipt>/reverse/", sources.receipt_reverse, name="receipt_reverse"),
    path("sources/<int:source>/allocate/", allocations.allocation_new, name="allocation_new"),
    path("allocations/", allocations.allocation_list, name="allocations"),
    path("allocations/<int:pk>/", allocations.allocation_page, name="allocation"),
    path("allocations/<int:pk>/edit/", allocations.allocation_edit, name="allocation_edit"),
    path("allocations/<int:pk>/discard/", allocations.allocation_discard, name="allocation_discard"),
    path("allocations/<int:pk>/values/", allocations.values_edit, name="values"),
    path("allocations/<int:pk>/values/import/", allocations.values_import, name="values_import"),
    path("allocations/<int:pk>/values.xlsx", allocations.values_export, name="values_export"),
    path("allocations/<int:pk>/export.xlsx", allocations.allocation_export, name="allocation_export"),
    path("allocations/<int:pk>/compute/", allocations.allocation_compute, name="allocation_compute"),
    path("allocations/<int:pk>/adjust/", allocations.allocation_adjust, name="allocation_adjust"),
    path("allocations/<int:pk>/documents/", allocations.allocation_documents, name="allocation_documents"),
    path("allocations/<int:pk>/submit/", allocations.allocation_submit, name="allocation_submit"),
    path("allocations/<int:pk>/shares/<int:share>/", allocations.share_page, name="share"),
    path("issued/<int:share>/", allocations.issued_page, name="issued"),
    path("projects/<int:pk>/", budgets.project_page, name="project"),
    path("projects/<int:pk>/budgets/new/", budgets.budget_new, name="budget_new"),
    path("projects/<int:project>/pay/", payments.payment_new, name="payment_new"),
    path("budgets/<int:pk>/correct/", budgets.budget_correct, name="budget_correct"),
    path("budgets/<int:pk>/change/", budgets.change_new, name="change_new"),
    path("changes/", budgets.change_list, name="changes"),
    path("changes/<int:pk>/", budgets.change_page, name="change"),
    path("changes/<int:pk>/edit/", budgets.change_edit, name="change_edit"),
    path("changes/<int:pk>/drop/", budgets.change_drop, name="change_drop"),
    path("payments/", payments.payment_list, name="payments"),
    path("payments/board/", payments.payment_board, name="board"),
    path("payments/export.xlsx", payments.payment_export, name="payment_export"),
    path("payments/template.xlsx", payments.payment_template, name="payment_template"),
    path("payments/import/", payments.payment_import, name="payment_import"),
    path("payments/<int:pk>/", payments.payment_page, name="payment"),
    path("payments/<int:pk>/edit/", payments.payment_edit, name="payment_edit"),
    path("payments/<int:pk>/submit/", payments.payment_submit, name="payment_submit"),
    path("payments/<int:pk>/waive/", payments.payment_waive, name="payment_waive"),
    path("payments/<int:pk>/drop/", payments.payment_drop, name="payment_drop"),
    path("payments/<int:pk>/register/", payments.payment_register, name="payment_register"),
    path("payments/<int:pk>/reverse/", payments.payment_reverse, name="payment_reverse"),
    path("payments/<int:pk>/cite/", payments.payment_cite, name="payment_cite"),
    path("recall/<str:kind>/<int:pk>/", recall.recall, name="recall"),
    path("figures/", figures.figures_page, name="figures"),
    path("figures/file.<str:form>", figures.figures_file, name="figures_file"),
    path("figures/rows/<str:kind>/", figures.figure_rows, name="rows"),
    path("f/<slug:code>/", figures.short_figure, name="short"),
    path("statements/", figures.statement_check, name="statement"),
    path("statements/template.xlsx", figures.statement_template, name="statement_template"),
]
