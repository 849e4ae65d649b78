"""Pages for what Django itself refuses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _answer(request: HttpRequest, status: int, code: str, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"code": code, "message": sentence}, status=status)
    return render(request, f"ui/errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(request, 400, "bad_request", _("请求看不懂。"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, mostly an expired form."""
    return _answer(request, 403, "forbidden", _("页面过期或没有权限，刷新后再试。"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, 404, "not_found", _("没有找到这个地址。"))


def failed(request: HttpRequest) -> HttpResponse:
    """500."""
    return _answer(request, 500, "failed", _("系统出错，已记录。填的内容还在，过一会再试。"))
