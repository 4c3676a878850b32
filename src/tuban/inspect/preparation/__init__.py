"""What is prepared for a campaign: the roles of a disc, and what people registered on paper (requirement D5)."""

from tuban.inspect.preparation.gathering import Prepared, RoleFile, gather
from tuban.inspect.preparation.materials import Materials, read_materials

__all__ = ["Materials", "Prepared", "RoleFile", "gather", "read_materials"]
