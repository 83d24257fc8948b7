#!/usr/bin/env bash
# Training throughput, ours and PyTorch's in turn, several rounds; prints every figure and the ratio of the medians.
#   benchmarks/training_step.sh FERPLUS.zip [ROUNDS] [STEPS] [fp32|bf16]
set -euo pipefail
data=$(realpath "$1") rounds=${2:-3} steps=${3:-12} precision=${4:-fp32}
cd "$(dirname "$0")/.."
dotnet build benchmarks/Countenance.Benchmarks -c Release -v q --nologo >&2
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
for ((round = 1; round <= rounds; round++)); do
    "$ours" training-step "$data" "$steps" "$precision" | sed 's/^/ours /' | tee -a "$figures"
    /usr/bin/python3 benchmarks/peers/train_resnet18.py "$data" --steps "$steps" --precision "$precision" --json | sed 's/^/peer /' |
        tee -a "$figures"
done
/usr/bin/python3 - "$figures" <<'PY'
import json, statistics, sys
rates = {"ours": [], "peer": []}
for line in open(sys.argv[1]):
    who, figures = line.split(" ", 1)
    rates[who].append(json.loads(figures)["imagesPerSecond"])
ours, peer = statistics.median(rates["ours"]), statistics.median(rates["peer"])
print(f"medians: ours {ours:.1f} images/s, PyTorch {peer:.1f} images/s, ratio {ours / peer:.2f}")
PY
