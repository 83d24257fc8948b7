#!/usr/bin/env bash
# The page over an album of 100,000 generated faces, in headless Chromium on this machine: milliseconds until the overview, the first faces
# of the grid and the map are drawn, and cells of the grid that are blank 200 ms after a jump or a turn of the wheel. Every round has a
# server that was just started and a browser with nothing in its cache.
#   [FACES=100000] [ROUNDS=3] [SEED=1] [MODEL=FILE] [CHROMIUM=/usr/bin/chromium] benchmarks/album_page.sh
set -euo pipefail
export LC_ALL=C.UTF-8 # the clock with a point
faces=${FACES:-100000} rounds=${ROUNDS:-3} seed=${SEED:-1} chromium=${CHROMIUM:-/usr/bin/chromium}
model=$(realpath "${MODEL:-$(dirname "$0")/../models/ferplus-resnet18-sgm.safetensors}")
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
scenario=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
"$scenario" album-faces "$work/album.db" "$faces" "$seed" "$model"
for ((round = 1; round <= rounds; round++)); do
    started=$EPOCHREALTIME
    artifacts/bin/Countenance.Cli/release/Countenance.Cli album serve --album "$work/album.db" --port 0 >"$work/address" 2>"$work/log" &
    server=$!
    until [ -s "$work/address" ]; do
        kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
        sleep 0.02
    done
    printf '{"round":%d,"serverStartMilliseconds":%d}\n' "$round" "$(((${EPOCHREALTIME/./} - ${started/./}) / 1000))"
    "$scenario" album-page "$(head -n 1 "$work/address")" "$faces" "$chromium"
    kill "$server"
    wait "$server" || true
    server=
    rm "$work/address"
done
