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
    path("should-lists/", views.should_list, name="should_list"),
    path("<uuid:sku_id>/", views.sku, name="sku"),
    path("<uuid:sku_id>/edit/", views.edit_sku, name="edit"),
    path("<uuid:sku_id>/prices/", views.set_price, name="set_price"),
    path("<uuid:sku_id>/barcodes/", views.add_barcode, name="add_barcode"),
    path("<uuid:sku_id>/barcodes/<uuid:barcode_id>/remove/", views.remove_barcode, name="remove_barcode"),
]
