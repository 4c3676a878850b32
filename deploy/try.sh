#!/usr/bin/env bash
# Prove that a bundle installs and runs where there is no network: in a network namespace with nothing but itself.
# Usage (as root): deploy/try.sh build/bundle/tuban-….tar [release.pub]
# Unpacks, installs, checks the files, founds an office, serves it, asks for the sign-in page, takes a backup, asks for its health; founds the practice
# county of the bundle and brings it back; then takes it all away. Ends with 1 at the first step that fails, saying which.
set -euo pipefail
usage() { sed -n 3p "$0" | cut -c3- >&2; exit 2; }
fail() { printf '%s\n' "$1" >&2; exit "$2"; }
if [ "${1:-}" != inside ]; then
  [ $# -ge 1 ] && [ $# -le 2 ] || usage
  for file in "$@"; do [ -f "$file" ] || fail "There is no file $file." 2; done
  [ "$(id -u)" = 0 ] || fail "A network namespace of one's own needs root: run it with sudo." 2
  for tool in unshare ip tar; do command -v "$tool" >/dev/null || fail "This machine lacks $tool (packages util-linux, iproute2, tar)." 2; done
  archive="$(readlink -f "$1")" key="${2:+$(readlink -f "$2")}"
  exec unshare --net env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=zh_CN.UTF-8 "$(readlink -f "$0")" inside "$archive" "$key"
fi
archive="$2" key="${3:-}"
scratch="$(mktemp -d)"
server= step="unpack"
end() {
  local code=$?
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; }
  [ "$code" = 0 ] || printf 'failed at: %s\n' "$step" >&2
  rm -rf "$scratch"
}
trap end EXIT
export HOME="$scratch" TUBAN_HOME="$scratch/office" TUBAN_BACKUP="$scratch/backups"
ip link set lo up
printf 'interfaces: %s\n' "$(ip -o link | cut -d: -f2 | tr -d '\n')"
tar -xf "$archive" -C "$scratch"
bundle="$(echo "$scratch"/tuban-*)"
step="install" began=$SECONDS
"$bundle"/install.sh --prefix "$scratch/opt"
printf 'installed in %s s\n' $((SECONDS - began))
tuban="$scratch/opt/bin/tuban"
step="self-check"
"$tuban" self-check ${key:+--key "$key"}
step="found an office"
"$tuban" office found --code 990101 --name 示范县自然资源局 --level county >/dev/null
step="serve"
"$tuban" serve --port 8199 >"$scratch/log" 2>&1 &
server=$! began=$SECONDS
answers() { # with the installed Python: the machine need not have curl
  "$scratch/opt/bin/python" -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:8199/sign-in/", timeout=5)' 2>/dev/null
}
until answers; do
  kill -0 "$server" 2>/dev/null && [ $((SECONDS - began)) -lt 180 ] || { cat "$scratch/log" >&2; exit 1; }
  sleep 1
done
printf 'first page after %s s\n' $((SECONDS - began))
step="backup" # an office without one is not well
"$tuban" backup | tail -1
step="health"
"$tuban" health
step="practice county" began=$SECONDS
TUBAN_HOME="$scratch/practice" "$tuban" practice found "$bundle/practice-county.zip" \
  --corrected "$bundle/practice-county-corrected.zip" | tail -2
TUBAN_HOME="$scratch/practice" "$tuban" practice reset --to arrived --yes
printf 'practice county founded and brought back in %s s\n' $((SECONDS - began))
printf 'installed, served and well without a network\n'
