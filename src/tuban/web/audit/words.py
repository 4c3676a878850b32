"""What each action is called where people read about it. Whoever adds an action adds its words; a test looks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuban.workflow.organisations.roles import Duty, GroupKind, Level, Liability, Role
from tuban.workflow.patches.states import Fate, Source, State

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
    "campaigns.open_campaign": _("opened a campaign"),
    "campaigns.change_campaign": _("changed a campaign"),
    "campaigns.close_campaign": _("closed a campaign"),
    "campaigns.lay_values": _("laid values on top of the lawbook"),
    "campaigns.set_phase": _("set a phase"),
    "campaigns.drop_phase": _("dropped a phase"),
    "campaigns.set_contact_point": _("set a contact point"),
    "campaigns.drop_contact_point": _("dropped a contact point"),
    "campaigns.ask": _("asked a question"),
    "campaigns.answer": _("answered a question"),
    "campaigns.register_material": _("registered a material"),
    "layers.describe_edition": _("described an edition of a layer"),
    "review.arrange_opinions": _("arranged the joint review"),
    "review.stand_as_arranged": _("reckoned a review by the departments arranged for"),
    "evidence.register_device": _("registered a device of the field"),
    "evidence.revoke_device": _("revoked a device of the field"),
    "evidence.hand_in": _("handed in entries of the field"),
    "survey.attach_from_field": _("brought a file from the field"),
    "survey.decide_conflict": _("decided between the field and the office"),
    "survey.apply_again": _("had an entry of the field applied again"),
    "survey.set_aside": _("set an entry of the field aside"),
    "survey.take_rescue": _("took a rescue file"),
    "comparison.cut_bare_pictures": _("cut pictures anew without the outline"),
    "comparison.compare_again": _("compared a patch anew"),
    "comparison.ask_what_would_differ": _("asked what a layer would change"),
    "comparison.answer_would_differ": _("answered what would differ"),
    "comparison.deliver_layer": _("delivered a layer"),
    "comparison.enter_layer": _("entered a newer edition of a layer"),
    "comparison.ask_campaign_rules": _("had the rules of the whole county asked"),
    "comparison.campaign_rules_asked": _("asked the rules of the whole county"),
    "comparison.reset_practice": _("reset the practice county"),
    "evidence.add": _("added evidence"),
    "evidence.take_off": _("took evidence off"),
    "organisations.give_token": _("gave a token for the API"),
    "organisations.revoke_token": _("revoked a token of the API"),
    "review.read": _("read the images of a patch"),
    "review.undo_reading": _("took a reading back"),
    "review.take_over": _("took a patch over at the desk"),
    "review.arrange_reading": _("arranged the reading"),
    "review.choose_controls": _("chose control patches"),
    "review.retire_control": _("retired a control patch"),
    "review.arbitrate": _("decided between two readings"),
    "review.set_keys": _("chose keys of the desk"),
    "patches.assign": _("assigned a patch"),
    "survey.tell": _("told facts of a patch"),
    "patches.split": _("split a patch"),
    "patches.merge": _("merged patches"),
    "patches.restore": _("restored a patch"),
    "review.consult": _("asked the departments"),
    "review.withdraw": _("withdrew the question to departments"),
    "review.give_opinion": _("spoke for a department"),
    "review.confer": _("decided as the chair"),
    "review.take_finding": _("took a finding"),
    "review.reopen": _("reopened a finding"),
    "review.send_back": _("sent a patch back"),
    "review.answer_return": _("answered a return"),
    "patches.add_patch": _("added a patch"),
    "patches.answer_likeness": _("said whether patches are duplicates"),
    "patches.begin_arrival": _("began to upload a disc"),
    "patches.check_arrival": _("let a disc be checked"),
    "patches.arrival_checked": _("checked a disc"),
    "patches.arrival_expired": _("let an upload expire"),
    "patches.correct_roles": _("corrected the roles of files"),
    "patches.confirm_arrival": _("confirmed a disc"),
    "patches.drop_arrival": _("dropped a disc"),
    "patches.take_back_arrival": _("took a confirmation back"),
    "campaigns.look_up": _("looked for a campaign outside the own areas"),
    "patches.look_up": _("looked for a patch outside the own areas"),
    "patches.export": _("took patches out as a file"),
    "patches.see_arrival": _("looked at a disc"),
    "signoff.open_document": _("put a form forward for signing"),
    "signoff.refresh": _("brought a document up to date"),
    "signoff.end": _("ended a document"),
    "signoff.prove": _("gave the password for signing"),
    "signoff.sign": _("signed a document"),
    "signoff.withdraw": _("took a signature back"),
    "signoff.send_back": _("sent a document back"),
    "signoff.delegate": _("let somebody sign"),
    "signoff.end_delegation": _("ended a delegation"),
    "signoff.register_absence": _("registered an absence"),
    "signoff.end_absence": _("ended an absence"),
    "results.write": _("asked for the results"),
    "results.written": _("wrote the results"),
    "results.put_forward": _("put a form of the county forward for signing"),
    "results.make_disc": _("asked for the standard disc"),
    "results.disc_made": _("made the standard disc"),
    "results.take": _("took results out"),
    "results.look_up": _("looked for results outside the own areas"),
    "evidence.read_out": _("took evidence out"),
    "web.look_outside": _("asked for something outside the own areas"),
    "api.beyond_scope": _("asked the API for what the token is not for"),
    "api.look_outside": _("asked the API for something outside the own areas"),
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
    "organisations.token": _("API token"),
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
    "results.result": _("Results"),
    "signoff.document": _("Document to be signed"),
    "signoff.signature": _("Signature"),
    "signoff.delegation": _("Delegation"),
    "signoff.absence": _("Absence"),
    "evidence.exhibit": _("Exhibit"),
    "evidence.device": _("Device of the field"),
    "evidence.logentry": _("Entry of the field"),
    "survey.conflict": _("Conflict"),
    "jobs.job": _("Job"),
}


DETAILS = {
    "answer": _("Answer"), "areas": _("Areas"), "because": _("Because of"), "begins": _("Begins"),
    "cadence": _("How often"), "campaign": _("Campaign"), "campaign_id": _("Campaign"), "changed": _("What changed"),
    "checksum": _("Checksum"), "code": _("Code"), "comparisons": _("Comparisons"), "document": _("Document"),
    "due_on": _("Due on"), "editions": _("Editions of layers"), "ends": _("Ends"),
    "epsg": _("Coordinate system (EPSG)"),
    "error": _("Errors"), "expected_version": _("Version seen"), "fate": _("Record"), "file": _("File"),
    "files": _("Files"), "found_on": _("Found on"), "group": _("Group"), "into": _("Into"), "is_shared": _("Shared"),
    "keeper": _("Kept by"), "kept": _("Kept"), "kind": _("Kind"), "level": _("Level"), "list": _("List"),
    "liability": _("Responsibility"), "media_type": _("Kind of file"), "members": _("Members"), "name": _("Name"),
    "new": _("New"), "new_editions": _("New editions"), "note": _("Notes"), "note_text": _("Note"), "of": _("Of"),
    "old": _("Old"), "outcome": _("Outcome"), "patch": _("Patch"), "patches": _("Patches"), "person": _("Person"),
    "pictures": _("Pictures"), "pieces": _("Pieces"), "place": _("Place"), "position": _("Position"), "post": _("Post"),
    "question": _("Question"), "remark": _("Remark"), "repair": _("Repairs"),
    "replaced_editions": _("Replaced editions"),
    "role": _("Role"), "roles": _("Roles of files"), "same": _("Unchanged"), "scopes": _("Scopes"),
    "short_name": _("Short name"), "since": _("Since"), "size": _("Size"), "source": _("Origin"),
    "source_reference": _("Source reference"), "state": _("State"), "subject": _("About"), "telephone": _("Telephone"),
    "text": _("Text"), "title": _("Title"), "totals": _("Findings"), "undone": _("Undone"), "unit": _("Unit"),
    "unit_name": _("Unit"), "units": _("Units"), "until": _("Until"), "username": _("Sign-in name"),
    "value": _("Value"),
    "values": _("Values"), "verdict": _("Verdict"), "village": _("Village"), "warning": _("Warnings"),
    "year": _("Year"),
    "version": _("Version"), "assigned_unit_id": _("Assigned unit"), "assigned_to_id": _("Assigned person"),
    "area_code": _("Division code"), "is_active": _("Active"), "number": _("Number"), "part_number": _("Part"),
    "township_name": _("Township"), "managed_code": _("Managed by"), "township_code": _("Township"),
    "answered_by": _("Answered by"), "as_of": _("As of"), "edition": _("Edition"), "filter": _("Filter"),
    "signed_step": _("Step"), "capacity": _("In which right"), "digest": _("Digest"), "answers": _("Answers for"),
    "for_name": _("On behalf of"), "voided": _("Made void"), "changed_cells": _("Cells changed"), "form": _("Form"),
    "format": _("File format"), "rows": _("Rows"), "department": _("Department"), "appointed_by": _("Appointed by"),
}  # fmt: skip
"""What the details of a line are called; one that nobody foresaw keeps the name it has in the record."""

_VALUES = {
    str(value): label
    for choices in (Role, Level, Duty, GroupKind, Liability, State, Source, Fate)
    for value, label in choices.choices
} | {
    "fit": _("Fit"), "repairable": _("Fit after repairs"), "unfit": _("Unfit"), "year": _("Yearly"),
    "quarter": _("Quarterly"), "month": _("Monthly"), "special": _("Special"), "here": _("Here"),
    "partly": _("Partly"), "missing": _("Missing"), "not_registered": _("Not registered"), "open": _("Open"),
    "same": _("The same place"), "different": _("Different places"), "preparing": _("In preparation"),
    "running": _("Running"), "closed": _("Closed"), "uploading": _("Uploading"), "checking": _("Being checked"),
    "checked": _("Waits for confirmation"), "loading": _("Being loaded"), "loaded": _("Loaded"),
    "dropped": _("Dropped"), "governed": _("Governed"), "managed": _("Managed"), "supervised": _("Supervised"),
    "read": _("read"), "export": _("export"),
}  # fmt: skip


def detail_in_words(name: str) -> str:
    """Return what a detail of a line is called."""
    return str(DETAILS.get(name, name))


def value_in_words(value: str) -> str:
    """Return a word of the record as people read it; any other text as it stands."""
    return str(_VALUES.get(value, value))


def action_in_words(name: str) -> str:
    """Return what an action is called; its name where nobody gave it words."""
    return str(WORDS.get(name, name))


def kind_in_words(kind: str) -> str:
    """Return what a kind of thing is called."""
    return str(KINDS.get(kind, kind))
