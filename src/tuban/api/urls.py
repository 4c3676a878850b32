"""The API under /api/v1."""

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

from tuban import __version__
from tuban.api.authentication import READERS
from tuban.api.errors import register
from tuban.api.features import router as features
from tuban.api.patches import router as patches
from tuban.api.people import router as people
from tuban.api.results import router as results

_ABOUT = (
    "Land satellite-image enforcement inspection (土地卫片执法检查): campaigns, patches, layers, and what was done."
)

api = NinjaAPI(
    title="Tuban 图斑",
    version=__version__,
    description=_ABOUT,
    urls_namespace="api",
    auth=READERS,
    docs=Swagger(settings={"persistAuthorization": False}),
)
register(api)
api.add_router("", people)
api.add_router("", patches)
api.add_router("", results)
api.add_router("/features", features)
