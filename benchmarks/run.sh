#!/usr/bin/env bash
# Every benchmark beside its peer, one after the other, on an otherwise idle machine; some two hours. docs/performance.md has the figures.
#   benchmarks/run.sh FERPLUS.zip MODEL.safetensors [ROUNDS] [SUMMARY.md]
# MODEL is what `countenance export --mirror false` made of a run on it. The peers need `scripts/setup.sh --peers`; a scenario whose peer is not
# installed is skipped. At the end stand all ratios with their aims (benchmarks/ratios.json), also written to SUMMARY.md. ONLY="NAME..." runs
# some scenarios. Ratios are lines `ratio NAME VALUE` of a scenario's output, or its last `medians: ..., ratio VALUE`.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
data=$(realpath "$1") model=$(realpath "$2") rounds=${3:-3} summary=${4:-artifacts/benchmarks/summary.md}
[ $# -lt 4 ] || summary=$(realpath "$4")
[ -f "$model" ] || { echo "$2 is no file: give what 'countenance export' wrote" >&2; exit 2; }
cd "$(dirname "$0")/.."
mkdir -p artifacts/benchmarks
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
skipped=() failed=() ran=0

# A Python module, a program, or - for nothing.
installed() { [ "$1" = - ] || command -v "$1" >/dev/null || /usr/bin/python3 -c "import $1" 2>/dev/null; }

# scenario NAME:PEER "WHAT IT NEEDS..." COMMAND...
scenario() {
    local name=$1 needs=$2 need
    shift 2
    [ -z "${ONLY:-}" ] || [[ " $ONLY " == *" $name "* ]] || return 0
    printf '\n== %s: %s\n' "$name" "$*"
    ran=$((ran + 1))
    for need in $needs; do
        if ! installed "$need"; then
            echo "skipped: $need is not installed"
            skipped+=("$name skipped")
            return
        fi
    done
    if ! "$@" | tee "$folder/output"; then
        echo "failed" # its ratios do not count: what was measured was wrong, or not all
        failed+=("$name")
        return
    fi
    sed -n -E "s/^medians: .*, ratio ([0-9.]+)$/ratio $name \1/p" "$folder/output" | cat - "$folder/output" >>"$folder/all"
}

./countenance --help >/dev/null # built, if it was not
if [ -z "${ONLY:-}" ] || [[ " $ONLY " == *:sklearn* || " $ONLY " == *" growth "* ]]; then
    ./countenance embed --model "$model" --data "$data" --split train --out "$folder/train.npy"
fi
/usr/bin/python3 -c 'import sys, zipfile; open(sys.argv[2], "wb").write(zipfile.ZipFile(sys.argv[1]).read("FER2013Valid/fer0028900.png"))' \
    "$data" "$folder/fer0028900.png"

scenario training-fp32 "torch torchvision" benchmarks/training_step.sh "$data" "$rounds" 10 fp32
if ./countenance info | grep "^processor.*bfloat16" >/dev/null; then # elsewhere ours computes in fp32, and PyTorch may take a minute a step
    scenario training-bf16 "torch torchvision" benchmarks/training_step.sh "$data" "$rounds" 10 bf16
fi
scenario embedding:pytorch "torch torchvision" benchmarks/embedding.sh "$model" "$data" "$rounds"
scenario inference "torch torchvision" benchmarks/inference.sh "$model" "$data" "$rounds"
scenario start:import-torch "torch torchvision" benchmarks/cold_start.sh "$folder/fer0028900.png"
scenario clustering:sklearn "sklearn faiss" env ROUNDS="$rounds" benchmarks/clustering.sh "$folder/train.npy"
scenario million:sklearn "sklearn faiss" env ROUNDS="$rounds" ROWS=1000000 PARTS="batch recall" benchmarks/clustering.sh "$folder/train.npy"
scenario tsne:sklearn sklearn benchmarks/tsne.sh "$folder/train.npy" 25000
scenario search:faiss faiss env ROUNDS="$rounds" benchmarks/album_search.sh
scenario album-add:face-api "node npm" benchmarks/album_add.sh "$data"
scenario album-page chromium env ROUNDS="$rounds" benchmarks/album_page.sh
scenario growth numpy benchmarks/growth.sh "$folder/train.npy" artifacts/benchmarks/growth.svg

[ "$ran" -gt 0 ] || { echo "no scenario is named '$ONLY'" >&2; exit 2; }
printf '\n== ratios\n'
touch "$folder/all"
/usr/bin/python3 benchmarks/ratios.py summary "$folder/all" "$summary" \
    ${skipped[@]+"${skipped[@]}"} ${failed[@]+"${failed[@]/%/ **failed**}"}
[ ${#failed[@]} -eq 0 ] || { echo "failed: ${failed[*]}" >&2; exit 1; }
