"""Addresses for people outside the company; those with a token work without signing in."""

from django.urls import path

from endcap.faces.portal.views import joining, money, ordering, rooms

app_name = "portal"
urlpatterns = [
    path("join/<str:token>/", joining.join, name="join"),
    path("join/<str:token>/done/<str:receipt>/", joining.done, name="done"),
    path("welcome/<str:invitation>/", rooms.accept, name="accept"),
    path("portal/", rooms.home, name="home"),
    path("portal/account/", money.account, name="account"),
    path("portal/order/", ordering.order, name="order"),
    path("portal/orders/", ordering.orders_list, name="orders"),
    path("portal/orders/<uuid:order_id>/", ordering.order_page, name="order_page"),
    path("portal/orders/<uuid:order_id>/cancel/", ordering.cancel, name="cancel"),
]
