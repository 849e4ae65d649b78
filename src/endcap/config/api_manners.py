"""What holds for every operation of the API, in one place: one shape of lists, one shape of refusals, and a description
that says which of them can occur."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from endcap.config.api_values import Encoder, let_plain_values_pass
from endcap.config.middleware import refusal_body
from endcap.kernel.errors import InvalidInput, Problem
from endcap.kernel.ids import new_id

let_plain_values_pass()
REFUSAL = "Refusal"
_COMPONENTS = "#/components/schemas/"
WRITES = frozenset({"post", "put", "patch", "delete"})
_SENTENCES = {
    "401": "Nobody is signed in, and no valid token came with the request.",
    "403": "The right is missing, or the token of the form.",
    "404": "There is no such record, or it is out of the person's reach; both look the same.",
    "409": "Understood and declined: ``code`` says why, ``message`` what to do. Nothing was changed.",
    "422": "Something in the request can't be taken; ``problems`` names everything at once. Nothing was changed.",
}
_SCHEMA: dict[str, Any] = {
    "title": REFUSAL,
    "description": "A stable code, a sentence in the person's language, and the fields that are meant.",
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "string", "title": "Code"},
        "message": {"type": "string", "title": "Message"},
        "problems": {
            "type": "array",
            "title": "Problems",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


class OneShapeOfLists(JSONRenderer):
    """Every list goes out as ``{"items": […], "next": "…"}``; an operation that answers a short list whole has nothing
    after it."""

    encoder_class = Encoder
    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """The body of an answer."""
        shown = {"items": data, "next": ""} if isinstance(data, list) else data
        return super().render(request, shown, response_status=response_status)


class _Description(OpenAPISchema):
    """Ninja's description, in which two areas may each have a schema of the same name: the later one is named after
    its area."""

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        """What is told of one operation."""
        self._area = operation.view_func.__module__.split(".")[2].capitalize()
        details: dict[str, Any] = super().operation_details(operation)
        return details

    def _create_schema_from_model(self, *about: Any, **how: Any) -> tuple[dict[str, Any], bool]:
        known, self.schemas = self.schemas, {}
        try:
            schema, is_required = super()._create_schema_from_model(*about, **how)
            found = self.schemas
        finally:
            self.schemas = known
        names = {name: name for name in found}
        for name, shape in found.items():
            if name in known and known[name] != shape:
                names[name] = f"{self._area}{name}"
        renamed = {name: new for name, new in names.items() if name != new}
        known.update({names[name]: _with_names(shape, renamed) for name, shape in found.items()})
        return _with_names(schema, renamed), is_required


def _with_names(shape: Any, renamed: Mapping[str, str]) -> Any:
    """A part of a description with other names in its references."""
    if not renamed:
        return shape
    if isinstance(shape, list):
        return [_with_names(each, renamed) for each in shape]
    if not isinstance(shape, dict):
        return shape
    return {
        key: f"{_COMPONENTS}{renamed.get(each.removeprefix(_COMPONENTS), each.removeprefix(_COMPONENTS))}"
        if key == "$ref" and isinstance(each, str)
        else _with_names(each, renamed)
        for key, each in shape.items()
    }


class Api(NinjaAPI):
    """Ninja, with the description completed: refusals of every operation, lists in their one shape."""

    def get_openapi_schema(self, **where: Any) -> Any:
        """The OpenAPI description."""
        prefix = where.get("path_prefix")
        if prefix is None:
            prefix = self.get_root_path(where.get("path_params") or {})
        schema = _Description(self, prefix)
        schema["components"].setdefault("schemas", {})[REFUSAL] = _SCHEMA
        for path, operations in schema["paths"].items():
            for method, operation in operations.items():
                _shape_lists(operation)
                _declare_refusals(path, method, operation)
        return schema


def _shape_lists(operation: dict[str, Any]) -> None:
    for answer in operation["responses"].values():
        for content in (answer.get("content") or {}).values():
            inner = content.get("schema") or {}
            if inner.get("type") == "array":
                content["schema"] = {
                    "type": "object",
                    "title": inner.get("title", "Items"),
                    "required": ["items", "next"],
                    "properties": {"items": inner, "next": {"type": "string", "title": "Next"}},
                }


def _declare_refusals(path: str, method: str, operation: dict[str, Any]) -> None:
    """401 and 403 can meet everybody; the others whoever asks for something in particular, or wants a change."""
    asks = "{" in path or bool(operation.get("parameters")) or bool(operation.get("requestBody"))
    codes = ["401", "403"]
    if asks or method in WRITES:
        codes += ["404", "409"]
    if asks:
        codes.append("422")
    for code in codes:
        operation["responses"].pop(int(code), None)
        operation["responses"][code] = {
            "description": _SENTENCES[code],
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{REFUSAL}"}}},
        }


_GIVEN_ID = re.compile(r"[\w.:+/=-]{1,100}", re.ASCII)
_SURROGATE = re.compile(rb"\\u[dD][89abAB]")


class ApiManners:
    """Echoes ``X-Request-Id``, and refuses text that no database can hold before anything looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        given = request.headers.get("X-Request-Id", "")
        response = _refused(request) or self.get_response(request)
        response["X-Request-Id"] = given if _GIVEN_ID.fullmatch(given) else str(new_id())
        return response


def _refused(request: HttpRequest) -> JsonResponse | None:
    where = ""
    if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
        where = "address"
    elif request.content_type == "application/json" and not _is_text(request.body):
        where = "body"
    if not where:
        return None
    refusal = InvalidInput([Problem(where, "not_text", _("里面有不是文字的字符，去掉再发。"))])
    return JsonResponse(refusal_body(refusal), status=refusal.status)


def _is_text(body: bytes) -> bool:
    """Whether the strings of a JSON body hold neither NUL nor half a character. Broken JSON is judged later."""
    if b"\\u0000" not in body and b"\0" not in body and not _SURROGATE.search(body):
        return True
    try:
        waiting = [json.loads(body)]
    except (ValueError, RecursionError):
        return True
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, str) and ("\0" in found or not _is_whole(found)):
            return False
    return True


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
