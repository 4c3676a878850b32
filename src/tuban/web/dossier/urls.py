"""Addresses of the dossier."""

from django.urls import path

from tuban.web.dossier import evidence, field, signatures, views
from tuban.web.dossier.acting import assigning, likeness, telling, turning

urlpatterns = [
    path("patches/<uuid:uuid>/", views.overview, name="patch"),
    path("patches/<uuid:uuid>/images/", views.images, name="patch_images"),
    path("patches/<uuid:uuid>/pictures/<slug:when>/<str:checksum>.jpg", views.picture, name="patch_picture"),
    path("patches/<uuid:uuid>/overlaps/", views.overlaps, name="patch_overlaps"),
    path("patches/<uuid:uuid>/place.svg", views.place, name="patch_place"),
    path("patches/<uuid:uuid>/place/legend/", views.place_legend, name="patch_place_legend"),
    path("patches/<uuid:uuid>/reasons/", views.reasons, name="patch_reasons"),
    path("patches/<uuid:uuid>/card/", views.card, name="patch_card"),
    path("patches/<uuid:uuid>/card.docx", views.card_document, name="patch_card_file"),
    path("patches/<uuid:uuid>/evidence/", evidence.evidence, name="patch_evidence"),
    path("patches/<uuid:uuid>/evidence/<uuid:exhibit>/", evidence.exhibit, name="patch_exhibit"),
    path("patches/<uuid:uuid>/evidence/<uuid:exhibit>/off/", evidence.take_off, name="patch_exhibit_off"),
    path("patches/<uuid:uuid>/field/", field.field, name="patch_field"),
    path("patches/<uuid:uuid>/signatures/", signatures.signatures, name="patch_signatures"),
    path("patches/<uuid:uuid>/signatures/put-forward/", signatures.put_forward, name="patch_put_forward"),
    path(
        "patches/<uuid:uuid>/signatures/put-forward/<str:form>/", signatures.put_forward, name="patch_put_form_forward"
    ),
    path("patches/<uuid:uuid>/handling-card.docx", signatures.handling_file, name="patch_handling_file"),
    path("patches/<uuid:uuid>/telling/", telling.telling, name="patch_telling"),
    path("patches/<uuid:uuid>/telling/preview/", telling.telling_preview, name="patch_telling_preview"),
    path("patches/<uuid:uuid>/history/", views.history, name="patch_history"),
    path("patches/<uuid:uuid>/aside/", views.aside, name="patch_aside"),
    path("patches/<uuid:uuid>/assign/", assigning.assign_one, name="patch_assign"),
    path("patches/<uuid:uuid>/split/", turning.split, name="patch_split"),
    path("patches/<uuid:uuid>/split/preview/", turning.split_preview, name="patch_split_preview"),
    path("patches/<uuid:uuid>/merge/", turning.merge, name="patch_merge"),
    path("patches/<uuid:uuid>/restore/", turning.restore, name="patch_restore"),
    path("patches/<uuid:uuid>/likeness/<int:number>/", likeness.likeness, name="likeness"),
]
