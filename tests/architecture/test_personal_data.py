"""Every field that looks personal stands in the directory that people may see."""

import re

import pytest
from django.apps import apps

from endcap.config.personal_data import NAMES_OF_THINGS, WHO_DID_IT
from endcap.customers.privacy import catalogue

LOOKS_PERSONAL = re.compile(
    r"(^|_)(name|phone|mobile|email|birthday|hobbies|address|contact|person|legal|account|bank|ip|agent|note|"
    r"remark|login|employee|holder|by|text|lat|lon)(_|$)"
)
_TEXTS = (
    "CharField",
    "TextField",
    "EmailField",
    "JSONField",
    "DateField",
    "GenericIPAddressField",
    "IntegerField",
)


def looking_personal(models) -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for model in models
        for field in model._meta.concrete_fields
        if field.get_internal_type() in _TEXTS and LOOKS_PERSONAL.search(field.name)
    }


def unlisted(found: set[tuple[str, str]]) -> list[tuple[str, str]]:
    known = catalogue.listed() | NAMES_OF_THINGS
    return sorted(one for one in found - known if not WHO_DID_IT.search(one[1]))


def ours():
    return [model for model in apps.get_models() if model.__module__.startswith("endcap")]


@pytest.mark.req("CPL-02", "CUS-09")
def test_every_field_that_looks_personal_is_in_the_directory():
    assert unlisted(looking_personal(ours())) == []


@pytest.mark.req("CPL-02")
def test_a_new_personal_field_would_be_noticed():
    assert unlisted({("outlets.Contact", "mobile_phone")}) == [("outlets.Contact", "mobile_phone")]


@pytest.mark.req("CPL-02")
def test_the_directory_lists_no_field_that_does_not_exist():
    fields = {(model._meta.label, field.name) for model in ours() for field in model._meta.concrete_fields}

    assert sorted((catalogue.listed() | NAMES_OF_THINGS) - fields) == []
