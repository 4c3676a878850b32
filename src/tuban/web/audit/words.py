"""What each action is called where people read about it. Whoever adds an action adds its words; a test looks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "organisations.sign_in": _("signed in"),
    "organisations.sign_out": _("signed out"),
    "organisations.change_password": _("set a new password"),
    "organisations.found_installation": _("founded the installation"),
    "organisations.found_practice": _("founded the practice county"),
    "organisations.found_unit": _("added a unit"),
    "organisations.rename_unit": _("renamed a unit"),
    "organisations.correct_unit": _("corrected a unit"),
    "organisations.close_unit": _("closed a unit"),
    "organisations.set_areas": _("changed the areas of a unit"),
    "organisations.found_department": _("added a department"),
    "organisations.correct_department": _("corrected a department"),
    "organisations.found_post": _("added a post"),
    "organisations.close_post": _("closed a post"),
    "organisations.register_person": _("registered a person"),
    "organisations.correct_person": _("corrected a person"),
    "organisations.suspend_person": _("suspended a person"),
    "organisations.reinstate_person": _("reinstated a person"),
    "organisations.appoint": _("gave a post"),
    "organisations.end_holding": _("took a post"),
    "organisations.found_group": _("founded a group"),
    "organisations.set_members": _("changed the members of a group"),
    "organisations.end_group": _("dissolved a group"),
    "organisations.register_responsibility": _("entered a responsibility"),
    "organisations.correct_responsibility": _("corrected a responsibility"),
    "organisations.end_responsibility": _("ended a responsibility"),
    "comparison.load_disc": _("loaded a disc"),
    "web.look_outside": _("asked for something outside the own areas"),
    "audit.verify": _("proved the chain of the audit"),
    "audit.export": _("took lines of the audit out as a file"),
}

KINDS = {
    "organisations.unit": _("Unit"),
    "organisations.department": _("Department"),
    "organisations.post": _("Post"),
    "organisations.person": _("Person"),
    "organisations.holding": _("Post held"),
    "organisations.group": _("Group"),
    "organisations.responsibility": _("Responsibility"),
    "campaigns.campaign": _("Campaign"),
    "campaigns.phase": _("Phase"),
    "campaigns.contactpoint": _("Contact point"),
    "campaigns.question": _("Question"),
    "campaigns.material": _("Material"),
    "layers.edition": _("Edition of a layer"),
    "patches.patch": _("Patch"),
    "patches.arrival": _("Arrival of a disc"),
    "patches.assignment": _("Assignment"),
    "patches.likeness": _("Likely duplicates"),
    "comparison.comparison": _("Comparison"),
    "comparison.woulddiffer": _("Would differ"),
    "evidence.exhibit": _("Exhibit"),
}


def action_in_words(name: str) -> str:
    """Return what an action is called; its name where nobody gave it words."""
    return str(WORDS.get(name, name))


def kind_in_words(kind: str) -> str:
    """Return what a kind of thing is called."""
    return str(KINDS.get(kind, kind))
