"""The kernel's overlay on many machines: the same rows, cut into tiles that are compared each for itself.

Receives a file of patches and the layers they are compared with; decides only where to cut; hands on the table that
one process would have made. How tasks reach the machines is the business of Dask; which are done is kept in files.
"""
