"""矛盾对照表: every contradiction with both sources side by side, as an Excel workbook to settle, sign and keep."""

from tuban.render.contradictions.writing import About, write_contradictions

__all__ = ["About", "write_contradictions"]
