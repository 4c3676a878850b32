"""The present view of the map as a sheet: patches, layers and image of a window at a round scale, with its legend."""

from tuban.render.map_view.writing import MapView, ViewLayer, frame_of, write_map_view

__all__ = ["MapView", "ViewLayer", "frame_of", "write_map_view"]
