#!/usr/bin/env bash
# Indexing a generated album: photos and faces a second of `album add`, the stages' shares, the use of the cores; and face-api (npm, on Node
# with its WebAssembly backend: detection, landmarks, expression) on some of the same photos in the same run, one process per thread.
#   [PHOTOS=2000] [PEER=40] [THREADS=2] [SEED=1] [MODEL=FILE] benchmarks/album_add.sh FERPLUS.zip
# The photos of artifacts/faces/photos (scripts/fetch_faces.sh --photos) are among them. Pin all of it with taskset where the machine is busy.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
data=$(realpath "$1") photos=${PHOTOS:-2000} sample=${PEER:-40} threads=${THREADS:-2} seed=${SEED:-1}
model=$(realpath "${MODEL:-$(dirname "$0")/../models/ferplus-resnet18-sgm.safetensors}")
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
modules=artifacts/peers/face-api
mkdir -p "$modules"
if ! cmp -s benchmarks/peers/face-api/package-lock.json "$modules/installed"; then
    cp benchmarks/peers/face-api/package.json benchmarks/peers/face-api/package-lock.json "$modules/"
    (cd "$modules" && npm ci --no-audit --no-fund) >&2
    cp benchmarks/peers/face-api/package-lock.json "$modules/installed"
fi
scripts/fetch_faces.sh --photos </dev/null >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks album-photos \
    "$work/photos" "$photos" "$seed" "$data" "$work/truth.csv"
find artifacts/faces/photos -maxdepth 1 -name '*.jpg' -exec cp {} "$work/photos/" \;
measure=benchmarks/album_add.py
/usr/bin/python3 "$measure" ours "$work/ours.json" artifacts/bin/Countenance.Cli/release/Countenance.Cli \
    album add "$work/photos" --album "$work/album.db" --model "$model" --threads "$threads"
mapfile -t some < <(find "$work/photos" -name '*.jpg' | LC_ALL=C sort -r | head -n "$sample") # the group photos first
for detector in ssd tiny; do
    /usr/bin/python3 "$measure" peer "$work/$detector.json" "$modules" "$detector" "$threads" "${some[@]}"
done
/usr/bin/python3 "$measure" tell "$work/truth.csv" "$work/album.db" "$work/ours.json" "$work"/{ssd,tiny}.json
