"""Addresses of the results."""

from django.urls import path

from tuban.web.results.contradictions import contradictions
from tuban.web.results.deeds import make_disc, write
from tuban.web.results.files import archive, file, shown
from tuban.web.results.pages import job, kind, results, results_of
from tuban.web.results.signing import form_file, put_forward

result_urls = [
    path("results/", results, name="results"),
    path("results/<uuid:campaign_id>/", results_of, name="results_of"),
    path("results/<uuid:campaign_id>/write/", write, name="results_write"),
    path("results/<uuid:campaign_id>/job/<str:what>/", job, name="results_job"),
    path("results/<uuid:campaign_id>/forms/<str:form>/put-forward/", put_forward, name="form_put_forward"),
    path("results/<uuid:campaign_id>/forms/<str:form>/file/", form_file, name="form_file"),
    path("results/<uuid:campaign_id>/contradictions/", contradictions, name="results_contradictions"),
    path("results/disc/<uuid:arrival_id>/", make_disc, name="results_make_disc"),
    path("result/<uuid:result_id>/kind/<slug:name>/", kind, name="results_kind"),
    path("result/<uuid:result_id>/all.zip", archive, name="results_archive"),
    path("result/<uuid:result_id>/shown/<str:capability>/<path:path>", shown, name="results_shown"),
    path("result/<uuid:result_id>/files/<path:path>", file, name="results_file"),
]
