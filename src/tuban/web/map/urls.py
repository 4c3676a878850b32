"""Addresses of the map."""

from django.urls import path

from tuban.web.map.measuring import measure
from tuban.web.map.pages import card, listed, page, picture
from tuban.web.map.printing import sheet
from tuban.web.map.readiness import readiness
from tuban.web.map.searching import search
from tuban.web.map.tiles import image_tile, layer_tile, patch_tile

addresses = [
    path("map/", page, name="map"),
    path("map/list/", listed, name="map_list"),
    path("map/patches/<uuid:patch>/", card, name="map_patch"),
    path("map/patches/<uuid:patch>/<str:when>.jpg", picture, name="map_picture"),
    path("map/patches/<int:z>/<int:x>/<int:y>/", patch_tile, name="patch_tile"),
    path("map/layers/<uuid:edition>/<int:z>/<int:x>/<int:y>/", layer_tile, name="layer_tile"),
    path("map/images/<uuid:edition>/<int:z>/<int:x>/<int:y>/", image_tile, name="image_tile"),
    path("map/ready/", readiness, name="layer_readiness"),
    path("map/measure/", measure, name="map_measure"),
    path("map/sheet.pdf", sheet, name="map_print"),
    path("search/", search, name="search"),
]
