"""Official forms as paper: a Word file to be edited and a PDF to be printed, in the layout of the form."""

from tuban.render.form_paper.about import About
from tuban.render.form_paper.page import write_page
from tuban.render.form_paper.word import word_file

__all__ = ["About", "word_file", "write_page"]
