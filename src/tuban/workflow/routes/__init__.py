"""Routes (外业路线): which field group visits which patches, on which day, in which order.

Receives compared patches and the field groups of a unit. Decides nothing about a patch. Hands on the work of each
group, planned along the roads and changed by hand.
"""
