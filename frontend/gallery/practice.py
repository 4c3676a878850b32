"""What the pages of the gallery show: a day in the practice county."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def _rail_item(key: str, title: str, icon: str, *, count: int = 0, late: int = 0, reason: str = "") -> Data:
    url = "" if reason else f"{key}.html"
    return {"key": key, "title": title, "icon": icon, "count": count, "late": late, "reason": reason, "url": url}


RAIL = [
    _rail_item("my_day", "我的一天", "sun-high", count=321, late=3),
    _rail_item("map", "一张图", "map-2"),
    _rail_item("desk", "判读台", "eye-check", count=126),
    _rail_item("field", "外业", "walk", count=58),
    _rail_item("review", "会审", "users-group", count=41),
    _rail_item("rectification", "整改", "tools", count=77),
    _rail_item("cases", "案件", "gavel", count=19),
    _rail_item("statistics", "统计", "chart-bar"),
    _rail_item("submission", "上报", "send"),
    _rail_item("supervision", "督查", "shield-search", reason="督查由市级以上岗位办理，您当前是县级岗位。"),
    _rail_item("data", "数据", "database"),
    _rail_item("settings", "设置", "settings"),
]
PRACTICE = {"title": "2024 年度卫片执法检查（练习）", "url": "#c1", "is_practice": True}
FRAME: Data = {
    "rail": RAIL,
    "current": "my_day",
    "campaign": PRACTICE,
    "campaigns": [PRACTICE, {"title": "2023 年度卫片执法检查（练习）", "url": "#c2", "is_practice": True}],
    "crumbs": [
        {"title": "安示省", "url": "#province"},
        {"title": "示例市", "url": "#city"},
        {"title": "示范县", "url": "#county"},
    ],
    "person": {
        "name": "李明",
        "post": "执法监察股 经办",
        "unit": "示范县自然资源局",
        "posts": [
            {"id": "1", "title": "执法监察股 经办", "is_current": True},
            {"id": "2", "title": "卫片执法工作专班 联络员", "is_current": False},
        ],
    },
    "running_jobs": 2,
    "unread": 5,
    "language": "zh-hans",
    "is_practice": True,
    "urls": {
        name: f"#{name}" for name in ("search", "jobs", "messages", "help", "sign_out", "switch_post", "language")
    },
}

STATES = [
    ("issued", "已下发", False),
    ("to_visit", "待外业", False),
    ("to_review", "待会审", True),
    ("lawful", "合法", False),
    ("unlawful", "违法", False),
    ("unchanged", "实地未变化", False),
    ("agricultural_adjustment", "农业结构调整", False),
    ("facility", "设施农用地", False),
    ("temporary", "临时用地", False),
    ("other", "其他", False),
    ("rectifying", "整改中", True),
    ("accepted", "已验收", False),
    ("doubtful", "有矛盾", False),
]
LABELS = {code: label for code, label, _overdue in STATES}


def _row(line: str) -> Data:
    number, place, state, why, area, cultivated, todo, due = line.split("|")
    return {
        "number": f"990101SJBG24{number}",
        "place": place,
        "state": state,
        "label": LABELS[state],
        "overdue": due.startswith("逾期"),
        "why": why,
        "area": area,
        "cultivated": cultivated,
        "todo": todo,
        "due": due,
        "late": due.startswith(("逾期", "今天")),
    }


QUEUE = [
    {"title": title, "rows": [_row(line) for line in lines]}
    for title, lines in (
        ("已逾期 1", ["000123|二桥镇 大塘村|doubtful|市级退回：补充供地手续|6.42|5.10|补证或改判|逾期 1 天"]),
        (
            "今天 2",
            [
                "000207|三湾乡 河口村|to_review|规划、耕保意见不一|11.08|0.00|主持会审|今天 17:00",
                "000311|五里镇|rectifying|申报拆除复耕到位|2.35|2.35|实地验收|今天",
            ],
        ),
        (
            "本周 5",
            [
                "000034|一溪镇 新村|to_visit|用地时间不详|1.20|0.86|排入路线|08-07",
                "000518|万松镇 石桥村|unlawful|认定未报即用|8.77|6.31|核对立案条件|08-09",
                "000099|东坪乡|lawful|登记卡待签|14.60|9.02|复核签字|08-09",
                "000402|二桥镇 上坝村|facility|设施农用地备案号待核|3.18|3.18|核对备案|08-09",
                "000640|三湾乡 白石村|temporary|临时用地批文 9 月到期|22.40|10.75|督促恢复|08-09",
            ],
        ),
    )
]
HEADS = [
    {"title": "图斑号"},
    {"title": "状态"},
    {"title": "位置", "when_wide": True},
    {"title": "来由"},
    {"title": "面积（亩）", "is_number": True},
    {"title": "耕地（亩）", "is_number": True, "when_wide": True},
    {"title": "要做什么"},
    {"title": "期限", "sort_url": "#sort", "sorted": "ascending"},
]
FUNNEL = [
    {"title": title, "count": count, "share": round(count / 7.09, 1), "state": state, "waiting": waiting, "url": "#f"}
    for title, count, state, waiting in (
        ("已下发", 709, "issued", 0),
        ("已比对", 683, "issued", 26),
        ("已外业", 514, "to_visit", 169),
        ("已会审", 402, "to_review", 112),
        ("已认定", 388, "lawful", 14),
        ("已整改", 61, "rectifying", 77),
        ("已验收", 37, "accepted", 24),
    )
]
CHIPS = [
    {"title": "全部", "count": 321, "url": "#all", "is_current": True},
    {"title": "退回", "count": 3, "url": "#returned", "late": True},
    {"title": "逾期", "count": 1, "url": "#late", "late": True},
    {"title": "今天", "count": 2, "url": "#today"},
    {"title": "待签字", "count": 12, "url": "#sign"},
]
RUNNING = {
    "url": "/jobs/7",
    "title": "图斑套合：2024 年第 3 批",
    "state": "running",
    "state_label": "进行中",
    "doing": "与土地利用现状套合",
    "done": 412,
    "total": 709,
    "percent": 58,
    "remaining": "1 分 20 秒",
    "cancel_url": "#cancel",
}
JOBS = [
    RUNNING,
    {
        "url": "/jobs/8",
        "title": "导入数据光盘 990101",
        "state": "done",
        "state_label": "已完成",
        "percent": 100,
        "doing": "26 个文件，709 个图斑，修正 31 处",
        "result_url": "#result",
    },
    {
        "url": "/jobs/9",
        "title": "打印卫片图合订本",
        "state": "failed",
        "state_label": "已中断",
        "percent": 34,
        "error": "磁盘已满：还需 1.2 GB。清理后可继续。",
        "retry_url": "#retry",
    },
]
JOURNEY = [
    {"title": "下发", "state": "done", "note": "06-03"},
    {"title": "比对", "state": "done", "note": "06-05"},
    {"title": "外业", "state": "done", "note": "06-18"},
    {"title": "会审", "state": "back", "note": "市级退回"},
    {"title": "整改", "state": "open"},
    {"title": "验收", "state": "open"},
]
FACTS = [
    {"name": "监测面积", "value": "6.42 亩（4 280.12 ㎡）"},
    {"name": "占用耕地", "value": "5.10 亩", "url": "#cultivated"},
    {"name": "永久基本农田", "value": "1.20 亩"},
    {"name": "用地时间", "unknown": "需外业核实"},
    {"name": "用地单位", "value": "示范县二桥镇大塘村股份经济合作联合社"},
    {"name": "批准文号", "value": "安政地〔2023〕118 号"},
]
RETURNED = [
    {
        "number": "…000123",
        "when": "08-02 16:40",
        "reason": "供地批文日期晚于动工日期，请补充供地手续或改判。",
        "by": "示例市局 执法支队 · 王芳",
    },
    {
        "number": "…000288",
        "when": "08-02 09:12",
        "reason": "举证照片方位角缺失 2 张。",
        "by": "示例市局 执法支队 · 王芳",
    },
]
ACTIONS = [
    {"title": "批量分派…", "dialog": "keys", "icon": "users"},
    {"title": "开始判读", "url": "#desk", "primary": True, "key": "G"},
]
MORE_ACTIONS = [
    {"title": "提交会审", "url": "#submit", "primary": True},
    {"title": "划入外业", "url": "#field", "icon": "walk"},
    {"title": "认定", "reason": "规划股尚未出具意见，四个科室意见齐全后才能认定。"},
]
NOTICES = [
    {
        "level": "info",
        "title": "已有新版耕地图层",
        "text": "2024-07 版与所用 2023-12 版有 14 个图斑预判不同。",
        "action": {"url": "#d", "title": "对照"},
    },
    {"level": "warn", "title": "距县级自查截止还有 5 个工作日", "text": "仍有 26 个图斑未比对。"},
    {
        "level": "blocked",
        "title": "不能上报",
        "text": "3 个图斑存在矛盾（R07、R12）。逐个解决后即可上报。",
        "action": {"url": "#s", "title": "查看"},
    },
]
EMPTY = {
    "title": "今天没有外业任务",
    "why": "待外业的 58 个图斑都还没有排入路线。",
    "fills": "排好路线后，分到您这一组的图斑会按走访次序列在这里。",
    "icon": "map-pin",
    "action": {"url": "#routes", "title": "去排路线"},
}
ACCOUNTS = [
    {"username": name, "password": "practice", "name": person, "role": role, "unit": unit, "does": does}
    for name, person, role, unit, does in (
        ("county-clerk", "李明", "县级经办", "示范县自然资源局", "导入、比对、分派、会审"),
        ("county-leader", "赵建国", "县级分管领导", "示范县自然资源局", "签字、退回、看进度"),
        ("surveyor", "陈静", "外业组组长", "示范县国土资源测绘队", "排路线、实地核查"),
        ("township", "周伟", "乡镇国土所", "二桥镇国土所", "只看本镇图斑、报整改"),
        ("city-reviewer", "王芳", "市级审核", "示例市自然资源局", "审核、退回、抽查"),
        ("province", "孙丽", "省级督查", "安示省自然资源厅", "督查、统计、上报"),
        ("system-admin", "高峰", "系统管理员", "示范县信息中心", "作业、备份、版本"),
        ("security-admin", "林涛", "安全管理员", "示范县信息中心", "账号、岗位、权限"),
        ("audit-admin", "郑洁", "审计管理员", "示范县纪检组", "审计查询、核验"),
    )
]
RATIO = {
    "value": "12.50 %",
    "at": 62.5,
    "label": "12.50 %：已过约谈线 10 %，未到问责线 15 %",
    "limits": [{"title": "提醒 8", "at": 40}, {"title": "约谈 10", "at": 50}, {"title": "问责 15", "at": 75}],
}
COMMON: Data = {
    "ratio": RATIO,
    "frame": FRAME,
    "actions": ACTIONS,
    "funnel": FUNNEL,
    "chips": CHIPS,
    "rows": QUEUE,
    "heads": HEADS,
    "job": RUNNING,
    "jobs": JOBS,
    "journey": JOURNEY,
    "facts": FACTS,
    "returned": RETURNED,
    "more_actions": MORE_ACTIONS,
    "notices": NOTICES,
    "states": [{"code": code, "label": label, "overdue": overdue} for code, label, overdue in STATES],
    "empty": EMPTY,
}


class Message:
    """A message as Django's message framework hands it to the page."""

    level_tag = "success"
    message = "已将 12 个图斑分派给二桥镇外业一组。"
    extra_tags = "#undo"


NOT_LET_IN = "账号或密码不对。连续 5 次不对将锁定 15 分钟。"
OUTSIDE = "图斑 990205SJBG24000007 属于邻县，您的岗位只管辖示范县。"
PAGES: dict[str, tuple[str, Data]] = {
    "my_day": ("gallery/my_day.html", COMMON),
    "parts": ("gallery/parts.html", {**COMMON, "messages": [Message()]}),
    "drawer": ("gallery/drawer.html", {**COMMON, "drawer_is_open": True}),
    "sign_in": ("web/sign_in.html", {"practice_accounts": ACCOUNTS, "language_url": "#language"}),
    "sign_in_plain": (
        "web/sign_in.html",
        {"form": {"non_field_errors": [NOT_LET_IN]}},
    ),
    "parts_dark": ("gallery/parts_dark.html", COMMON),
    "403": (
        "403.html",
        {
            "reason": "图斑 990205SJBG24000007 属于邻县，您的岗位只管辖示范县。",
            "code": "policy.outside_area",
            "frame": FRAME,
        },
    ),
    "404": ("404.html", {}),
    "500": ("500.html", {}),
}


def in_english(context: Data) -> Data:
    """Return the same page as someone sees it who chose English: the frame changes, the data do not."""
    frame = context.get("frame")
    return {**context, "frame": {**frame, "language": "en"}} if frame else context
