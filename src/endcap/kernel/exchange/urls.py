"""Addresses of import and export."""

from django.urls import path

from endcap.kernel.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.home, name="home"),
    path("import/<slug:sheet_key>/", views.upload, name="upload"),
    path("import/<slug:sheet_key>/template/", views.template, name="template"),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("batches/<uuid:batch_id>/columns/", views.mapping, name="mapping"),
    path("batches/<uuid:batch_id>/restage/", views.restage, name="restage"),
    path("batches/<uuid:batch_id>/mend/", views.mend, name="mend"),
    path("batches/<uuid:batch_id>/commit/", views.commit, name="commit"),
    path("batches/<uuid:batch_id>/undo/", views.undo, name="undo"),
    path("batches/<uuid:batch_id>/drop/", views.drop, name="drop"),
    path("batches/<uuid:batch_id>/marked/", views.marked, name="marked"),
    path("export/<slug:sheet_key>/", views.export, name="export"),
    path("exports/<uuid:export_id>/", views.exported, name="exported"),
    path("exports/<uuid:export_id>/file/", views.download, name="download"),
]
