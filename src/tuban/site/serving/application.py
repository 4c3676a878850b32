"""The application in a process of the pages: it ends with its supervisor."""

from tuban.site.serving.lifeline import hold_on
from tuban.site.wsgi import application

__all__ = ["application"]

hold_on()
