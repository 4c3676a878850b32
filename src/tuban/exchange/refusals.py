"""Why a package is not let in: a sentence for each way in which one can be wrong."""

from __future__ import annotations

from tuban.values.errors import TubanError


class Refusal(TubanError):
    """The package is refused."""

    code = "exchange.refused"


class NotAPackage(Refusal):
    """«{name}» is no package: it does not begin as one."""

    code = "exchange.not_a_package"
    hint = "Choose the file that the other installation wrote; its name ends in .tbx."


class NotForUs(Refusal):
    """«{name}» is locked for somebody else: none of the keys here opens it."""

    code = "exchange.not_for_us"
    hint = "Ask the sender to make it again for the card that your unit handed out last."


class WrongRecipient(Refusal):
    """The package is meant for {recipient}, not for {unit}."""

    code = "exchange.wrong_recipient"
    hint = "Hand it on to whom it is meant for; nothing of it was kept."


class HalfCopied(Refusal):
    """«{name}» is not whole: {missing} of {whole} bytes are missing."""

    code = "exchange.half_copied"
    hint = "Copy it from the disc again, and compare its size with what the sender sees in the outbox."


class Altered(Refusal):
    """«{name}» was altered or damaged on the way: {what}."""

    code = "exchange.altered"
    hint = "Copy it again; if it stays so, ask the sender to make it anew, and say that it was altered."


class Malformed(Refusal):
    """The package is not built as packages are: {what}."""

    code = "exchange.malformed"
    hint = "Ask the sender with which edition of the product it was made."


class VersionUnknown(Refusal):
    """The package is written in version {version}; this edition reads version {known}."""

    code = "exchange.version_unknown"
    hint = "Bring both installations to the same edition, then have the package made anew."


class SuiteUnknown(Refusal):
    """There is no suite of algorithms {name!r}: this edition knows {known}."""

    code = "exchange.suite_unknown"
    hint = "Choose one of those, or bring both installations to the same edition."


class SuiteUnavailable(Refusal):
    """The national algorithms SM2, SM3 and SM4 are not installed here: {package} is missing."""

    code = "exchange.suite_unavailable"
    hint = "Have `pip install 'tuban[gm]'` run for the installation. Nothing was done in another suite instead."


class SuiteNotOurs(Refusal):
    """«{name}» is locked in {suite}; the unit has keys of {own} only."""

    code = "exchange.suite_not_ours"
    hint = "Ask the sender to make it for the card you handed out, or make keys of that suite and hand out their card."


class SuiteConfused(Refusal):
    """«{name}» is locked in {locked}, but says to be one of {stated}."""

    code = "exchange.suite_confused"
    hint = "Do not use it: no installation writes such a package. Ask the sender by telephone what they sent."


class SuiteNotTrusted(Refusal):
    """{sender} is trusted here with keys of {trusted}; this package is in {suite}."""

    code = "exchange.suite_not_trusted"
    hint = "A key of one suite vouches for nothing in another. Ask for the package in the suite of the trusted card."


class SenderUnknown(Refusal):
    """The sender {sender} is not trusted here: the fingerprint {fingerprint} was never compared."""

    code = "exchange.sender_unknown"
    hint = "Take in the card of the sender and compare its fingerprint by telephone first."


class SignedByAnother(Refusal):
    """The package names {sender} as its sender, but another key signed it."""

    code = "exchange.signed_by_another"
    hint = "Do not use it. Ask the sender by telephone whether the package is theirs."


class UnsafeName(Refusal):
    """The package names a file {path!r}, which may not be written: {why}."""

    code = "exchange.unsafe_name"
    hint = "Do not use it. A package of this product never holds such a name."


class TooLarge(Refusal):
    """The package holds {size} {unit}; at most {most} are taken."""

    code = "exchange.too_large"
    hint = "Have it made in parts, or raise the limit where the installation is set up."


class ComesTooEarly(Refusal):
    """This is package {sequence}; package {missing} of the same campaign has not come yet."""

    code = "exchange.comes_too_early"
    hint = "Take in the missing package first, then this one."


class Replayed(Refusal):
    """Package {sequence} was taken in before, with other content: this one is an old one or a forged one."""

    code = "exchange.replayed"
    hint = "Ask the sender which is the last package, and take in that one."


class OtherHistory(Refusal):
    """Package {sequence} does not follow the one that was taken in last: it names another as the one before it."""

    code = "exchange.other_history"
    hint = "Ask the sender what was sent before. If their installation was set up anew, take in their new card."


class PieceLacking(Refusal):
    """The package leaves out {path}, which should be here from an earlier one, but is not."""

    code = "exchange.piece_lacking"
    hint = "Ask the sender for a whole package that leaves nothing out."


class CardUnsound(TubanError):
    """«{name}» is no card of an installation: {what}."""

    code = "exchange.card_unsound"
    hint = "Choose the file of the card as the other installation wrote it."


class KeysUnsound(TubanError):
    """The keys in {place} cannot be read."""

    code = "exchange.keys_unsound"
    hint = "Restore the file from the backup; if it is lost, make new keys and hand out the new card."
