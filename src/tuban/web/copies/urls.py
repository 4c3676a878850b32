"""Addresses of photos and their public copies."""

from django.urls import path

from tuban.web.copies import photos, public

copy_urls = [
    path("copies/", public.copies, name="copies"),
    path("patches/<uuid:uuid>/photos/", photos.photos, name="patch_photos"),
    path("patches/<uuid:uuid>/photos/<uuid:exhibit>/", photos.photo, name="patch_photo"),
    path("patches/<uuid:uuid>/photos/<uuid:exhibit>/<slug:size>.jpg", photos.picture, name="patch_photo_picture"),
    path("patches/<uuid:uuid>/photos/<uuid:exhibit>/copy/", public.copy, name="copy"),
    path("patches/<uuid:uuid>/photos/<uuid:exhibit>/copies/<int:number>.jpg", public.file, name="copy_file"),
]
