"""People at their browsers, in offices that the product itself serves.

Nothing here reaches into the office: what happens, happens in the browser, and what is checked is what a person sees.
A page must end without a fault on its console, without a failed request, and without a request to another host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.office import Office, prepared
from tests.journeys.people import People

GROUP = "journeys"


@pytest.hookimpl(tryfirst=True)  # the workers read the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One worker of the test run makes all journeys of the practice county: its office is prepared once, which takes
    minutes. They are long.

    A module of journeys in offices of their own names a group of its own, for another worker.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            asked = set(item.fixturenames)
            if asked & {"office", "prepared_office"} and "office_of" not in asked:  # not an office of a few patches
                item.add_marker(pytest.mark.long)
            if item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group(GROUP))


@pytest.fixture(scope="session")
def prepared_office(tmp_path_factory, run_folder) -> Iterator[Callable[[str], Office]]:
    """A function that returns an office of a kind as it was prepared; it is not served, others are copied from it."""
    made: dict[str, Office] = {}

    def prepare(kind: str) -> Office:
        if kind not in made:
            made[kind] = prepared(kind, tmp_path_factory.mktemp(kind), run_folder)
        return made[kind]

    yield prepare
    for office in made.values():
        if office.database:
            office.close()


@pytest.fixture(scope="session")
def office(prepared_office, tmp_path_factory, browser) -> Iterator[Office]:
    """The practice county some weeks into its campaign, served to everybody who does not break it."""
    opened = prepared_office("practice").copy(tmp_path_factory.mktemp("office"))
    opened.serve()
    yield opened
    opened.close()


@pytest.fixture
def office_of(prepared_office, tmp_path, browser) -> Iterator[Callable[[str], Office]]:
    """A function that opens an office of a kind for this test alone."""
    opened: list[Office] = []

    def open_one(kind: str) -> Office:
        opened.append(prepared_office(kind).copy(tmp_path / f"office-{len(opened)}"))
        opened[-1].serve()
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def people_of(browser) -> Iterator[Callable[[Office], People]]:
    """A function that returns the people of an office, each at a browser of their own."""
    groups: list[People] = []

    def of(office: Office) -> People:
        groups.append(People(browser, office))
        return groups[-1]

    yield of
    faults = [fault for group in groups for fault in group.faults]
    for group in groups:
        group.leave()
    assert not faults


@pytest.fixture
def people(office, people_of) -> Any:
    """The people of the practice county."""
    return people_of(office)
