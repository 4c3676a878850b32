"""The results of an inspection (成果) as a folder: forms, lists, cards, reports, sheets, data, and the page that leads
to all of them.

One door for everybody who writes results: ``tuban inspect`` and the office call the same functions, so that the same
disc and lawbook give the same bytes in both.
"""

from tuban.render.results.groups import ALL, Group, Kind, kind_of, kinds
from tuban.render.results.run_record import RUN, write_run
from tuban.render.results.writing import Stopwatch, Written, as_of, disc_checksum, write_results

__all__ = [
    "ALL", "RUN", "Group", "Kind", "Stopwatch", "Written", "as_of", "disc_checksum", "kind_of", "kinds",
    "write_results", "write_run",
]  # fmt: skip
