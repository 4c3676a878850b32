"""A disc becomes records: layers into the store, patches, comparisons, pictures and the preparation register.

Everything that takes long happens before the one transaction in which all of it is written, so that a load that is
killed leaves what was there before. Loading the same disc again changes nothing; a newer edition of it replaces what
it changes.
"""

from tuban.workflow.comparison.loading.load import (
    CampaignIsClosed,
    DiscIsUnfit,
    Loaded,
    load_disc,
    prepared_anew,
    write,
)

__all__ = ["CampaignIsClosed", "DiscIsUnfit", "Loaded", "load_disc", "prepared_anew", "write"]
