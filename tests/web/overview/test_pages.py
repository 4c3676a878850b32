"""The pages of the overview: what a city looks at first, down to the dossier; nothing of a county is written there."""

from __future__ import annotations

import io
import re
from datetime import date

import openpyxl
import pytest
from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry
from django.urls import URLResolver, get_resolver

from tuban.workflow.audit.models import Line
from tuban.workflow.campaigns.models import Campaign
from tuban.workflow.patches.models import Patch

pytestmark = pytest.mark.django_db
COUNTYS_OWN = (
    "patches", "comparison", "review", "rectification", "survey", "results", "submission", "cases", "reporting",
    "supervision", "campaigns", "cooperation", "routes", "statistics",
)  # fmt: skip


def test_a_city_goes_from_its_counties_to_a_township_and_its_patches(above, client_of):
    city = client_of("shi")
    page = city.get("/overview/").content.decode()
    for words in ("示例市 · 总览", "示范县", "邻县", "远县", "数据包", "2024-10-12 封存", "问责"):
        assert words in page
    assert "山县" not in page
    assert re.findall(r">(示范县|邻县|远县)</a>", page)[:2] == ["邻县", "远县"], "the worst first"
    county = city.get("/overview/?unit=990102").content.decode()
    assert "邻东镇" in county
    patches = re.search(r'href="(/patches/\?campaign=[^"]+township=990102001)"', county)
    listed = city.get(patches.group(1).replace("&amp;", "&")).content.decode()
    patch = Patch.objects.filter(campaign=above.beside, township_code="990102001").first()
    assert str(patch.uuid) in listed
    assert city.get(f"/patches/{patch.uuid}/").status_code == 200
    away = city.get("/overview/?unit=990103").content.decode()
    assert "/patches/?campaign" not in away, "the patches of a package lie with their county"
    assert client_of("sheng").get("/overview/?unit=9902").status_code == 200
    assert city.get("/overview/?unit=9902").status_code == 404
    assert client_of("zuzhi").get("/overview/").status_code == 403
    for name in ("bu", "ducha"):
        assert "山县" in client_of(name).get("/overview/?unit=9902").content.decode()


def test_rows_are_ordered_by_any_column_and_go_along_as_workbooks_with_what_is_late(above, client_of):
    city = client_of("shi")

    def order(query):
        page = city.get(f"/overview/?{query}").content.decode().partition('id="late-head"')[0]
        return re.findall(r"data-row-link[^>]*>(示范县|邻县|远县)</a>", page), page

    assert order("order=code")[0] == ["示范县", "邻县", "远县"]
    assert order("order=code&turned=1")[0] == ["远县", "邻县", "示范县"]
    names, page = order("order=unlawful_mu")
    assert len(names) == 3
    assert 'aria-sort="descending"' in page
    assert order("order=nothing&turned=x&year=abcd&cadence=zz")[0] == order("")[0]
    Campaign.objects.filter(pk=above.beside.pk).update(ends=date(2024, 12, 1))
    late = city.get("/overview/late/").content.decode()
    assert "成果逾期未上报" in late
    assert "2024-12-01" in late
    forms = city.get("/overview/forms/?form=unlawful_summary").content.decode()
    assert "违法用地数据汇总表" in forms
    assert "2 个县为本系统实时数据，1 个县为数据包" in forms
    book = openpyxl.load_workbook(_taken_along(city, "/overview/table.xlsx"))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert {"示范县", "邻县", "远县"} <= {row[2] for row in rows}
    assert book.worksheets[1].max_row >= 4
    form = openpyxl.load_workbook(_taken_along(city, "/overview/forms.xlsx?form=unlawful_summary"))
    assert any(cell.value == "远县" for sheet in form for row in sheet.iter_rows() for cell in row)


def _taken_along(client, address) -> io.BytesIO:
    answer = client.get(address)
    return io.BytesIO(b"".join(answer.streaming_content))


def _addresses(resolver: URLResolver, before: str, values: dict[str, str]) -> set[str]:
    """Return every address of the pages with the identities of a county's things in it."""
    found: set[str] = set()
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            if getattr(one, "app_name", "") in ("web", ""):
                found |= _addresses(one, route, values)
        elif one.name and one.lookup_str.startswith("tuban.web"):
            found |= {
                "/"
                + re.sub(r"<(?:(\w+):)?\w+>", lambda part, key=key: key if part[1] == "uuid" else values["code"], route)
                for key in values["keys"]
            }
    return found


def _told(value):
    return value.wkt if isinstance(value, GEOSGeometry) else value


def _own() -> dict[str, list[tuple]]:
    """Return every row of the tables in which the work of counties lies."""
    return {
        model._meta.label: sorted(repr([_told(value) for value in row]) for row in model._default_manager.values_list())
        for model in apps.get_models()
        if model._meta.app_label in COUNTYS_OWN
    }


@pytest.mark.long
@pytest.mark.parametrize("name", ["shi", "sheng", "bu"])
def test_whatever_a_level_above_sends_nothing_of_a_county_changes(above, client_of, name):
    patch = Patch.objects.filter(campaign=above.campaign).first()
    keys = [str(patch.uuid), str(above.campaign.pk)]
    addresses = _addresses(get_resolver("tuban.site.urls"), "", {"keys": keys, "code": "990101"})
    addresses = {one for one in addresses if not one.startswith(("/sign-out", "/switch"))}
    assert len(addresses) > 250
    client = client_of(name)
    before = _own()
    for one in sorted(addresses):
        answer = client.post(
            one, {"version": patch.version, "finding": "unlawful", "text": "上级改动", "reason": "上级改动"}
        )  # fmt: skip
        assert answer.status_code < 500, (one, answer.status_code)
    changed = {label for label, rows in _own().items() if rows != before[label]}
    own = {"statistics.Book", "statistics.Recount", "review.DeskKeys", "supervision.Supervision"}
    assert changed <= own, changed
    done = Line.objects.filter(person_name=above.acting(name).person_name, area_code__startswith="990101")
    assert not done.filter(is_refused=False).exists()
