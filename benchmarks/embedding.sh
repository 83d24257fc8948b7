#!/usr/bin/env bash
# Faces of a zip to embeddings, ours and PyTorch with a DataLoader in turn: wall-clock seconds of the whole command, decoding included.
#   benchmarks/embedding.sh MODEL.safetensors FERPLUS.zip [ROUNDS] [fp32|bf16]
# MODEL is a model without mirrored views, as `export --mirror false` writes it. The embeddings of both must agree.
set -euo pipefail
export LC_ALL=C.UTF-8 # the clock with a point
model=$(realpath "$1") data=$(realpath "$2") rounds=${3:-3} precision=${4:-fp32}
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
seconds() {
    local started
    started=${EPOCHREALTIME/./} # microseconds
    "${@:2}" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    echo "$1 $((${EPOCHREALTIME/./} - started))" | tee -a "$folder/figures"
}
./countenance --help >/dev/null # built, if it was not
for ((round = 1; round <= rounds; round++)); do
    rm -rf "$folder/cache" # nothing is decoded in advance
    seconds ours ./countenance embed --model "$model" --data "$data" --split valid --cache "$folder/cache" --precision "$precision" \
        --out "$folder/ours.npy"
    seconds peer /usr/bin/python3 benchmarks/peers/embed_resnet18.py "$model" "$data" "$folder/peer.npy"
done
/usr/bin/python3 - "$folder" "$precision" <<'PY'
import statistics, sys
import numpy
folder = sys.argv[1]
ours, peer = numpy.load(f"{folder}/ours.npy"), numpy.load(f"{folder}/peer.npy")
difference = numpy.abs(ours - peer).max()
times = {"ours": [], "peer": []}
for line in open(f"{folder}/figures"):
    who, value = line.split()
    times[who].append(float(value) / 1e6)
mine, other = statistics.median(times["ours"]), statistics.median(times["peer"])
print(f"{len(ours)} faces, largest difference of an embedding {difference:.2g}")
error = numpy.median(numpy.linalg.norm(ours - peer, axis=1))
if not error <= {"fp32": 1e-4}.get(sys.argv[2], 0.1):
    sys.exit(f"the embeddings are not PyTorch's: off by {error:.2g} (median)")
print(f"medians: ours {mine:.2f} s ({len(ours) / mine:.0f} faces/s), PyTorch {other:.2f} s, ratio {other / mine:.2f}")
PY
