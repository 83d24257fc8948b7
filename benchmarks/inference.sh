#!/usr/bin/env bash
# Decoded images to embeddings, ours in three precisions and PyTorch's eager evaluation in turn; prints every figure and the ratios.
#   benchmarks/inference.sh MODEL.safetensors FERPLUS.zip [ROUNDS]
# MODEL is what `countenance export --mirror false` wrote. The embeddings of both must agree.
set -euo pipefail
model=$(realpath "$1") data=$(realpath "$2") rounds=${3:-3}
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
precisions="fp32 bf16 int8"
./countenance info | grep "^processor.*bfloat16" >/dev/null || precisions="fp32 int8" # bf16 would be fp32 again
for ((round = 1; round <= rounds; round++)); do
    for precision in $precisions; do
        "$ours" inference "$model" "$data" valid "$precision" "$folder/$precision.npy" | sed "s/^/$precision /" | tee -a "$folder/figures"
    done
    /usr/bin/python3 benchmarks/peers/embed_resnet18.py "$model" "$data" "$folder/peer.npy" --decoded | sed 's/^/peer /' |
        tee -a "$folder/figures"
done
/usr/bin/python3 - "$folder" <<'PY'
import collections, json, statistics, sys
import numpy
folder = sys.argv[1]
rates = collections.defaultdict(list)
for line in open(f"{folder}/figures"):
    who, figures = line.split(" ", 1)
    rates[who].append(json.loads(figures)["imagesPerSecond"])
medians = {who: statistics.median(values) for who, values in rates.items()}
peer = numpy.load(f"{folder}/peer.npy")
print(f"PyTorch eager, fp32: {medians['peer']:.0f} images/s")
for precision in (name for name in rates if name != "peer"):
    error = numpy.linalg.norm(numpy.load(f"{folder}/{precision}.npy") - peer, axis=1)
    print(f"ours, {precision}: {medians[precision]:.0f} images/s, an embedding is off by {numpy.median(error):.2g} (median), {error.max():.2g} (largest)")
    if not numpy.median(error) <= {"fp32": 1e-4, "bf16": 0.1, "int8": 0.1}[precision]:
        sys.exit(f"{precision}: the embeddings are not PyTorch's")
    print(f"ratio inference-{precision}:pytorch {medians[precision] / medians['peer']:.2f}")
PY
