"""Makes a province out of the practice county: every county, campaign, patch and comparison as the product makes them.

The practice county is loaded as a disc is. Its patches are then laid out over other counties by the database itself:
moved, renumbered, assigned, in all states; with their comparisons and pictures. Nothing is drawn at random.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from tuban.kernel.crs import working_epsg
from tuban.workflow.campaigns.models import Campaign, Phase
from tuban.workflow.comparison.terms import keep_terms
from tuban.workflow.organisations.models import Area, Holding, Person, Post, Unit
from tuban.workflow.organisations.roles import Level, Role
from tuban.workflow.patches.models import Patch

PROVINCE = "98"
PASSWORD = "provinz-98-messung"
COPIES = 12
"""How often the patches of the practice county stand in a campaign: 5 460 of them, as many as a large county has."""
LARGE = 220
"""How often they do in the largest campaign: a county as large as the largest cities have."""
_COUNTIES_OF_CITY = 12
_SINCE = date(2024, 1, 1)
_PEOPLE = (
    ("zuzhi", "卫片办主任", Role.ORGANISER), ("juzhang", "局长", Role.LEADER), ("guzhang", "股长", Role.SECTION_LEADER),
    ("guihua", "规划审核", Role.CHECKER), ("zhifa", "执法审核", Role.CHECKER), ("waiye", "外业调查员", Role.SURVEYOR),
    ("shenji", "审计管理员", Role.AUDIT_ADMINISTRATOR),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """How many campaigns there are, and how often the patches of the practice county stand in each."""

    copies: tuple[int, ...]

    @classmethod
    def of(cls, patches: int, template: int) -> Plan:
        """Return the plan for about so many patches; from half a million on one campaign is very large."""
        large = (LARGE,) if patches >= 500_000 else ()
        rest = max(patches - sum(large) * template, template)
        campaigns = max(1, round(rest / (COPIES * template)))
        each = -(-rest // (campaigns * template))
        return cls((*large, *[each] * campaigns))


def make(disc: Path, patches: int) -> None:
    """Make the province, unless it is there already."""
    from tuban.site.practice import load_practice

    if Campaign.objects.filter(is_practice=False).exists():
        return
    began = time.perf_counter()
    load_practice(disc, tell=lambda _line: None)
    template = Campaign.objects.get(is_practice=True)
    plan = Plan.of(patches, template.patches.count())
    townships = _townships(template)
    counties = _organise(-(-len(plan.copies) // 2) if len(plan.copies) > 1 else 1, townships)
    for place, copies in enumerate(plan.copies):
        county, year = counties[place % len(counties)], 2024 - place // len(counties)
        with transaction.atomic():
            _Laying(
                template,
                _campaign(template, county, year, place % len(counties)),
                county,
                place % len(counties),
                copies,
            ).lay()
    Person.objects.filter(is_practice=True).update(is_active=False)  # a server that is not for practice refuses them
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM (ANALYZE)")  # as it is by itself, a while after a load
        else:
            cursor.execute("ANALYZE")
    print(f"{Patch.objects.count()} patches in {len(plan.copies)} campaigns of {len(counties)} counties made in "
          f"{time.perf_counter() - began:.0f} s", flush=True)  # fmt: skip


def _townships(template: Campaign) -> list[tuple[str, str]]:
    rows = template.patches.exclude(township_code="").order_by("township_code").distinct()
    return list(rows.values_list("township_code", "township_name"))


# Organisations --------------------------------------------------------------------------------------------------------


def _organise(count: int, townships: list[tuple[str, str]]) -> list[Unit]:
    """Make the units from the ministry down, and an account for every role in each of them."""
    password = make_password(PASSWORD)
    ministry = _unit("", "自然资源部", Level.MINISTRY, None)
    province = _unit(PROVINCE, "测算省自然资源厅", Level.PROVINCE, ministry)
    people = [("bu98", ministry, "下发", Role.ORGANISER), ("sheng98", province, "卫片审核", Role.REVIEWER),
              ("shengzuzhi98", province, "卫片办主任", Role.ORGANISER),
              ("shengshenji98", province, "审计管理员", Role.AUDIT_ADMINISTRATOR)]  # fmt: skip
    counties: list[Unit] = []
    city = province
    for place in range(count):
        code = f"{PROVINCE}{place // _COUNTIES_OF_CITY + 1:02}"
        if place % _COUNTIES_OF_CITY == 0:
            city = _unit(code, f"第{code[2:]}市自然资源局", Level.CITY, province)
            people.append((f"shi{code}", city, "卫片审核", Role.REVIEWER))
        county_code = f"{code}{place % _COUNTIES_OF_CITY + 1:02}"
        county = _unit(county_code, f"第{county_code[2:]}县自然资源局", Level.COUNTY, city)
        counties.append(county)
        people += [(f"{name}{county_code}", county, title, role) for name, title, role in _PEOPLE]
        for township, name in townships:
            own = f"{county_code}{township[6:]}"
            unit = _unit(own, name, Level.ZONE if name.endswith("开发区") else Level.TOWNSHIP, county)
            people.append((f"xiang{own}", unit, "填报员", Role.CLERK))
    made = [Person(username=name, name=f"{title}{name[-6:]}", password=password, must_change_password=False)
            for name, _unit_, title, _role in people]  # fmt: skip
    posts = [Post(unit=unit, title=title, role=role) for _name, unit, title, role in people]
    Person.objects.bulk_create(made)
    Post.objects.bulk_create(posts)
    Holding.objects.bulk_create(
        [Holding(person=person, post=post, since=_SINCE) for person, post in zip(made, posts, strict=True)]
    )
    return counties


def _unit(code: str, name: str, level: Level, above: Unit | None) -> Unit:
    unit = Unit.objects.create(code=code, name=name, short_name=name, level=level, above=above)
    Area.objects.create(unit=unit, code=code, name=name)
    return unit


def _campaign(template: Campaign, county: Unit, year: int, place: int) -> Campaign:
    is_running = year == 2024
    campaign = Campaign.objects.create(
        code=f"{county.code}-{year}", title=f"{county.name[:-5]}{year}年度土地卫片执法检查", year=year,
        state=Campaign.State.RUNNING if is_running else Campaign.State.CLOSED, area_code=county.code,
        area_name=county.name[:-5], epsg=working_epsg(_WEST + (place % _ACROSS + 0.5) * _WIDE),
        lawbook_edition=template.lawbook_edition,
        parameters=template.parameters, issuer=template.issuer, issued_on=template.issued_on,
    )  # fmt: skip
    today = timezone.localdate()
    Phase.objects.create(campaign=campaign, title="自查", begins=today - timedelta(60), ends=today + timedelta(60))
    return campaign


# Patches --------------------------------------------------------------------------------------------------------------

_TAIL = "CAST(substr(t.number, 13) AS integer)"
_MIX = f"({_TAIL} * 7919 + copies.n * 104729 + {{place}} * 7877)"
_WORDS = {
    "postgresql": {
        "uuid": "gen_random_uuid()", "padded": "lpad(CAST({} AS text), 6, '0')", "now": "now()",
        "moved": "ST_Translate(t.geometry, {x}, {y})", "day": "(CURRENT_DATE + ({}))", "true": "true",
        "copies": "(SELECT generate_series(1, {}) AS n)",
    },
    "sqlite": {
        "uuid": "lower(hex(randomblob(16)))", "padded": "printf('%%06d', {})",
        "now": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')", "moved": "ST_Translate(t.geometry, {x}, {y}, 0)",
        "day": "date('now', ({}) || ' days')", "true": "1",
        "copies": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {}) SELECT n FROM s)",
    },
}  # fmt: skip
_PLACED = (
    ("patch_number", "n.number"), ("county_code", "n.area_code"), ("township_code", "n.township_code"),
    ("stated_county_code", "n.area_code"),
)  # fmt: skip
_STEP = 0.0011
_WEST = 100
_WIDE, _HIGH, _ACROSS = 0.24, 0.2, 10


@dataclass(frozen=True)
class _Laying:
    """The patches of the practice county, laid out in a campaign of another county."""

    template: Campaign
    campaign: Campaign
    county: Unit
    place: int
    copies: int

    def lay(self) -> None:
        """Put in patches, comparisons, pictures, and what waits for somebody's word."""
        self._patches()
        own = f"n.campaign_id = {self._key(self.campaign.pk)} AND t.campaign_id = {self._key(self.template.pk)}"
        pairs = (
            "patches_patch n JOIN patches_patch t ON t.part_number = n.part_number AND t.number = "
            "'990101SJBG24' || " + self._word("padded").format("CAST(substr(n.number, 13) AS integer) %% 1000")
        )
        self._run(
            'INSERT INTO comparison_comparison (id, is_current, at, facts, sources, told, judgement, "overlaps", '
            "problems, prejudgement, finding, survey_comparison, lawbook_edition, patch_id, basis_id, digest) "
            f"SELECT {self._word('uuid')}, c.is_current, c.at, {self._facts('c.facts', _PLACED)}, c.sources, c.told, "
            'c.judgement, c."overlaps", c.problems, c.prejudgement, c.finding, c.survey_comparison, '
            "c.lawbook_edition, n.id, c.basis_id, c.digest "
            f"FROM {pairs} JOIN comparison_comparison c ON c.patch_id = t.id WHERE {own}"
        )
        self._run(
            "INSERT INTO comparison_terms (comparison_id, siblings, facts, figures) "
            f"SELECT own.id, '', {self._facts('told.facts', _PLACED[:3])}, told.figures FROM {pairs} "
            "JOIN comparison_comparison own ON own.patch_id = n.id JOIN comparison_comparison c ON c.patch_id = t.id "
            f"JOIN comparison_terms told ON told.comparison_id = c.id WHERE {own}"
        )
        parts = self.campaign.patches.exclude(part_number="").values_list("number", flat=True)
        keep_terms(self.campaign, set(parts))  # parts are fitted to one another
        self._run(
            'INSERT INTO comparison_picture (patch_id, "when", taken_on, checksum) '
            f'SELECT n.id, p."when", p.taken_on, p.checksum FROM {pairs} '
            f"JOIN comparison_picture p ON p.patch_id = t.id WHERE {own}"
        )
        self._run(
            "INSERT INTO comparison_woulddiffer (because, old, new, found_at, answer, reason, campaign_id, patch_id) "
            'SELECT \'永久基本农田\', \'{"finding": "lawful"}\', \'{"finding": "unlawful"}\', '
            f"{self._word('now')}, 'open', '', n.campaign_id, n.id FROM patches_patch n WHERE n.campaign_id = "
            f"{self._key(self.campaign.pk)} AND n.fate = 'active' AND CAST(substr(n.number, 13) AS integer) %% 997 = 0"
        )

    def _patches(self) -> None:
        mix = f"({_MIX.format(place=self.place)})"
        township = f"'{self.county.code}' || substr(t.township_code, 7)"
        x = f"{_WEST + self.place % _ACROSS * _WIDE - 113.8:.4f} + (copies.n %% 16) * {_STEP}"
        y = f"{28 + self.place // _ACROSS * _HIGH - 31.6:.4f} + (copies.n / 16) * {_STEP}"
        is_open = self.campaign.state == Campaign.State.RUNNING
        states = (
            f"CASE WHEN {mix} %% 100 < 3 THEN 'issued' WHEN {mix} %% 100 < 30 THEN 'compared' "
            f"WHEN {mix} %% 100 < 45 THEN 'to_visit' WHEN {mix} %% 100 < 62 THEN 'visited' "
            f"WHEN {mix} %% 100 < 76 THEN 'reviewed' WHEN {mix} %% 100 < 88 THEN 'settled' "
            f"WHEN {mix} %% 100 < 95 THEN 'rectifying' ELSE 'accepted' END"
        ) if is_open else f"CASE WHEN {mix} %% 100 < 96 THEN 'accepted' ELSE 'rectifying' END"  # fmt: skip
        given = f"{mix} %% 10 < 7"
        units = f"SELECT id FROM organisations_unit u WHERE NOT u.is_practice AND u.code = {township}"
        person = f"SELECT id FROM organisations_person p WHERE p.username = 'xiang' || {township}"
        self._run(
            "INSERT INTO patches_patch (uuid, number, part_number, list, source, source_reference, found_on, state, "
            "fate, area_code, township_code, township_name, managed_code, village, before_on, after_on, geometry, "
            "area_m2, monitored_m2, issued, proposed_finding, survey_comparison, area_mu, cultivated_mu, "
            "basic_farmland_mu, missing_count, problem_count, due_on, made_at, changed_at, version, arrival_id, "
            "assigned_to_id, assigned_unit_id, campaign_id) "
            f"SELECT {self._word('uuid')}, '{self.county.code}SJBG{self.campaign.year % 100}' || "
            f"{self._word('padded').format(f'copies.n * 1000 + {_TAIL}')}, t.part_number, "
            f"CASE WHEN {mix} %% 50 = 0 THEN '' ELSE t.list END, "
            f"CASE WHEN {mix} %% 50 = 0 THEN 'patrol' ELSE 'satellite' END, t.source_reference, t.found_on, {states}, "
            f"CASE WHEN {mix} %% 40 = 0 THEN 'split' ELSE 'active' END, '{self.county.code}', {township}, "
            f"t.township_name, {township}, t.village, t.before_on, t.after_on, "
            f"{self._word('moved').format(x=x, y=y)}, t.area_m2, t.monitored_m2, t.issued, t.proposed_finding, "
            f"t.survey_comparison, t.area_mu, t.cultivated_mu, t.basic_farmland_mu, t.missing_count, t.problem_count, "
            f"CASE WHEN {given} THEN {self._word('day').format(f'{mix} %% 90 - 12')} END, "
            f"t.made_at, t.changed_at, 1, NULL, CASE WHEN {mix} %% 10 < 4 THEN ({person}) END, "
            f"CASE WHEN {given} THEN ({units}) END, {self._key(self.campaign.pk)} "
            f"FROM patches_patch t CROSS JOIN {self._word('copies').format(self.copies)} AS copies "
            f"WHERE t.campaign_id = {self._key(self.template.pk)} AND t.fate = 'active' "
            "AND length(t.number) = 18 AND t.number < '990101T'"
        )

    def _facts(self, facts: str, which: tuple[tuple[str, str], ...]) -> str:
        """Return facts of the template as those of a patch of this county: sums are kept by its number and township."""
        if connection.vendor == "postgresql":
            return facts + " || jsonb_build_object(" + ", ".join(f"'{name}', {value}" for name, value in which) + ")"
        return f"json_set({facts}, " + ", ".join(f"'$.{name}', {value}" for name, value in which) + ")"

    @staticmethod
    def _word(name: str) -> str:
        return _WORDS["postgresql" if connection.vendor == "postgresql" else "sqlite"][name]

    @staticmethod
    def _key(key: object) -> str:
        return f"'{key}'" if connection.vendor == "postgresql" else f"'{str(key).replace('-', '')}'"

    @staticmethod
    def _run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [])
