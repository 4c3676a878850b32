"""Addresses of the pages."""

from django.urls import path

from tuban.web.accountability.urls import accountability_urls
from tuban.web.audit.urls import audit_urls
from tuban.web.campaign.urls import campaign_urls
from tuban.web.cases.urls import case_urls
from tuban.web.collation.pages import collation, collation_file
from tuban.web.cooperation.urls import cooperation_urls
from tuban.web.copies.urls import copy_urls
from tuban.web.desk.urls import desk_urls
from tuban.web.dossier.urls import urlpatterns as dossier
from tuban.web.exchange.urls import exchange_urls
from tuban.web.gate.urls import gate_urls
from tuban.web.health.urls import health_urls
from tuban.web.help.urls import help_urls
from tuban.web.imports.urls import urlpatterns as imports
from tuban.web.jobs.urls import urlpatterns as jobs
from tuban.web.layers.urls import layer_urls
from tuban.web.map.urls import addresses as map_addresses
from tuban.web.messages.urls import message_urls
from tuban.web.ministry_export.urls import ministry_export_urls
from tuban.web.my_day.views import my_day, ratio
from tuban.web.opinions.urls import opinion_urls
from tuban.web.organisation.urls import organisation_urls
from tuban.web.overview.urls import overview_urls
from tuban.web.packages.urls import package_urls
from tuban.web.patch_list.urls import urlpatterns as patch_list
from tuban.web.patrols.urls import patrol_urls
from tuban.web.people.urls import people_urls
from tuban.web.plans.urls import plan_urls
from tuban.web.practice.urls import practice_urls
from tuban.web.proof.urls import proof_urls
from tuban.web.rectification.urls import rectification_urls
from tuban.web.reporting.urls import reporting_urls
from tuban.web.results.urls import result_urls
from tuban.web.returned.urls import returned_urls
from tuban.web.routes.urls import route_urls
from tuban.web.scrutiny.urls import scrutiny_urls
from tuban.web.sign_in.urls import sign_in_urls
from tuban.web.signing.urls import signing_urls
from tuban.web.statistics.urls import statistics_urls
from tuban.web.submission.urls import submission_urls
from tuban.web.supervision.urls import supervision_urls
from tuban.web.tokens.urls import token_urls
from tuban.web.written_reports.urls import written_report_urls

app_name = "web"
urlpatterns = [
    path("", my_day, name="my_day"),
    path("ratio/", ratio, name="ratio"),
    path("field/collation/", collation, name="collation"),
    path("field/collation/differences.xlsx", collation_file, name="collation_file"),
    *sign_in_urls,
    *organisation_urls,
    *people_urls,
    *patrol_urls,
    *token_urls,
    *accountability_urls,
    *audit_urls,
    *campaign_urls,
    *gate_urls,
    *health_urls,
    *help_urls,
    *imports,
    *jobs,
    *map_addresses,
    *message_urls,
    *patch_list,
    *dossier,
    *copy_urls,
    *cooperation_urls,
    *desk_urls,
    *layer_urls,
    *rectification_urls,
    *reporting_urls,
    *submission_urls,
    *ministry_export_urls,
    *supervision_urls,
    *plan_urls,
    *exchange_urls,
    *result_urls,
    *signing_urls,
    *opinion_urls,
    *practice_urls,
    *proof_urls,
    *scrutiny_urls,
    *statistics_urls,
    *written_report_urls,
    *overview_urls,
    *package_urls,
    *route_urls,
    *case_urls,
    *returned_urls,
]
