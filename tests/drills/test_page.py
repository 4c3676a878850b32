"""What drills counted, as the page of the docs tells it."""

from __future__ import annotations

import pytest

from drills import page

COLUMNS = ("work", "attempts", "seconds undisturbed", "lost")


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A page with a place for a table, which is returned as it stands there after some rows were added."""
    there = tmp_path / "drills.md"
    there.write_text("before\n\n<!-- power_cut: begin -->\nold\n<!-- power_cut: end -->\n\nafter\n", encoding="utf-8")
    monkeypatch.setattr(page, "PAGE", there)
    monkeypatch.setattr(page, "KEPT", tmp_path / "kept")

    def add(*row, seed=1, on="", columns=COLUMNS):
        monkeypatch.setenv("TUBAN_DATABASE_URL", on)
        page.Table("power_cut", columns, seed=seed, on_page=True).add(*row)
        return there.read_text(encoding="utf-8")

    return add


def test_counts_add_up_over_seeds_and_a_seed_run_again_replaces_itself(written):
    written("import", 200, 4.0, 3)
    written("import", 100, 6.0, 0, seed=2)
    text = written("import", 150, 4.0, 0)
    assert "| import | 250 | 5.0 | 0 |" in text
    assert "SpatiaLite, seeds 1, 2;" in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text


def test_databases_stand_beside_each_other(written):
    written("import", 200, 4.0, 0)
    text = written("import", 1200, 2.0, 0, seed=3, on="postgis://somebody@somewhere/office")
    assert "| work | database | attempts |" in text
    assert "| import | SpatiaLite | 200 | 4.0 | 0 |" in text
    assert "| import | PostGIS | 1\u202f200 | 2.0 | 0 |" in text
    assert "SpatiaLite, seed 1; PostGIS, seed 3;" in text


def test_the_longest_stays_the_longest(written):
    written("longest away, seconds", 1, 4.5, 0)
    assert "| longest away, seconds | 1 | 4.5 | 0 |" in written("longest away, seconds", 1, 2.0, 0, seed=2)


def test_counts_of_other_columns_are_not_added(written):
    written("import", 200, 3, columns=("work", "attempts", "lost"))
    assert "| import | 100 | 4.0 | 0 |" in written("import", 100, 4.0, 0, seed=2)


def test_without_a_page_nothing_is_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(page, "KEPT", tmp_path / "kept")
    page.Table("power_cut", COLUMNS, seed=1, on_page=False).add("import", 1, 2.0, 0)
    assert "| import | 1 | 2.0 | 0 |" in capsys.readouterr().out
    assert not (tmp_path / "kept").exists()
