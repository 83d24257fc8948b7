#!/usr/bin/env bash
# Wall-clock seconds from typing to the answer, ours and Python's in turn: help, what is installed, one face; Python only imports torch.
#   benchmarks/cold_start.sh IMAGE [ROUNDS]
set -euo pipefail
export LC_ALL=C.UTF-8 # the clock with a point
image=$(realpath "$1") rounds=${2:-5}
cd "$(dirname "$0")/.."
figures=$(mktemp)
trap 'rm -f "$figures" "$figures.log"' EXIT
seconds() {
    local started
    started=${EPOCHREALTIME/./} # microseconds
    "${@:2}" >"$figures.log" 2>&1 || { cat "$figures.log" >&2; exit 1; }
    echo "$1 $((${EPOCHREALTIME/./} - started))" >>"$figures"
}
./countenance --help >/dev/null # built, if it was not
for ((round = 1; round <= rounds; round++)); do
    seconds --help ./countenance --help
    seconds info ./countenance info
    seconds predict ./countenance predict "$image"
    seconds "import_torch,_torchvision" /usr/bin/python3 -c 'import torch, torchvision'
done
/usr/bin/python3 - "$figures" <<'PY'
import collections, statistics, sys
times = collections.defaultdict(list)
for line in open(sys.argv[1]):
    what, value = line.split()
    times[what].append(float(value) / 1e6)
for what, values in times.items():
    print(f"{what:26} {statistics.median(values):6.2f} s   ({min(values):.2f} to {max(values):.2f})")
python, predict = (statistics.median(times[what]) for what in ["import_torch,_torchvision", "predict"])
print(f"ratio start:import-torch {python / predict:.2f}")
PY
