#!/usr/bin/env bash
# Install Tuban from this folder, without any network. Usage: ./install.sh [--prefix /opt/tuban] [--python python3] [--service]
#   --prefix   where it goes (a folder that does not exist yet, or an older installation: it is replaced once the new one is whole)
#   --python   the Python to use, 3.11 or newer, of the version the wheels were made for
#   --service  also make the user, /srv/tuban, /etc/tuban/tuban.env and the units of systemd (asks for root)
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
prefix=/opt/tuban python=python3 service=
while [ $# -gt 0 ]; do
  case "$1" in
    --prefix) prefix="$2"; shift 2 ;;
    --python) python="$2"; shift 2 ;;
    --service) service=1; shift ;;
    *) sed -n 2,5p "$0" >&2; exit 2 ;;
  esac
done
say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

wanted="$(cat "$here/PYTHON")"
found="$("$python" -c 'import platform, sys; print(f"{sys.version_info[0]}.{sys.version_info[1]} {platform.machine()}")' 2>/dev/null)" ||
  fail "没有找到 $python。请先安装 Python ${wanted% *}，或用 --python 指定。"
[ "$found" = "$wanted" ] || fail "本安装包适用于 Python $wanted，而 $python 是 $found。请用 --python 指定，或取对应的安装包。"
least="$(cat "$here/GLIBC")" has="$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)"
[ -z "$has" ] || [ "$(printf '%s\n' "$least" "$has" | sort -V | head -1)" = "$least" ] ||
  fail "本安装包需要 glibc $least 或以上，本机是 $has：请升级操作系统。"
"$python" -c 'import venv, sqlite3; assert hasattr(sqlite3.connect(":memory:"), "enable_load_extension")' 2>/dev/null ||
  fail "$python 缺少 venv，或其 sqlite3 不能加载扩展（SpatiaLite 需要）。请使用操作系统自带的 Python。"

say "核对安装包……"
(cd "$here" && sha256sum --quiet --check SHA256SUMS) || fail "安装包与其校验清单不符：请重新拷贝，不要安装。"

# A virtual environment knows its own place, so the new one is made where it stays; the old one waits beside it.
old=
if [ -e "$prefix" ]; then
  [ -x "$prefix/bin/tuban" ] || fail "$prefix 已存在，且不是图斑的安装：请用 --prefix 指定其他位置。"
  old="$prefix.old-$$"
  mv "$prefix" "$old"
fi
whole=
back() {
  [ -z "$whole" ] || return 0
  rm -rf "$prefix"
  if [ -n "$old" ]; then mv "$old" "$prefix"; say "安装没有完成，原来的安装已放回。"; else say "安装没有完成，没有留下任何文件。"; fi
}
trap back EXIT

say "安装到 $prefix ……"
"$python" -m venv --without-pip "$prefix"
pip="$(ls "$here"/tools/pip-*.whl)"
"$prefix/bin/python" "$pip/pip" --isolated --disable-pip-version-check --quiet --no-cache-dir install --no-index \
  --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt"
mkdir -p "$prefix/share/tuban/fonts"
cp "$here/release.json" "$here/sbom.cdx.json" "$prefix/share/tuban/"
[ ! -f "$here/release.json.sig" ] || cp "$here/release.json.sig" "$prefix/share/tuban/"
cp -r "$here/fonts/." "$prefix/share/tuban/fonts/"
cp -r "$here/systemd" "$here/tuban.env" "$prefix/share/tuban/"
"$prefix/bin/tuban" self-check >/dev/null || fail "安装后的文件与清单不符。"
whole=1
[ -z "$old" ] || rm -rf "$old"

if [ -n "$service" ]; then
  [ "$(id -u)" = 0 ] || fail "--service 需要 root。程序已装好，可用 root 再次运行。"
  id tuban >/dev/null 2>&1 || useradd --system --home-dir /srv/tuban --shell /usr/sbin/nologin tuban
  install -d -o tuban -g tuban -m 0750 /srv/tuban
  install -d -m 0755 /etc/tuban
  [ -f /etc/tuban/tuban.env ] || install -m 0640 -o root -g tuban "$here/tuban.env" /etc/tuban/tuban.env
  for unit in "$here"/systemd/*; do
    sed "s#/opt/tuban#$prefix#g" "$unit" >"/etc/systemd/system/$(basename "$unit")"
  done
  systemctl daemon-reload 2>/dev/null || say "systemd 未运行：单元文件已放好，重启后生效。"
fi
say "已安装：$("$prefix/bin/tuban" --version)"
say "下一步：编辑 /etc/tuban/tuban.env（或设置 TUBAN_HOME），然后运行 $prefix/bin/tuban office found --help"
