"""Pages of questionnaires: the list, one with its versions, its scorecard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from endcap.kernel.actor import Actor
from endcap.kernel.rights import Right
from endcap.mechanisms.questions import pages, selectors, services
from endcap.mechanisms.questions.forms import WeightsForm
from endcap.mechanisms.questions.interpreter import questions_of
from endcap.mechanisms.questions.models import Reply, Version
from endcap.mechanisms.questions.rights import Rights
from endcap.mechanisms.questions.weights import changed, fields_of
from endcap.mechanisms.questions.wording import said
from endcap.ui.toasts import toast


def _actor(request: HttpRequest, *rights: Right) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    for right in (Rights.VIEW, *rights):
        actor.require(right)
    return actor


@require_GET
def questionnaires(request: HttpRequest) -> HttpResponse:
    """All questionnaires."""
    rows = [
        (one, said(one.newest.definition["title"]) if one.newest else one.key)
        for one in selectors.questionnaires(_actor(request))
    ]
    return render(request, "questions/list.html", {"rows": rows})


@require_GET
def questionnaire(request: HttpRequest, questionnaire_key: str) -> HttpResponse:
    """One questionnaire as it is asked, with its versions; ``?version=`` shows an older one."""
    actor = _actor(request)
    wanted = request.GET.get("version", "")
    versions = selectors.versions_of(actor, questionnaire_key)
    number = int(wanted) if wanted.isdecimal() else (versions[0].number if versions else None)
    version = selectors.version_of(actor, questionnaire_key, number)
    context = {
        "key": questionnaire_key,
        "version": version,
        "versions": versions,
        "sheet": pages.sheet_of(Reply(version=version)),
        "total_weight": sum(question.get("weight", 0) for _s, question in questions_of(version.definition)),
        "may_edit": actor.may(Rights.EDIT),
    }
    return render(request, "questions/questionnaire.html", context)


@require_http_methods(["GET", "POST"])
def weights(request: HttpRequest, questionnaire_key: str) -> HttpResponse:
    """Change weights and points: a new version, published at once. Replies keep the version that they answered."""
    actor = _actor(request, Rights.EDIT)
    version = selectors.version_of(actor, questionnaire_key)
    form = WeightsForm(request.POST or None, figures=fields_of(version.definition))
    if request.method == "POST" and form.is_valid():
        made = services.save_version(
            actor, key=questionnaire_key, definition=changed(version.definition, form.cleaned_data)
        )
        services.publish(actor, key=questionnaire_key, number=made.number)
        toast(request, _("已发布第 %(number)s 版") % {"number": made.number})
        return redirect("questions:questionnaire", questionnaire_key=questionnaire_key)
    rows = [
        (
            said(question["text"]),
            form[f"weight-{question['key']}"],
            [
                (said(option["text"]), form[f"points-{question['key']}-{option['value']}"])
                for option in question.get("options", ())
            ],
        )
        for _section, question in questions_of(version.definition)
        if question.get("weight")
    ]
    context = {
        "key": questionnaire_key,
        "version": version,
        "title": _title(version),
        "form": form,
        "rows": rows,
    }
    return render(request, "questions/weights.html", context)


@require_POST
def publish(request: HttpRequest, questionnaire_key: str, version_number: int) -> HttpResponse:
    """Publish a draft."""
    made = services.publish(_actor(request, Rights.EDIT), key=questionnaire_key, number=version_number)
    toast(request, _("已发布第 %(number)s 版") % {"number": made.number})
    return redirect("questions:questionnaire", questionnaire_key=questionnaire_key)


def _title(version: Version) -> str:
    return said(version.definition["title"])
