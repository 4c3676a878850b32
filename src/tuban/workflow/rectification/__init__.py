"""Rectification (整改): the ways in which unlawful land is put right, who holds each since when, and until when.

Receives patches with a finding of unlawful use. Decides nothing about the finding: what came after it is told of the
patch by :mod:`tuban.workflow.review.later`, and the ratio counts it. Hands on patches that were accepted.
"""
