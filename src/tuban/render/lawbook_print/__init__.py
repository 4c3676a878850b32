"""The lawbook in print (规则库审核稿): a Word document that a lawyer reads, corrects on paper and signs."""

from tuban.render.lawbook_print.printing import print_lawbook

__all__ = ["print_lawbook"]
