"""Why a backup or a restore cannot go on."""

from __future__ import annotations

from tuban.values.errors import TubanError


class NoFolderNamed(TubanError):
    """Nobody said where backups are to lie."""

    code = "backup.no_folder"
    hint = "Name a folder on another disk, or set TUBAN_BACKUP."


class FolderInsideHome(TubanError):
    """{folder} lies inside the office: what takes the office takes the backup too."""

    code = "backup.inside_home"
    hint = "Name a folder on another disk or another machine."


class CannotBeWritten(TubanError):
    """The backup cannot be written into {folder}: {why}. What was there before is untouched."""

    code = "backup.cannot_write"
    hint = "Look whether the disk is full or not there, and whether the office may write to it; then begin again."


class UnderWay(TubanError):
    """Another backup is being made in {folder}."""

    code = "backup.under_way"
    hint = "Wait until it ends."


class ToolMissing(TubanError):
    """A PostgreSQL is backed up by its own client, and {tool} is not installed here."""

    code = "backup.tool_missing"
    hint = "Install the client of PostgreSQL, of the same edition as the server or a newer one."


class ToolFailed(TubanError):
    """{tool} ended with a fault: {why}"""

    code = "backup.tool_failed"
    hint = "Its client must be as new as the server; the name and password are those of TUBAN_DATABASE_URL."


class NoBackupHere(TubanError):
    """There is no whole backup in {folder}."""

    code = "backup.none_here"
    hint = "Name the folder that `tuban backup` wrote into, or one of the backups in it."


class Unreadable(TubanError):
    """The backup {name} cannot be read: {what}."""

    code = "backup.unreadable"
    hint = "Take another backup of the folder: `tuban backup list FOLDER` names them."


class AnotherDigest(TubanError):
    """The backup {name} is not the one that was meant: its digest is {found}."""

    code = "backup.another_digest"
    hint = "Compare it with the digest that was printed when it was made, and with the line in the audit."


class Damaged(TubanError):
    """The backup {name} is damaged: {what}. Nothing was restored."""

    code = "backup.damaged"
    hint = "Take another backup of the folder; `tuban backup verify` names everything that is wrong with one."


class RecipientUnfit(TubanError):
    """«{key}» is no public key for which a backup could be locked."""

    code = "backup.recipient_unfit"
    hint = "A public key begins with age1; `tuban backup key FILE` makes one. Several are parted by spaces."


class KeyThere(TubanError):
    """{name} is there already; no key is written over."""

    code = "backup.key_there"
    hint = "Name a file that does not exist yet."


class KeyUnreadable(TubanError):
    """{name} is no file with the secret key of a backup: {why}."""

    code = "backup.key_unreadable"
    hint = "It has a line that begins with AGE-SECRET-KEY-, as `tuban backup key` or age-keygen wrote it."


class KeyNeeded(TubanError):
    """The backup {name} is locked for {keys}."""

    code = "backup.key_needed"
    hint = "Name the file with one of their secret keys: --identity FILE."


class WrongKey(TubanError):
    """The key of {name} does not open the backup {backup}: it is locked for {keys}."""

    code = "backup.wrong_key"
    hint = "Take the file whose line «public key» names one of these; without one nobody can open the backup."


class HomeHoldsData(TubanError):
    """{folder} is not empty: nothing is restored over an office."""

    code = "backup.home_holds_data"
    hint = "Name a folder that does not exist yet. Keep the old one as it is until the new one has been looked at."


class DatabaseHoldsData(TubanError):
    """The database of TUBAN_DATABASE_URL holds tables of an office: nothing is restored over them."""

    code = "backup.database_holds_data"
    hint = "Make a new, empty database with PostGIS and name it in TUBAN_DATABASE_URL."


class AnotherEngine(TubanError):
    """The backup is of {backup}, and this office is set to {here}."""

    code = "backup.another_engine"
    hint = "Set TUBAN_DATABASE_URL for a backup of PostgreSQL; unset it for one of SpatiaLite."


class BackupIsNewer(TubanError):
    """The backup was made by edition {edition}, whose tables this edition ({here}) does not know: {what}."""

    code = "backup.newer"
    hint = "Install that edition or a later one, and restore with it."
