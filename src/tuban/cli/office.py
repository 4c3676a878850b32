"""``tuban office found``: the first units and administrators of a real installation."""

from __future__ import annotations

import click

from tuban.cli.office_opening import prepare_office
from tuban.values.language import gettext as _

FOUND = _(
    """Found a real installation: its unit and the three administrators who let in everybody else.

Each administrator gets a password for the first sign-in. The passwords are shown once, here, and kept nowhere; each
must be changed at the first sign-in. The system administrator then adds units, departments and posts, the security
administrator people, and the audit administrator reads what both did. A second run is refused.

\b
Examples:
  tuban office found --code 990101 --name 示范县自然资源局 --level county
  tuban office found --code 990101 --name 示范县自然资源局 --level county \\
      --above 99 示例省自然资源厅 province --above 9901 示例市自然资源和规划局 city

\b
Exit codes: 0 founded · 2 it could not be done; nothing was made"""
)
_LEVELS = ("ministry", "bureau", "province", "city", "county")


@click.group(help=_("The organisation of the office in the browser."))
def office() -> None:
    """Group what concerns the office as a whole."""


@office.command(help=FOUND)
@click.option("--code", required=True, help=_("Administrative division code of the unit, six digits for a county."))
@click.option("--name", required=True, help=_("Name of the unit."))
@click.option("--level", type=click.Choice(_LEVELS), required=True, help=_("Level of the unit."))
@click.option(
    "--above", nargs=3, multiple=True, metavar="CODE NAME LEVEL", help=_("A unit above it, the highest first.")
)
@click.option("--system-name", default="系统管理员", show_default=True, help=_("Name of the system administrator."))
@click.option("--security-name", default="安全管理员", show_default=True, help=_("Name of the security administrator."))
@click.option("--audit-name", default="审计管理员", show_default=True, help=_("Name of the audit administrator."))
def found(
    *, code: str, name: str, level: str, above: tuple[tuple[str, str, str], ...], system_name: str, security_name: str,
    audit_name: str,
) -> None:  # fmt: skip
    """Found it and print the passwords once."""
    for _code, _name, its_level in above:
        if its_level not in _LEVELS:
            raise click.BadParameter(_("{level} is no level: {levels}").format(level=its_level, levels=_LEVELS))
    folder = prepare_office()
    from tuban.workflow.organisations.founding import AdministratorGiven, UnitGiven, found_installation
    from tuban.workflow.organisations.roles import Level, Role

    unit, handed_out = found_installation(
        [UnitGiven(one[0], one[1], Level(one[2])) for one in (*above, (code, name, level))],
        [
            AdministratorGiven(Role.SYSTEM_ADMINISTRATOR, "xitong", system_name),
            AdministratorGiven(Role.SECURITY_ADMINISTRATOR, "anquan", security_name),
            AdministratorGiven(Role.AUDIT_ADMINISTRATOR, "shenji", audit_name),
        ],
    )
    click.echo(_("{unit} was founded in {folder}.").format(unit=unit.name, folder=folder))
    click.echo(_("Passwords for the first sign-in. They are shown this once and kept nowhere:"))
    for one in handed_out:
        click.echo(f"  {one.username:<8} {one.password}   {one.name}")
    click.echo(_("Give each to its own person. Then: tuban serve"))
