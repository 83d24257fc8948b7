#!/usr/bin/env bash
# Training throughput in turn, several rounds: ours, PyTorch tuned, PyTorch as its users write it, and the network's convolutions alone as
# the ceiling; prints every figure and the ratios of the medians.
#   benchmarks/training_step.sh FERPLUS.zip [ROUNDS] [STEPS] [fp32|bf16]
set -euo pipefail
data=$(realpath "$1") rounds=${2:-3} steps=${3:-12} precision=${4:-fp32}
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
tell() { sed "s/^/$1 /" | tee -a "$figures"; }
peers=benchmarks/peers
for ((round = 1; round <= rounds; round++)); do
    "$ours" training-step "$data" "$steps" "$precision" | tell ours
    /usr/bin/python3 $peers/train_resnet18.py "$data" --steps "$steps" --precision "$precision" --json | tell tuned
    if [[ $precision == fp32 ]]; then
        /usr/bin/python3 $peers/train_resnet18_plain.py "$data" --steps "$steps" --json | tell plain
    fi
    /usr/bin/python3 $peers/convolutions.py --precision "$precision" --json | tell convolutions
done
/usr/bin/python3 - "$figures" "$precision" <<'PY'
import collections, json, math, statistics, sys
rates = collections.defaultdict(list)
for line in open(sys.argv[1]):
    who, figures = line.split(" ", 1)
    rates[who].append(json.loads(figures)["imagesPerSecond"])
medians = {who: statistics.median(values) for who, values in rates.items()}
ours = medians["ours"]
print(f"ours {ours:.1f} images/s, PyTorch tuned {medians['tuned']:.1f}, as its users write it {medians.get('plain', math.nan):.1f}, "
      f"the convolutions alone {medians['convolutions']:.1f}")
names = {"tuned": "pytorch-tuned", "plain": "pytorch-plain", "convolutions": "ceiling"}
for who, name in names.items():
    if who in medians:
        print(f"ratio training-{sys.argv[2]}:{name} {ours / medians[who]:.2f}")
PY
