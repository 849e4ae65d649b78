"""The components, drawn with exact values."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from endcap.ui.parts import Choice, Fact, Foot, Kpi, Share
from endcap.ui.sparks import area_points, line_points, target_line
from endcap.ui.toasts import toast, toast_now

pytestmark = pytest.mark.req("HOUSE")


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def drawn(source: str, address: str = "/outlets/", **values: object) -> str:
    """The text that a template gives on a page with this address."""
    request = values.pop("request", None) or RequestFactory().get(address)
    return Template("{% load ui %}" + source).render(Context({"request": request, **values}))


def test_an_icon_points_into_the_sprite_and_is_silent_without_a_label():
    assert drawn('{% icon "plus" %}') == (
        '<svg class="ti" aria-hidden="true"><use href="/static/ui/vendor/icons.svg#plus"/></svg>'
    )
    assert 'role="img" aria-label="锁住"' in drawn('{% icon "lock" "锁住" %}')


def test_a_grade_is_a_letter_with_its_name_and_no_grade_is_a_dash():
    assert drawn('{% grade "A" %}') == '<span class="gr A" title="A 级">A</span>'
    assert drawn('{% grade "" %}') == '<span class="gr none" title="未定级">–</span>'
    assert drawn('{% grade None "lg" %}') == '<span class="gr none lg" title="未定级">–</span>'


def test_a_state_is_a_dot_and_a_word():
    assert drawn('{% st "bad" "有错" %}') == '<span class="st x">有错</span>'
    assert drawn('{% st "" "草稿" %}') == '<span class="st">草稿</span>'
    assert drawn('{% pill "warn" "待审批" %}') == '<span class="pill w">待审批</span>'


def test_words_of_other_people_are_escaped():
    assert drawn("{% st '' name %}", name="<b>店") == '<span class="st">&lt;b&gt;店</span>'
    assert "&lt;b&gt;店" in drawn("{% crumb name %}", name="<b>店")


def test_an_empty_place_says_what_to_do():
    text = drawn('{% empty "map-pin-plus" "还没有终端" "从 Excel 导入最快" %}<a>导入</a>{% endempty %}')
    assert text.index("还没有终端") < text.index("从 Excel 导入最快") < text.index("<a>导入</a>")


def test_a_share_is_a_bar_and_nothing_known_is_an_empty_bar():
    assert drawn("{% share 6 12 'w' %}") == (
        '<svg class="bar" aria-hidden="true"><rect class="w" width="50%" height="100%"/></svg>'
    )
    assert drawn("{% share 6 0 %}") == '<svg class="bar" aria-hidden="true"></svg>'
    assert 'width="100%"' in drawn("{% share 15 12 %}")


@pytest.mark.parametrize(("part", "whole", "tone"), [(6, 12, "w"), (7, 10, ""), (9, 10, "o"), (0, 0, "")])
def test_the_colour_of_a_share_follows_the_marks(part, whole, tone):
    assert drawn("{% share_tone part whole %}", part=part, whole=whole) == tone


def test_a_stacked_bar_leaves_out_parts_of_nothing():
    shares = [Share(1, "accent", "新增"), Share(0, "warn", "无"), Share(3, "ok", "更新")]
    text = drawn("{% stacked shares %}", shares=shares)
    assert text.count("<rect") == 2
    assert '<rect class="o" x="25.0%" width="75.0%" height="100%"><title>更新</title></rect>' in text


def test_a_trend_runs_from_edge_to_edge():
    assert line_points([0, 10, 5]) == "0,23 60,3 120,13"
    assert area_points([0, 10]) == "0,26 0,23 120,3 120,26"
    assert target_line([0, 5], 10) == "0,3 120,3"
    assert line_points([4, 4]) == "0,13 120,13"
    assert drawn("{% spark points %}", points=[7]) == ""


def test_key_figures_name_the_comparison():
    kpis = [
        Kpi("30 天订货", "¥15,862", comparison="比上个 30 天", change="12.4 %", rising=True, is_good=True)
    ]
    text = drawn("{% kpis items %}", items=kpis)
    assert '<div class="v">¥15,862</div>' in text
    assert '<span class="ok">▲ 12.4 %</span> 比上个 30 天' in text


def test_a_fact_without_value_is_a_dash():
    assert "<dt>账期</dt><dd>—</dd>" in drawn("{% facts rows %}", rows=[Fact("账期", "")])


class LimitForm(forms.Form):
    """One field that is refused, one that is right."""

    limit = forms.CharField(label="授信额度", help_text="元，到分")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="同意", required=False)

    def clean_limit(self) -> str:
        raise forms.ValidationError("超过能批的 30,000")


def test_what_is_wrong_stands_below_its_field_and_nothing_typed_is_lost():
    form = LimitForm({"limit": "50,000"})
    form.is_valid()
    text = drawn('{% field form.limit "元" %}', form=form)
    assert 'value="50,000"' in text
    assert 'aria-invalid="true"' in text
    assert text.index("<input") < text.index("超过能批的 30,000") < text.index("元，到分")
    assert "id_limit_error" in text
    assert "可不填" not in text


def test_a_field_that_may_stay_empty_says_so():
    assert "可不填" in drawn("{% field form.note %}", form=LimitForm())
    assert 'class="ck"' in drawn("{% field form.agreed %}", form=LimitForm())


def test_a_refused_form_says_how_many_fields_are_wrong():
    form = LimitForm({"limit": "50,000"})
    form.is_valid()
    assert "有 1 处没填对" in drawn("{% form_errors form %}", form=form)
    assert drawn("{% form_errors form %}", form=LimitForm()).strip() == ""


def test_a_long_job_shows_its_share_polls_and_can_be_cancelled():
    text = drawn('{% progress 640 1052 "已写 640 家" "/jobs/1/" "/jobs/1/cancel/" %}')
    assert 'hx-get="/jobs/1/" hx-trigger="every 1s"' in text
    assert 'hx-post="/jobs/1/cancel/"' in text
    assert 'aria-valuenow="60"' in text
    assert "hx-get" not in drawn('{% progress 5 5 "写完了" %}')


def test_the_foot_of_a_list_has_ways_on_and_no_page_numbers():
    text = drawn('{% keyset_foot foot "家" %}', foot=Foot(1, 50, next="?after=x", estimate=12_400))
    assert "第 1–50 家，约 12,400 家" in text
    assert 'rel="next" href="?after=x"' in text
    assert "上一页" not in text


def test_changing_a_parameter_keeps_the_others_and_starts_paging_anew():
    assert drawn("{% query sort='-name' %}", "/outlets/?grade=A&after=9") == "?grade=A&amp;sort=-name"
    assert drawn("{% query grade=None %}", "/outlets/?grade=A") == "/outlets/"


def test_taking_a_filter_off_keeps_the_others():
    assert drawn("{% query_without 'grade' %}", "/o/?grade=A&grade=B&q=x") == "?q=x"
    assert drawn("{% query_without 'grade' 'A' %}", "/o/?grade=A&grade=B&q=x") == "?grade=B&amp;q=x"
    assert 'href="?q=x"' in drawn("{% chip 'grade' '等级' 'A、B' %}", "/o/?grade=A&q=x")


def test_small_forms_carry_the_other_filters():
    text = drawn("{% hidden_query 'q' %}", "/o/?q=x&grade=A&after=9").strip()
    assert text == '<input type="hidden" name="grade" value="A">'


def test_a_heading_sorts_figures_downwards_first_and_turns_round():
    assert 'href="?sort=-sales"' in drawn("{% sort_th 'sales' '订货' 'n' %}")
    assert 'href="?sort=name"' in drawn("{% sort_th 'name' '终端' %}")
    sorted_down = drawn("{% sort_th 'sales' '订货' 'n' %}", "/o/?sort=-sales")
    assert 'aria-sort="descending"' in sorted_down
    assert 'href="?sort=sales"' in sorted_down


def test_views_mark_the_one_that_is_open():
    text = drawn(
        '{% seg choices "布局" %}',
        choices=[Choice("a", "列表", is_on=True, url="?"), Choice("b", "地图", url="?b")],
    )
    assert 'class="on" aria-current="true"' in text
    assert text.count("<a ") == 2


def test_the_column_window_ticks_what_is_shown_and_keeps_the_filters():
    text = drawn(
        "{% columns_dialog choices %}",
        "/o/?q=x&cols=rep",
        choices=[Choice("rep", "业代", is_on=True), Choice("tel", "电话")],
    )
    assert 'value="rep" checked' in text
    assert 'value="tel" checked' not in text
    assert '<input type="hidden" name="q" value="x">' in text
    assert 'type="hidden" name="cols"' not in text


def test_a_toast_offers_the_way_back():
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    toast(request, "已把 3 家转给 林小满", undo_url="/undo/7/")
    text = drawn("{% toasts %}", request=request)
    assert "已把 3 家转给 林小满" in text
    assert 'action="/undo/7/"' in text


def test_a_toast_for_a_part_of_a_page_travels_in_the_answer():
    answer = toast_now(HttpResponse(), "已存", undo_url="/undo/8/")
    assert answer["HX-Trigger-After-Swap"] == '{"ec:toast": {"text": "\\u5df2\\u5b58", "undo": "/undo/8/"}}'


def test_what_was_not_counted_exactly_says_about():
    assert drawn("{% count_text 12400 True %}") == "约 12,400"
    assert drawn("{% count_text 386 %}") == "386"
    with translation.override("en"):
        assert drawn("{% count_text 12400 True %}") in {"about 12,400", "约 12,400"}


def test_the_way_here_ends_without_an_address():
    assert (
        drawn("{% crumb '终端' '/outlets/' %}")
        == '<a href="/outlets/">终端</a><span aria-hidden="true">/</span>'
    )
    assert drawn("{% crumb '福满园' %}") == '<b aria-current="page">福满园</b>'
