from django.urls import path

from xieshou.platform.ledger import views, views_bulk, views_exchange
from xieshou.platform.ledger.declaration import ledgers

app_name = "ledger"

# the menu leads to an address by its name alone: each ledger's list has its slug as a name too
urlpatterns = [
    path("", views.index, name="index"),
    *(path(f"{one.slug}/", views.record_list, {"slug": one.slug}, name=one.slug) for one in ledgers()),
    path("<slug:slug>/", views.record_list, name="list"),
    path("<slug:slug>/totals/", views.record_totals, name="totals"),
    path("<slug:slug>/new/", views.record_new, name="new"),
    path("<slug:slug>/bulk/", views_bulk.bulk_change, name="bulk"),
    path("<slug:slug>/import/", views_exchange.import_start, name="import"),
    path("<slug:slug>/template.xlsx", views_exchange.template, name="template"),
    path("<slug:slug>/export/", views_exchange.export_start, name="export"),
    path("<slug:slug>/<int:pk>/", views.record_page, name="record"),
    path("<slug:slug>/<int:pk>/edit/", views.record_edit, name="edit"),
    path("<slug:slug>/<int:pk>/delete/", views.record_delete, name="delete"),
    path("<slug:slug>/<int:pk>/restore/", views.record_restore, name="restore"),
    path("<slug:slug>/<int:pk>/cite/", views.record_cite, name="cite"),
]
