"""Addresses of receivables."""

from django.urls import path

from endcap.cash.receivables import views

app_name = "receivables"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("items/", views.items, name="items"),
    path("month/", views.month, name="month"),
    path("accounts/<uuid:outlet_id>/", views.account, name="account"),
    path("accounts/<uuid:outlet_id>/notes/", views.add_note, name="add_note"),
    path("payments/", views.payments, name="payments"),
    path("payments/new/", views.new_payment, name="new_payment"),
    path("payments/<uuid:payment_id>/", views.payment, name="payment"),
    path("payments/<uuid:payment_id>/<slug:step>/", views.step, name="step"),
    path("allocations/<uuid:allocation_id>/undo/", views.undo_allocation, name="undo_allocation"),
    path("contracts/", views.contracts, name="contracts"),
    path("contracts/new/", views.new_contract, name="new_contract"),
    path("contracts/<uuid:contract_id>/", views.contract, name="contract"),
    path("contracts/<uuid:contract_id>/edit/", views.edit_contract, name="edit_contract"),
    path("contracts/<uuid:contract_id>/activate/", views.activate, name="activate"),
    path("contracts/<uuid:contract_id>/end/", views.end, name="end"),
    path("bank/", views.bank, name="bank"),
    path("bank/upload/", views.upload, name="upload"),
    path("bank/lines/<uuid:line_id>/match/", views.match, name="match"),
    path("bank/lines/<uuid:line_id>/set-aside/", views.set_aside, name="set_aside"),
    path("house/", views.house, name="house"),
    path("house/accounts/", views.add_account, name="add_account"),
    path("house/permits/", views.add_permit, name="add_permit"),
]
