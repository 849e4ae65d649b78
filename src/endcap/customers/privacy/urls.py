"""Addresses of personal data."""

from django.urls import path

from endcap.customers.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("requests/new/", views.new_request, name="new_request"),
    path("requests/<uuid:request_id>/", views.one_request, name="request"),
    path("requests/<uuid:request_id>/answer/", views.close_request, {"how": "answer"}, name="answer"),
    path("requests/<uuid:request_id>/refuse/", views.close_request, {"how": "refuse"}, name="refuse"),
    path("requests/<uuid:request_id>/erase/", views.close_request, {"how": "erase"}, name="erase"),
    path("consents/", views.consents, name="consents"),
    path("consents/<uuid:consent_id>/withdraw/", views.withdraw_consent, name="withdraw"),
    path("consents/<uuid:outlet_id>/<uuid:contact_id>/new/", views.new_consent, name="new_consent"),
    path("keeping/", views.keeping, name="keeping"),
    path("keeping/rules/<str:rule_key>/", views.set_days, name="set_days"),
    path("keeping/classes/new/", views.archive_class, name="new_class"),
    path("keeping/classes/<uuid:class_id>/", views.archive_class, name="archive_class"),
    path("keeping/classes/<uuid:class_id>/close/", views.close_class, name="close_class"),
    path("directory/", views.directory, name="directory"),
]
