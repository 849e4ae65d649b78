"""The API is what its description says: every operation is tried with made-up requests, good and bad, and answers
nothing that was not announced; never a 500."""

from __future__ import annotations

import json

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, given, settings, strategies
from schemathesis import checks
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks as openapi_checks

from endcap.config.api import api
from endcap.kernel.actor import Actor
from tests.architecture import world

pytestmark = [pytest.mark.req("HOUSE")]
EXAMPLES = 8


def _described() -> dict:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


SCHEMA = schemathesis.openapi.from_dict(_described())
OPERATIONS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def company(shared_database, django_db_blocker, tmp_path_factory):
    """The company of the permission matrix, made once and gone afterwards."""
    with (
        django_db_blocker.unblock(),
        override_settings(HOME=tmp_path_factory.mktemp("home"), MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        yield world.build(Actor.system())
        transaction.set_rollback(True)


def _ask(client: Client, case) -> Response:
    """Send a made-up request through Django's client and hand the answer back as schemathesis wants it."""
    sent = requests.Request(
        **{
            key: value
            for key, value in case.as_transport_kwargs(base_url="http://testserver").items()
            if key in ("method", "url", "headers", "params", "json", "data", "files", "cookies")
        }
    ).prepare()
    headers = {
        key: value
        for key, value in sent.headers.items()
        if key.lower() not in ("content-length", "content-type", "cookie", "host", "authorization")
    }
    with transaction.atomic():
        answer = client.generic(
            sent.method,
            sent.path_url,
            sent.body or b"",
            content_type=sent.headers.get("Content-Type", "application/octet-stream"),
            headers=headers,
        )
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    found = Response(
        status_code=answer.status_code,
        headers={key.lower(): [value] for key, value in answer.headers.items()},
        content=body,
        request=sent,
        elapsed=0.1,
        verify=False,
        message=answer.reason_phrase,
        encoding="utf-8",
    )
    return found


@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_no_request_gets_an_answer_that_was_not_announced(company, label):
    client = company.admin.client
    operation = OPERATIONS[label]
    own = {
        key: str(value)
        for (_kind, relation), filling in company.admin.objects.items()
        if relation in ("", "own")
        for key, value in filling.items()
    }

    @given(case=operation.as_strategy(), is_known=strategies.booleans())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def every(case, is_known):
        if is_known:  # half of the requests are about records that are there
            case.path_parameters = {
                key: own.get(key, value) for key, value in (case.path_parameters or {}).items()
            }
        answer = _ask(client, case)
        case.validate_response(
            answer,
            checks=[
                checks.not_a_server_error,
                openapi_checks.status_code_conformance,
                openapi_checks.content_type_conformance,
                openapi_checks.response_schema_conformance,
            ],
        )

    every()
