"""The Django project: settings, addresses, server. The only place that knows all of the product."""
