"""Addresses of signing in. Only these of allauth's names: nobody signs up or resets a password by mail."""

from __future__ import annotations

from django.urls import path

from endcap.org.people import views
from endcap.org.people.sign_in import SignIn, SignOut
from endcap.org.people.views import second_factor

urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", SignOut.as_view(), name="account_logout"),
    path("password/", views.change_password, name="account_change_password"),
    path("again/", second_factor.password_again, name="account_reauthenticate"),
    path("second-factor/", second_factor.second_factor, name="mfa_index"),
    path("second-factor/code/", second_factor.ask_code, name="mfa_authenticate"),
    path("second-factor/code/again/", second_factor.code_again, name="mfa_reauthenticate"),
    path("second-factor/app/add/", second_factor.add_app, name="mfa_activate_totp"),
    path("second-factor/app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("second-factor/keys/add/", second_factor.add_key, name="mfa_add_webauthn"),
    path("second-factor/keys/again/", second_factor.key_again, name="mfa_reauthenticate_webauthn"),
    path("second-factor/keys/<int:pk>/name/", second_factor.rename_key, name="mfa_edit_webauthn"),
    path("second-factor/keys/<int:pk>/remove/", second_factor.remove_key, name="mfa_remove_webauthn"),
    path("second-factor/recovery/", second_factor.show_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", second_factor.new_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/recovery/file/", second_factor.download_codes, name="mfa_download_recovery_codes"),
]
