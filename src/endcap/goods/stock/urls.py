"""Addresses of stock."""

from django.urls import path

from endcap.goods.stock import views

app_name = "stock"
urlpatterns = [
    path("", views.board, name="board"),
    path("near-expiry/", views.near_expiry, name="near_expiry"),
    path("slow/", views.slow, name="slow"),
    path("alarms/", views.alarms, name="alarms"),
    path("locations/", views.locations, name="locations"),
    path("locations/<uuid:location_id>/", views.location, name="location"),
    path("locations/<uuid:location_id>/close/", views.close_location, name="close_location"),
    path("lots/<uuid:lot_id>/", views.lot, name="lot"),
    path("advice/", views.advice, name="advice"),
    path("curve/<uuid:location_id>/<uuid:sku_id>/", views.curve, name="curve"),
    path("levers/", views.levers, name="levers"),
    path("uplifts/<uuid:uplift_id>/end/", views.end_uplift, name="end_uplift"),
    path("sharing/", views.sharing, name="sharing"),
    path("sharing/<uuid:allocation_id>/", views.shares, name="shares"),
    path("movements/", views.movements, name="movements"),
    path("movements/new/receipt/", views.new_receipt, name="new_receipt"),
    path("movements/new/transfer/", views.new_transfer, name="new_transfer"),
    path("movements/new/write-off/", views.new_write_off, name="new_write_off"),
    path("movements/new/return/", views.new_return, name="new_return"),
    path("movements/<uuid:movement_id>/", views.movement, name="movement"),
    path("movements/<uuid:movement_id>/receive/", views.receive, name="receive"),
    path("movements/<uuid:movement_id>/cancel/", views.cancel, name="cancel"),
    path("counts/", views.counts, name="counts"),
    path("counts/<uuid:count_id>/", views.count, name="count"),
    path("counts/<uuid:count_id>/post/", views.post_count, name="post_count"),
    path("counts/<uuid:count_id>/cancel/", views.cancel_count, name="cancel_count"),
]
