"""Small and unclear patches on 1:10 000 sheets of the standard numbering (万分之一图, seed plan 2, 三(二)3).

The base is the land-use survey with class codes. Every sheet that has such patches is made twice: in one piece at full
size, and cut into A3 pages for the printer of a county office. Both are at exactly 1:10 000: a grid of 1 km is a grid
of 100 mm on paper.
"""

from tuban.render.land_use_sheets.selection import Transferred, transferred
from tuban.render.land_use_sheets.writing import FOLDER, write_land_use_sheets

__all__ = ["FOLDER", "Transferred", "transferred", "write_land_use_sheets"]
