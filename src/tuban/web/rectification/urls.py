"""Addresses of rectification."""

from django.urls import path

from tuban.web.rectification import accepting, checking, deeds, files, grouping, many, one, pages

rectification_urls = [
    path("rectification/", pages.rectification, name="rectification"),
    path("rectification/many/", many.many, name="rectification_many"),
    path("rectification/ledger.xlsx", files.ledger_file, name="rectification_file"),
    path("rectification/on-site/", pages.on_site, name="rectification_on_site"),
    path("rectification/units/", pages.units, name="rectification_units"),
    path("rectification/self-checks/", checking.self_checks, name="self_checks"),
    path("rectification/self-checks/<uuid:unit>/", checking.self_check, name="self_check"),
    path("rectification/self-checks/patch/<uuid:uuid>/", checking.check_patch, name="self_check_patch"),
    path("rectification/self-checks/place/", checking.check_place, name="self_check_place"),
    path("rectification/self-checks/place/<int:line>/", checking.check_place, name="self_check_place_again"),
    path("rectification/self-checks/place/<int:line>/drop/", checking.drop_place, name="self_check_place_drop"),
    path("rectification/self-checks/confirm/", checking.confirm, name="self_check_confirm"),
    path("rectification/phases/", grouping.phases, name="rectification_phases"),
    path("rectification/phases/take/", grouping.take_phases, name="rectification_phases_take"),
    path("rectification/phases/<int:phase>/groups/", grouping.assign, name="rectification_assign"),
    path("patches/<uuid:uuid>/rectification/", one.rectification_of, name="patch_rectification"),
    path("patches/<uuid:uuid>/rectification/set/", deeds.set_way, name="way_set"),
    path("patches/<uuid:uuid>/rectification/examine/", deeds.examine, name="way_examine"),
    path("rectification/ways/<uuid:key>/", one.way, name="way"),
    path("rectification/ways/<uuid:key>/withdraw/", deeds.withdraw, name="way_withdraw"),
    path("rectification/ways/<uuid:key>/hand-over/", deeds.hand_over, name="way_hand"),
    path("rectification/ways/<uuid:key>/suspend/", deeds.suspend, name="way_suspend"),
    path("rectification/ways/<uuid:key>/resume/", deeds.resume, name="way_resume"),
    path("rectification/ways/<uuid:key>/last-day/", deeds.fix_day, name="way_fix"),
    path("rectification/ways/<uuid:key>/progress/", deeds.progress, name="way_progress"),
    path("rectification/ways/<uuid:key>/declare/", deeds.declare, name="way_declare"),
    path("rectification/ways/<uuid:key>/reopen/", deeds.reopen, name="way_reopen"),
    path("rectification/declarations/<uuid:key>/inspect/", accepting.inspect, name="declaration_inspect"),
    path("rectification/declarations/<uuid:key>/sign/", accepting.sign, name="declaration_sign"),
    path("rectification/declarations/<uuid:key>/false/", accepting.name_false, name="declaration_false"),
]
