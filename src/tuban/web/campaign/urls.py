"""Addresses of the campaigns."""

from django.urls import path

from tuban.web.campaign import deeds, rules, views

campaign_urls = [
    path("settings/campaigns/", views.campaigns, name="campaigns"),
    path("settings/campaigns/open/", deeds.campaign_open, name="campaign_open"),
    path("settings/campaigns/<uuid:key>/", views.campaign, name="campaign"),
    path("settings/campaigns/<uuid:key>/change/", deeds.campaign_change, name="campaign_change"),
    path("settings/campaigns/<uuid:key>/close/", deeds.campaign_close, name="campaign_close"),
    path("settings/campaigns/<uuid:key>/rules/ask/", rules.campaign_ask_rules, name="campaign_ask_rules"),
    path("settings/campaigns/<uuid:key>/rules/progress/", rules.campaign_rules_work, name="campaign_rules_work"),
    path("settings/campaigns/<uuid:key>/parameters/", views.parameters, name="campaign_parameters"),
    path("settings/campaigns/<uuid:key>/parameters/<path:path>/", deeds.campaign_value, name="campaign_value"),
    path("settings/campaigns/<uuid:key>/phases/", deeds.campaign_phase, name="campaign_add_phase"),
    path("settings/campaigns/<uuid:key>/phases/<int:phase>/", deeds.campaign_phase, name="campaign_phase"),
    path(
        "settings/campaigns/<uuid:key>/phases/<int:phase>/drop/", deeds.campaign_drop_phase, name="campaign_drop_phase"
    ),
    path("settings/campaigns/<uuid:key>/contacts/", deeds.campaign_contact, name="campaign_add_contact"),
    path("settings/campaigns/<uuid:key>/contacts/<int:contact>/", deeds.campaign_contact, name="campaign_contact"),
    path(
        "settings/campaigns/<uuid:key>/contacts/<int:contact>/drop/", deeds.campaign_drop_contact,
        name="campaign_drop_contact",
    ),
    path("settings/campaigns/<uuid:key>/questions/", deeds.campaign_ask, name="campaign_ask"),
    path("settings/campaigns/<uuid:key>/questions/<uuid:question>/", deeds.campaign_answer, name="campaign_answer"),
    path("settings/campaigns/<uuid:key>/materials/<int:material>/", deeds.campaign_material, name="campaign_material"),
]  # fmt: skip
