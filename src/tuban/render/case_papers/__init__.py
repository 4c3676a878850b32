"""Papers of cases as Word files."""

from tuban.render.case_papers.writing import write_paper

__all__ = ["write_paper"]
