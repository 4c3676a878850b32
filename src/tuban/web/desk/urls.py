"""Addresses of the desk."""

from django.urls import path

from tuban.web.desk import bulk, calibration, keys, views

desk_urls = [
    path("desk/", views.desk, name="desk"),
    path("desk/next/", views.next_patches, name="desk_next"),
    path("desk/find/", views.find, name="desk_find"),
    path("desk/undo/", views.undo, name="desk_undo"),
    path("desk/let-go/", views.let_go, name="desk_let_go"),
    path("desk/keys/", keys.keys, name="desk_keys"),
    path("desk/bulk/", bulk.bulk, name="desk_bulk"),
    path("desk/bulk/<uuid:batch>/undo/", bulk.bulk_undo, name="desk_bulk_undo"),
    path("desk/calibration/", calibration.calibration, name="desk_calibration"),
    path("desk/calibration/arrange/", calibration.arrange, name="desk_arrange"),
    path("desk/calibration/pictures/", calibration.pictures, name="desk_pictures"),
    path("desk/calibration/controls/", calibration.controls, name="desk_controls"),
    path("desk/calibration/controls/<int:number>/retire/", calibration.retire, name="desk_control_retire"),
    path("desk/calibration/pairs/<uuid:reading>/", calibration.arbitrate, name="desk_arbitrate"),
    path("desk/patches/<uuid:uuid>/", views.one_patch, name="desk_patch"),
    path("desk/patches/<uuid:uuid>/read/", views.read, name="desk_read"),
    path("desk/patches/<uuid:uuid>/hold/", views.hold, name="desk_hold"),
    path("desk/patches/<uuid:uuid>/take-over/", views.take_over, name="desk_take_over"),
]
