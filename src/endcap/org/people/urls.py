"""Addresses of people, units and roles."""

from django.urls import path

from endcap.org.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("new/", views.new_person, name="new"),
    path("me/", views.me, name="me"),
    path("me/language/", views.change_language, name="language"),
    path("me/sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("sessions/<uuid:session_id>/end/", views.end_session, name="end_session"),
    path("absences/<uuid:absence_id>/end/", views.end_absence, name="end_absence"),
    path("absences/<uuid:absence_id>/restore/", views.restore_absence, name="restore_absence"),
    path("delegations/<uuid:delegation_id>/revoke/", views.revoke_delegation, name="revoke_delegation"),
    path("units/", views.units, name="units"),
    path("units/new/", views.new_unit, name="unit_new"),
    path("units/<uuid:unit_id>/", views.unit, name="unit"),
    path("units/<uuid:unit_id>/move/", views.move_unit, name="unit_move"),
    path("units/<uuid:unit_id>/close/", views.close_unit, name="unit_close"),
    path("units/<uuid:unit_id>/reopen/", views.reopen_unit, name="unit_reopen"),
    path("roles/", views.roles, name="roles"),
    path("roles/new/", views.new_role, name="role_new"),
    path("roles/<uuid:role_id>/", views.role, name="role"),
    path("tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/disable/", views.disable, name="disable"),
    path("<uuid:person_id>/enable/", views.enable, name="enable"),
    path("<uuid:person_id>/end-sessions/", views.end_sessions, name="end_sessions"),
    path("<uuid:person_id>/password/", views.set_password, name="set_password"),
    path("<uuid:person_id>/absences/", views.add_absence, name="add_absence"),
    path("<uuid:person_id>/delegations/", views.delegate, name="delegate"),
    path("<uuid:person_id>/second-factor/reset/", views.reset_second_factor, name="reset_second_factor"),
    path("<uuid:person_id>/tokens/", views.create_token, name="create_token"),
]
