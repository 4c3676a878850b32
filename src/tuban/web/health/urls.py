"""Address of the state of the system."""

from django.urls import path

from tuban.web.health.views import health

health_urls = [path("health/", health, name="health")]
