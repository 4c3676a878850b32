"""The data disc (数据光盘): check it, open it, make it, verify it.

``open_disc`` takes a folder or a ZIP, with or without manifest.json, and gives a :class:`Disc`: the campaign, every
layer in normal form, what is missing and what that costs, every finding in words, and a verdict.
"""

from tuban.inspect.disc.divisions import Boundary, Placement, Share, locate
from tuban.inspect.disc.findings import Finding
from tuban.inspect.disc.model import Campaign, Counts, Disc, Layer, Proposal
from tuban.inspect.disc.opening import check_disc, open_disc, read_boundaries

__all__ = ["Boundary", "Campaign", "Counts", "Disc", "Finding", "Layer", "Placement", "Proposal", "Share", "check_disc",
           "locate", "open_disc", "read_boundaries"]  # fmt: skip
