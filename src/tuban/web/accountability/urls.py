"""Addresses of accountability."""

from django.urls import path

from tuban.web.accountability import applications, days, lists, plan, standings, whereabouts

accountability_urls = [
    path("accountability/", standings.accountability, name="accountability"),
    path("accountability/units.xlsx", standings.accountability_file, name="accountability_file"),
    path("accountability/units/<slug:code>/", standings.accountability_unit, name="accountability_unit"),
    path("accountability/lists/", lists.accountability_lists, name="accountability_lists"),
    path("accountability/lists/keep/", lists.accountability_keep, name="accountability_keep"),
    path("accountability/lists/<uuid:key>/", lists.accountability_list, name="accountability_list"),
    path("accountability/lists/<uuid:key>/list.xlsx", lists.accountability_list_file, name="accountability_list_file"),
    path("accountability/plan/", plan.accountability_plan, name="accountability_plan"),
    path("accountability/plan/plan.xlsx", plan.accountability_plan_file, name="accountability_plan_file"),
    path("accountability/days/", days.accountability_days, name="accountability_days"),
    path("accountability/applications/", applications.accountability_applications, name="accountability_applications"),
    path(
        "accountability/applications.xlsx", applications.accountability_applications_file,
        name="accountability_applications_file",
    ),
    path("accountability/whereabouts/", whereabouts.whereabouts_page, name="whereabouts"),
    path("accountability/whereabouts/patches/", whereabouts.whereabouts_patches, name="whereabouts_patches"),
    path("accountability/whereabouts/patches.xlsx", whereabouts.whereabouts_file, name="whereabouts_file"),
]  # fmt: skip
