"""Addresses of supervision."""

from django.urls import path

from tuban.web.supervision import comparing, deeds, pages, records, report, sheets

supervision_urls = [
    path("supervision/", pages.supervisions, name="supervisions"),
    path("supervision/open/", deeds.open_supervision, name="supervision_open"),
    path("supervision/sheets/", sheets.sheets, name="supervision_sheets"),
    path("supervision/sheets/<uuid:key>/", sheets.sheet, name="supervision_sheet"),
    path("supervision/sheets/<uuid:key>/<slug:when>.jpg", sheets.picture, name="supervision_picture"),
    path("supervision/sheets/<uuid:key>/photos/", sheets.add_photos, name="supervision_add_photos"),
    path("supervision/sheets/<uuid:key>/photos/<uuid:exhibit>/off/", sheets.photo_off, name="supervision_photo_off"),
    path("supervision/sheets/<uuid:key>/outline.gpx", sheets.track, name="supervision_track"),
    path("supervision/drawn/<uuid:key>/photos/<uuid:exhibit>/", sheets.photo, name="supervision_photo"),
    path("supervision/drawn/<uuid:key>/hand-over/", deeds.hand_over, name="supervision_hand_over"),
    path("supervision/drawn/<uuid:key>/false/", deeds.name_false, name="supervision_name_false"),
    path("supervision/drawn/<uuid:key>/file/", records.read_file, name="supervision_file"),
    path("supervision/drawn/<uuid:key>/compared/", comparing.compared, name="supervision_compared"),
    path("supervision/drawn/<uuid:key>/compared/<slug:name>/", comparing.compare, name="supervision_compare"),
    path("supervision/corrections/<uuid:key>/answer/", records.answer, name="supervision_answer"),
    path("supervision/corrections/<uuid:key>/accept/", records.accept, name="supervision_accept"),
    path("supervision/corrections/<uuid:key>/return/", records.give_back, name="supervision_return"),
    path("supervision/<uuid:key>/", pages.lot, name="supervision_lot"),
    path("supervision/<uuid:key>/fix/", deeds.fix, name="supervision_fix"),
    path("supervision/<uuid:key>/draw/", deeds.draw, name="supervision_draw"),
    path("supervision/<uuid:key>/list.csv", pages.lot_file, name="supervision_lot_file"),
    path("supervision/<uuid:key>/close/", deeds.close, name="supervision_close"),
    path("supervision/<uuid:key>/report/", report.report, name="supervision_report"),
    path("supervision/<uuid:key>/report/forward/", report.put_forward, name="supervision_report_forward"),
    path("supervision/<uuid:key>/report.docx", report.report_file, name="supervision_report_file"),
    path("supervision/<uuid:key>/office/", pages.office, name="supervision_office"),
    path("supervision/<uuid:key>/checklist/", pages.checklist, name="supervision_checklist"),
    path("supervision/<uuid:key>/checklist/<slug:name>/", records.item, name="supervision_item"),
    path("supervision/<uuid:key>/dossier/", pages.dossier, name="supervision_dossier"),
    path("supervision/<uuid:key>/dossier/materials/<slug:name>/", records.material, name="supervision_material"),
    path("supervision/<uuid:key>/dossier/minutes/<slug:kind>/", records.minute, name="supervision_minute"),
    path("supervision/<uuid:key>/corrections/", pages.corrections, name="supervision_corrections"),
    path("supervision/<uuid:key>/corrections/demand/", records.demand, name="supervision_demand"),
]
