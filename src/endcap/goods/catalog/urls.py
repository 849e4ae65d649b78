"""Addresses of products, prices and should-lists."""

from django.urls import path

from endcap.goods.catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.skus, name="list"),
    path("new/", views.new_sku, name="new"),
    path("groups/", views.groups, name="groups"),
    path("prices/", views.prices, name="prices"),
    path("prices/stability/", views.stability, name="stability"),
    path("prices/structure/", views.structure, name="structure"),
    path("prices/structure/rules/", views.rules, name="rules"),
    path("prices/structure/story/", views.story, name="story"),
    path("prices/structure/changes/", views.changes, name="changes"),
    path("prices/structure/changes/new/", views.new_change, name="new_change"),
    path("prices/structure/changes/<uuid:change_id>/", views.change, name="change"),
    path("prices/structure/changes/<uuid:change_id>/preview/", views.preview_change, name="preview_change"),
    path("prices/structure/changes/<uuid:change_id>/publish/", views.publish_change, name="publish_change"),
    path("prices/structure/changes/<uuid:change_id>/drop/", views.drop_change, name="drop_change"),
    path("should-lists/", views.should_list, name="should_list"),
    path("<uuid:sku_id>/", views.sku, name="sku"),
    path("<uuid:sku_id>/edit/", views.edit_sku, name="edit"),
    path("<uuid:sku_id>/prices/", views.set_price, name="set_price"),
    path("<uuid:sku_id>/barcodes/", views.add_barcode, name="add_barcode"),
    path("<uuid:sku_id>/barcodes/<uuid:barcode_id>/remove/", views.remove_barcode, name="remove_barcode"),
]
