"""Keys are made, cards taken in and trusted, packages made, looked at and decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tuban.values.errors import TubanError
from tuban.web.acting import by
from tuban.web.deeds import DeskForm, deed_page
from tuban.web.rail import on_rail
from tuban.workflow.exchange import actions, policies
from tuban.workflow.exchange.queries import keys_row, package_for, peer_for, peers_of, trusted_peer
from tuban.workflow.exchange.words import Brings, Trust
from tuban.workflow.results.queries import results_seen_by
from tuban.workflow.sent_file import on_disk
from tuban.workflow.submission.policies import may_hand_over
from tuban.workflow.submission.queries import decided_elsewhere, signed_seals

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
_LARGEST_CARD = 1 << 14


class NothingForm(DeskForm):
    """A deed without fields."""

    sent = forms.CharField(widget=forms.HiddenInput, initial="1")


class CardForm(DeskForm):
    """The card of another installation."""

    card = forms.FileField(label=gettext_lazy("File of the card"))


class TrustForm(DeskForm):
    """The fingerprint as it was read out."""

    typed = forms.CharField(
        label=gettext_lazy("Fingerprint as it was read out"), max_length=80,
        help_text=gettext_lazy("Forty digits. Let the other side read theirs from their own page; do not read it out."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class ReasonForm(DeskForm):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReceiveForm(DeskForm):
    """A package that came."""

    file = forms.FileField(
        label=gettext_lazy("Package (.tbx)"), help_text=gettext_lazy("A receipt is taken in the same way.")
    )


class DecideForm(DeskForm):
    """Which state of a package somebody saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AsideForm(DecideForm):
    """The same, with a reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class VerdictForm(DeskForm):
    """Which decision goes back."""

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"] = forms.ChoiceField(label=gettext_lazy("Submission"), choices=offered)
        self.fields["submission"].widget.attrs["class"] = "form-select"


class SenderTrustedNoMore(TubanError):
    """Whoever sent these results is not trusted any more, or by another card only."""

    code = "exchange.sender_trusted_no_more"
    hint = "Take in the card that they hold now, and compare its fingerprint; then send the decision."


class PackForm(DeskForm):
    """What goes to whom."""

    def __init__(
        self, *args: Any, peers: Mapping[str, Any], contents: Mapping[str, str], label: str, help_text: str = "",
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        offered = [(key, f"{one.name} {one.code}") for key, one in peers.items()]
        self.fields["peer"] = forms.ChoiceField(label=gettext_lazy("Recipient"), choices=offered)
        self.fields["content"] = forms.ChoiceField(label=label, help_text=help_text, choices=list(contents.items()))
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


@on_rail("submission")
@_READ_OR_SEND
def make_keys(request: HttpRequest) -> HttpResponse:
    """Make the keys of one's unit."""
    acting = by(request)
    is_again = keys_row(acting.post.unit) is not None
    return deed_page(
        request, NothingForm(request.POST or None), title=_("Make keys"), back=reverse("web:exchange_peers"),
        do=lambda _given: actions.make_keys(by=acting), done=_("The keys are made. Hand out the card of your unit."),
        words=_("One key signs what your unit sends, one opens what is locked for it. They stay in this installation."),
        consequence=_("What others locked for the old keys opens no more, and your unit must hand out its card anew.")
        if is_again else "",
        why_not=policies.may_exchange.explain(acting),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def take_card(request: HttpRequest) -> HttpResponse:
    """Take in the card of another installation."""
    acting = by(request)

    def do(given: dict[str, Any]) -> None:
        file = given["card"]
        actions.take_card(by=acting, content=file.read(_LARGEST_CARD + 1), name=file.name)

    return deed_page(
        request, CardForm(request.POST or None, request.FILES or None), title=_("Take in a card"),
        back=reverse("web:exchange_peers"), do=do, done=_("The card is taken in. Now compare its fingerprint."),
        words=_("The other installation writes its card on its own page of the exchange."),
        why_not=policies.may_exchange.explain(acting),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def trust(request: HttpRequest, key: UUID) -> HttpResponse:
    """Trust a card whose fingerprint was read out by telephone."""
    acting, peer = by(request), peer_for(by(request), key)
    if peer is None:
        raise Http404
    return deed_page(
        request, TrustForm(request.POST or None), title=_("Compare the fingerprint"),
        back=reverse("web:exchange_peers"), do=lambda given: actions.trust(peer, by=acting, **given),
        done=_("{name} is trusted.").format(name=peer.name), button=_("Trust"),
        words=_("Call {name} on a number that you know, and type what they read out.").format(name=peer.name),
        why_not=policies.may_trust.explain(acting, peer),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Trust an installation no more."""
    acting, peer = by(request), peer_for(by(request), key)
    if peer is None:
        raise Http404
    return deed_page(
        request, ReasonForm(request.POST or None), title=_("Withdraw trust"), back=reverse("web:exchange_peers"),
        do=lambda given: actions.withdraw(peer, by=acting, **given), done=_("It is trusted no more."),
        consequence=_("What {name} sends is refused from now on.").format(name=peer.name),
        why_not=policies.may_withdraw.explain(acting, peer),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def receive(request: HttpRequest) -> HttpResponse:
    """Take a package that came into the inbox; it is looked at at once."""
    acting = by(request)

    def do(given: dict[str, Any]) -> None:
        with on_disk(given["file"]) as path:
            actions.receive(by=acting, name=given["file"].name, file=path)

    return deed_page(
        request, ReceiveForm(request.POST or None, request.FILES or None), title=_("Take in a package"),
        back=reverse("web:exchange"), do=do, done=_("It is being looked at. What it would change is shown before."),
        why_not=policies.may_receive.explain(acting),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a standard disc to another installation."""
    discs = results_seen_by(by(request)).filter(what="disc", whole_at__isnull=False)[:50]
    return _pack(
        request, Brings.ISSUE, title=_("Issue patches"), label=_("Standard disc"),
        help_text=_("Standard discs are made under Data, on the page of the results."),
        contents={str(one.pk): f"{one.campaign.title} {one.whole_at:%Y-%m-%d %H:%M}" for one in discs},
        given=lambda key: {"result": key},
        lacking=_("No standard disc was made yet: make one under Data, on the page of the results."),
        words=_("It is signed by your unit and locked for the recipient: nobody else opens it on the way."),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def report(request: HttpRequest) -> HttpResponse:
    """Send what was sealed and signed up to another installation."""
    acting = by(request)
    seals = {str(one.pk): one for one in signed_seals(acting) if may_hand_over.allows(acting, one)}
    return _pack(
        request, Brings.SUBMISSION, title=_("Report results"), label=_("Seal"),
        contents={key: str(one) for key, one in seals.items()},
        given=lambda key: {"seal": key, "campaign": seals[key].campaign.code},
        lacking=_("Nothing was sealed and signed by everybody yet: begin under Reporting up."),
        words=_("It carries the records, the forms and the signatures. What the recipient has by now is left out."),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def verdict(request: HttpRequest) -> HttpResponse:
    """Send what was decided on a submission back to the installation that it came from."""
    acting = by(request)
    rows = {str(one.pk): one for one in decided_elsewhere(acting)}
    offered = [(key, f"{one.seal} · {one.seal.came.get('from', '')}") for key, one in rows.items()]
    why = policies.may_exchange.explain(acting)
    if not why and not rows:
        why = _("Nothing that came from another installation was decided yet: accept or return it first.")

    def do(given: dict[str, Any]) -> None:
        peer = trusted_peer(acting, rows[given["submission"]].seal.came.get("code", ""))
        if peer is None:
            raise SenderTrustedNoMore
        actions.pack(peer, by=acting, brings=Brings.VERDICT, given=given)

    form = VerdictForm(request.POST or None, initial={"submission": request.GET.get("submission", "")}, offered=offered)
    return deed_page(
        request, form, title=_("Send the decision back"), back=reverse("web:exchange_outbox"), do=do, why_not=why,
        button=_("Make the package"), done=_("The package is being made."),
        words=_("It tells every decision since the results came, the reasons, and the patches that they name."),
    )  # fmt: skip


def _pack(
    request: HttpRequest, brings: Brings, *, title: str, label: str, contents: Mapping[str, str], lacking: str,
    words: str, given: Callable[[str], dict[str, str]], help_text: str = "",
) -> HttpResponse:  # fmt: skip
    acting = by(request)
    peers = {str(one.pk): one for one in peers_of(acting) if one.state == Trust.TRUSTED}
    why = policies.may_exchange.explain(acting)
    if not why and not peers:
        why = _("No other installation is trusted yet: take in its card, and compare the fingerprint.")
    if not why and not contents:
        why = lacking
    form = PackForm(request.POST or None, peers=peers, contents=contents, label=label, help_text=help_text)
    return deed_page(
        request, form, title=title, back=reverse("web:exchange_outbox"), button=_("Make the package"), words=words,
        do=lambda told: actions.pack(peers[told["peer"]], by=acting, brings=brings, given=given(told["content"])),
        done=_("The package is being made."), why_not=why,
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def take_in(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a package in as it was shown."""
    acting, found = by(request), package_for(by(request), key)
    if found is None:
        raise Http404
    is_seal = bool(found.manifest.get("about", {}).get("seal"))
    words = {
        Brings.SUBMISSION: _("It lies before your unit then, to be examined; the sender gets a receipt.")
        if is_seal
        else _("The files are kept, and the sender gets a receipt."),
        Brings.VERDICT: _("The campaign then stands as the level above decided: locked, or open again."),
    }
    disc = _(
        "The disc goes to the import: it is checked like any other, and loaded once you confirm what the check says."
    )
    return deed_page(
        request, DecideForm(request.POST or None, initial={"version": found.version}), title=_("Take it in"),
        back=reverse("web:exchange_package", args=[key]), button=_("Take it in"),
        do=lambda given: actions.take_in(found, by=acting, **given), done=_("It is taken in, and its receipt is made."),
        words=disc if found.brings == Brings.ISSUE else words.get(Brings(found.brings), ""),
        why_not=policies.may_decide.explain(acting, found),
    )  # fmt: skip


@on_rail("submission")
@_READ_OR_SEND
def lay_aside(request: HttpRequest, key: UUID) -> HttpResponse:
    """Lay a package aside with a reason."""
    acting, found = by(request), package_for(by(request), key)
    if found is None:
        raise Http404
    return deed_page(
        request, AsideForm(request.POST or None, initial={"version": found.version}), title=_("Lay it aside"),
        back=reverse("web:exchange_package", args=[key]), button=_("Lay it aside"),
        do=lambda given: actions.lay_aside(found, by=acting, **given),
        done=_("It is laid aside; the receipt says why."),
        words=_("Nothing of it is taken in. The sender reads the reason in the receipt."),
        why_not=policies.may_decide.explain(acting, found),
    )  # fmt: skip
