"""Field routes (外业路线): which group visits which patches, on which day, in which order.

Stops and roads go in; a plan comes out in which every stop is exactly once, scheduled or listed with its reason.
"""
