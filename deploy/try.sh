#!/usr/bin/env bash
# Prove that a bundle installs and runs where there is no network: in a network namespace with nothing but itself.
# Usage (as root): deploy/try.sh build/bundle/tuban-….tar [release.pub]
# Unpacks, installs, checks the files, founds an office, serves it, asks for the sign-in page and for its health; then takes it all away.
set -euo pipefail
if [ "${1:-}" != inside ]; then
  archive="$(readlink -f "$1")" key="${2:+$(readlink -f "$2")}"
  exec unshare --net env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=zh_CN.UTF-8 "$(readlink -f "$0")" inside "$archive" "$key"
fi
archive="$2" key="${3:-}"
scratch="$(mktemp -d)"
server=
end() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true; }
  rm -rf "$scratch"
}
trap end EXIT
export HOME="$scratch" TUBAN_HOME="$scratch/office"
ip link set lo up
printf 'interfaces: %s\n' "$(ls /sys/class/net | tr '\n' ' ')"
tar -xf "$archive" -C "$scratch"
began=$SECONDS
"$scratch"/tuban-*/install.sh --prefix "$scratch/opt"
printf 'installed in %s s\n' $((SECONDS - began))
tuban="$scratch/opt/bin/tuban"
"$tuban" self-check ${key:+--key "$key"}
"$tuban" office found --code 990101 --name 示范县自然资源局 --level county >/dev/null
"$tuban" serve --port 8199 >"$scratch/log" 2>&1 &
server=$!
began=$SECONDS
until [ "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:8199/sign-in/)" = 200 ]; do
  [ $((SECONDS - began)) -lt 180 ] || { cat "$scratch/log"; exit 1; }
  sleep 1
done
printf 'first page after %s s\n' $((SECONDS - began))
"$tuban" health
printf 'installed, served and well without a network\n'
