"""The application in a process of the pages: loaded whole before the first answer, it ends with its supervisor."""

from tuban.site.serving.lifeline import hold_on
from tuban.site.serving.settling import load_kernel_soon, settle
from tuban.site.wsgi import application

__all__ = ["application"]

hold_on()
settle(pages=True)
load_kernel_soon()
