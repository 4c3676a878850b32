"""A city with counties that work here, and counties that come as packages."""

from tests.workflow.conftest import acting, county
from tests.workflow.overview.conftest import above, discs, planned_disc

__all__ = ["above", "acting", "county", "discs", "planned_disc"]
