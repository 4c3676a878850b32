"""The overview of levels above (总览): how every unit below stands, what is late and by whom, and the forms over all.

Receives the work of counties in this office, and the sealed results that came as packages. Keeps what a package says,
read once. Hands on figures of every unit with their origin and day. Decides nothing and writes nothing of a county.
"""
