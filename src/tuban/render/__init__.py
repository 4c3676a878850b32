"""Filled forms and judgements become documents: workbook, cards, page, GeoPackage."""
