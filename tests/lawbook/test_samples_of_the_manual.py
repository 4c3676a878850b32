"""The folders that the manual shows are what it says of them."""

from datetime import date
from pathlib import Path

import pytest

from tuban.inspect.disc.fields import local_names, roles
from tuban.rules.rulebook import load

SAMPLES = Path(__file__).parents[2] / "docs/zh/how-to/samples"


@pytest.mark.seed("L6")
def test_a_new_notice_and_a_stricter_county_are_laid_over_the_lawbook():
    book = load(local=SAMPLES / "county-2025")
    day = date(2025, 12, 31)
    own = book.parameter("accountability/account_line", on=day, region="990101")
    elsewhere = book.parameter("accountability/account_line", on=day, region="440101")
    assert (own.value, own.layer) == (0.08, "county")
    assert (elsewhere.value, elsewhere.layer) == (0.12, "notice")
    assert book.parameter("accountability/account_line", on=date(2026, 12, 31), region="440101").value == 0.15


def test_the_page_shows_the_files_as_they_are():
    page = (SAMPLES.parent / "new-notice.md").read_text("utf-8")
    for line in (SAMPLES / "county-2025/instruments.yaml").read_text("utf-8").splitlines()[1:]:
        assert line in page


def test_the_names_of_a_province_are_laid_over_ours():
    with local_names(SAMPLES / "province-names"):
        assert "XSDM" in roles()["patches"].fields["number"].aliases
