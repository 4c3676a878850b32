"""The satellite image sheet (卫片图) of every township, and all of them as one volume (seed plan 2, 三(二)1–2).

Each shows the image after the change, every patch with its state, number and, where the office comparison differs, the
mark ※ before it; boundaries, neighbours, legend with counts and areas, grid, scale and dates. Every figure is the sum
of figures that stand on cards.
"""

from tuban.render.image_sheets.writing import FOLDER, VOLUME, sheet_files, township_sheets, write_image_sheets

__all__ = ["FOLDER", "VOLUME", "sheet_files", "township_sheets", "write_image_sheets"]
