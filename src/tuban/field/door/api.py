"""The API of the field; every part of it adds its router."""

from tuban import __version__
from tuban.api.described import DescribedAPI
from tuban.api.errors import register
from tuban.field.door.authentication import DeviceAuth
from tuban.field.door.devices import router as devices
from tuban.field.door.entries import router as entries
from tuban.field.door.limits import PerDevice
from tuban.field.door.media import router as media
from tuban.field.door.packages import router as packages
from tuban.field.door.rescue import router as rescue

api = DescribedAPI(
    title="Tuban 图斑 · 外业", version=__version__, urls_namespace="field_door", auth=[DeviceAuth()], docs_url=None,
    openapi_url=None, throttle=PerDevice(),
)  # fmt: skip
register(api)
for router in (devices, entries, media, packages, rescue):
    api.add_router("", router)
