"""Written reports (汇总分析报告、调查处理情况报告): drafted from what counts, edited in Word by people, kept edition by
edition.

Takes the records of a unit as they stand now or at the end of a day. Hands on drafts whose every figure is traced to
its cell, and the editions that people made of them, with the figures that they changed or that changed since.
"""
