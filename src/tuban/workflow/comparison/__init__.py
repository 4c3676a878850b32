"""Office comparison (内业比对): what a patch covers on the map, and what the lawbook proposes for it.

Receives patches and layer editions. Decides nothing: it measures, compares and proposes. Hands on overlap rows, facts
with their sources and the proposed decisions, with the editions of layers and lawbook they rest on.
"""
