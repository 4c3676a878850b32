"""The very small county, loaded, with results."""

import pytest
from tests.workflow.conftest import campaign, disc

from tuban.jobs.models import Job
from tuban.jobs.work import do
from tuban.workflow.results.actions import write
from tuban.workflow.results.models import Result

__all__ = ["campaign", "disc"]


@pytest.fixture
def written(campaign, acting) -> Result:
    """Results without sheets and reports."""
    made = write(campaign, by=acting("zuzhi"), groups=["forms", "lists", "cards", "data"])
    job = do(made.job_id)
    assert job.state == Job.State.DONE, job.error
    return Result.objects.get(pk=made.pk)
