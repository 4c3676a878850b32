"""照表建单位：TUBAN_TOKEN=… python found_units.py http://办公系统地址 units.csv"""

import csv
import json
import os
import sys
import urllib.error
import urllib.request

LEVELS = {"县": "county", "乡镇": "township", "开发区": "zone"}


def ask(method, path, body=None, key=""):
    """发一个请求，返回答复；不成就停下，说明原因。"""
    headers = {"Authorization": "Bearer " + os.environ["TUBAN_TOKEN"], "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": key} if key else {}
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{sys.argv[1]}/api/v1{path}", data, headers, method=method)
    try:
        return json.load(urllib.request.urlopen(request))
    except urllib.error.HTTPError as error:
        sys.exit(f"{body}：{json.load(error)['message']}")


there = {(unit["code"], unit["level"]): unit["id"] for unit in ask("GET", "/units")}
with open(sys.argv[2], encoding="utf-8-sig") as table:
    rows = list(csv.DictReader(table))
for row in rows:
    code, level = row["代码"], LEVELS[row["级别"]]
    if (code, level) in there:
        continue
    above = next(key for (one, kind), key in there.items() if one == row["上级代码"] and kind in ("city", "county"))
    made = ask("POST", f"/units/{above}/units", {"code": code, "level": level, "name": row["名称"]}, f"{level}-{code}")
    there[code, level] = made["id"]
    print("已建", code, row["名称"])
# ruff: noqa: S310, T201
