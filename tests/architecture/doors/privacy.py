"""The addresses of personal data with what each needs."""

from tests.architecture.matrix import Door, Doors

DOORS: Doors = {
    ("privacy:requests", "GET"): Door("privacy.view"),
    ("privacy:new_request", "GET"): Door("privacy.handle"),
    ("privacy:new_request", "POST"): Door("privacy.handle"),
    ("privacy:request", "GET"): Door("privacy.handle", "subject request"),
    ("privacy:answer", "POST"): Door("privacy.handle", "subject request"),
    ("privacy:refuse", "POST"): Door("privacy.handle", "subject request"),
    ("privacy:erase", "POST"): Door("privacy.handle", "subject request"),
    ("privacy:consents", "GET"): Door("privacy.view"),
    ("privacy:withdraw", "POST"): Door("privacy.consent", "consent"),
    ("privacy:new_consent", "GET"): Door("privacy.consent", "contact"),
    ("privacy:new_consent", "POST"): Door("privacy.consent", "contact"),
    ("privacy:keeping", "GET"): Door("privacy.view"),
    ("privacy:set_days", "POST"): Door("privacy.configure"),
    ("privacy:new_class", "GET"): Door("privacy.configure"),
    ("privacy:new_class", "POST"): Door("privacy.configure"),
    ("privacy:archive_class", "GET"): Door("privacy.configure"),
    ("privacy:archive_class", "POST"): Door("privacy.configure"),
    ("privacy:close_class", "POST"): Door("privacy.configure"),
    ("privacy:directory", "GET"): Door("privacy.view"),
    ("/api/v1/privacy/consents", "GET"): Door("privacy.view"),
    ("/api/v1/privacy/consents", "POST"): Door(
        "privacy.consent", "contact", body={"contact_id": "$contact_id", "purpose": "care", "way": "spoken"}
    ),
    ("/api/v1/privacy/consents/{consent_id}/withdraw", "POST"): Door("privacy.consent", "consent"),
    ("/api/v1/privacy/requests", "POST"): Door("privacy.handle", body={"kind": "access", "name": "柳"}),
    ("/api/v1/privacy/requests/{request_id}", "GET"): Door("privacy.handle", "subject request"),
    ("/api/v1/privacy/requests/{request_id}/held", "GET"): Door("privacy.handle", "subject request"),
    ("/api/v1/privacy/requests/{request_id}/answer", "POST"): Door(
        "privacy.handle", "subject request", body={}
    ),
    ("/api/v1/privacy/requests/{request_id}/refuse", "POST"): Door(
        "privacy.handle", "subject request", body={}
    ),
    ("/api/v1/privacy/requests/{request_id}/erase", "POST"): Door("privacy.handle", "subject request"),
}
