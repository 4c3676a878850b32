"""Addresses of the statistics."""

from django.urls import path

from tuban.web.statistics import deeds, files, maps, pages

statistics_urls = [
    path("statistics/", pages.statistics, name="statistics"),
    path("statistics/cell/", pages.statistics_cell, name="statistics_cell"),
    path("statistics/map/", maps.statistics_map, name="statistics_map"),
    path("statistics/recounts/", deeds.recounts, name="statistics_recounts"),
    path("statistics/recount/", deeds.recount, name="statistics_recount"),
    path("statistics/refill/", deeds.refill, name="statistics_refill"),
    path("statistics/forms.xlsx", files.statistics_forms, name="statistics_forms"),
    path("statistics/table.<str:kind>", files.statistics_file, name="statistics_file"),
]
