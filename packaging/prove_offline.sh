#!/usr/bin/env bash
# Installs and starts the bundle where there is no network at all: a new network namespace, an empty home folder.
#   bash packaging/prove_offline.sh [BUNDLE]
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
bundle=${1:-$(find "$root/dist" -maxdepth 1 -type d -name 'dxdesk-*' | sort | tail -n 1)}
[ -d "$bundle" ] || { echo "There is no bundle. Make it with: make bundle" >&2; exit 1; }

if [ "${DXDESK_ISOLATED:-}" != yes ]; then
  home=$(mktemp -d)
  trap 'rm -rf "$home"' EXIT
  out=$root/build/prove
  rm -rf "$out" && mkdir -p "$out"
  exec_in=(unshare --net)
  [ "$(id -u)" = 0 ] || exec_in=(unshare --map-root-user --net)
  "${exec_in[@]}" env -i HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 QT_QPA_PLATFORM=offscreen \
    DXDESK_ISOLATED=yes OUT="$out" RECORDS="$root/resources/demo/records" bash "$0" "$bundle"
  echo "Proven: installed and started without network. Results and screenshots: $out"
  exit 0
fi

step() { printf '\n== %s\n' "$1"; }

step "no network here"
if python3 -c 'import socket; socket.create_connection(("192.0.2.1", 443), timeout=3)' 2>/dev/null; then
  echo "This namespace reaches a network: nothing would be proven." >&2
  exit 1
fi
if tail -n +3 /proc/net/dev | grep -qv ' *lo:'; then
  echo "This namespace has a network device: nothing would be proven." >&2
  exit 1
fi
echo "none"

step "install"
time sh "$bundle/install.sh"
dxdesk=$HOME/.local/bin/dxdesk

step "doctor"
"$dxdesk" doctor

step "code a demo record without a model"
record=$(find "$RECORDS" -type f | sort | head -n 1)
"$dxdesk" code --no-model "$record" -o "$OUT/coded.json"
python3 -c 'import json, sys; coded = json.load(open(sys.argv[1])); assert coded; print(len(coded), "records coded")' \
  "$OUT/coded.json"

model=$(find "$bundle" -path '*/models/*.gguf' | head -n 1)
if [ -n "$model" ]; then
  step "code a demo record with the bundled model"
  name=$(basename "$model")
  [ "$name" = qwen2.5-coder-0.5b-instruct-q4_k_m.gguf ] && name=dxdesk-0.5b  # with its adapter
  time "$dxdesk" code --model "$name" --tokens 64 "$record" -o "$OUT/coded-by-model.json"
fi

step "render every page of the window"
"$dxdesk" --screenshot "$OUT/shots"
find "$OUT/shots" -name '*.png' | grep -q . || { echo "No screenshot was made." >&2; exit 1; }
find "$OUT/shots" -name '*.png' | wc -l
