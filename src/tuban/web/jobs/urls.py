"""Addresses of background work."""

from django.urls import path

from tuban.web.jobs.views import again, job, jobs, stop

urlpatterns = [
    path("jobs/", jobs, name="jobs"),
    path("jobs/<uuid:job_id>/", job, name="job"),
    path("jobs/<uuid:job_id>/stop/", stop, name="job_stop"),
    path("jobs/<uuid:job_id>/again/", again, name="job_again"),
]
