"""Every page has its help, in both languages; every code can be looked up; the manual is readable."""

import re

import pytest
from django.urls import reverse

from tuban.values.language import speaking
from tuban.web import urls
from tuban.web.help.codes import codes
from tuban.web.help.manual import manual_pages, rendered
from tuban.web.help.topics import TITLES, text_of, topic_of

PAGES = [(one.name, getattr(one.callback, "rail", "")) for one in urls.urlpatterns]


@pytest.mark.parametrize(("name", "rail"), PAGES, ids=[name for name, _rail in PAGES])
def test_every_page_has_a_help_text(name, rail):
    assert topic_of(name, rail) in TITLES


@pytest.mark.parametrize("topic", TITLES)
def test_a_help_text_is_there_in_both_languages(topic):
    assert re.search(r"[\u4e00-\u9fff]", text_of(topic, "zh-hans"))
    assert len(text_of(topic, "en")) > 100
    assert not re.search(r"[\u4e00-\u9fff]", text_of(topic, "en"))


@pytest.mark.django_db
def test_the_question_mark_leads_to_the_help_of_the_page(client_of, county):
    client = client_of("xitong")
    html = client.get(reverse("web:people")).content.decode()
    assert f'href="{reverse("web:help_topic", args=["people"])}"' in html
    drawer = client.get(reverse("web:help_topic", args=["people"]), headers={"HX-Request": "true"}).content.decode()
    assert "三员分立" in drawer
    assert "<html" not in drawer


@pytest.mark.django_db
def test_a_code_leads_to_its_meaning_and_to_what_to_do(client_of, county):
    html = client_of("zuzhi").get(reverse("web:help"), {"q": "organisations.cannot_hold_both"}).content.decode()
    row = html.split("<tbody>")[1].split("</tbody>")[0]
    assert "organisations.cannot_hold_both" in row
    assert re.search(r"[\u4e00-\u9fff]{6}", row)


def test_codes_are_found_by_their_words_too():
    with speaking("zh_CN"):
        assert "organisations.changed_meanwhile" in {one.code for one in codes("已被他人修改")}
    assert len(codes()) > 100


@pytest.mark.django_db
def test_every_page_of_the_manual_opens(client_of, county):
    client = client_of("zuzhi")
    assert len(manual_pages()) > 10
    for page in manual_pages():
        answer = client.get(reverse("web:help_manual", args=[page.path]))
        assert answer.status_code == 200, page.path
        assert ".md" not in "".join(re.findall(r'href="([^"]*)"', answer.content.decode()))


@pytest.mark.parametrize("path", ["../../pyproject", "..%2f..%2fREADME", "nothing"])
@pytest.mark.django_db
def test_nothing_outside_of_the_manual_is_read(client_of, county, path):
    assert client_of("zuzhi").get(f"/help/manual/{path}/").status_code == 404


def test_markdown_brings_no_html_of_its_own():
    assert "<script>" not in rendered("<script>alert(1)</script> [x](javascript:alert(1))")
    assert "javascript:" not in re.findall(r'href="([^"]*)"', rendered("[x](javascript:alert(1))"))
