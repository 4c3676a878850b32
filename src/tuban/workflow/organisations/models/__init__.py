"""The nouns of organisations: units and areas, people and posts, groups and responsibility."""

from tuban.workflow.organisations.models.groups import Group, Membership, Responsibility
from tuban.workflow.organisations.models.marks import Mark
from tuban.workflow.organisations.models.people import FormerPassword, Holding, Person, Post
from tuban.workflow.organisations.models.tokens import KeptAnswer, Token
from tuban.workflow.organisations.models.units import Area, Department, Unit

__all__ = [
    "Area", "Department", "FormerPassword", "Group", "Holding", "KeptAnswer", "Mark", "Membership", "Person", "Post",
    "Responsibility", "Token", "Unit",
]  # fmt: skip
