#!/usr/bin/env bash
# How time and memory grow with the data: album index (vectors only), neighbours of 1,000 queries, groups (k-means, Gaussian mixture), t-SNE,
# and the memory of a training on drawn faces. Prints every figure and the slopes between sizes on logarithmic axes, and draws them.
#   [TIMES="10000 100000 1000000"] [MAPS="10000 50000 100000 200000"] [FACES="2000 8000 32000"] benchmarks/growth.sh EMBEDDINGS.npy OUT.svg
# Embeddings are filled up with noisy copies. Empty lists leave a part out; FIGURES=FILE keeps the figures and draws all that are in it.
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
embeddings=$(realpath "$1") out=$(realpath "$2")
times=${TIMES-10000 100000 1000000} maps=${MAPS-10000 50000 100000 200000} faces=${FACES-2000 8000 32000}
figures=${FIGURES:+$(realpath "$FIGURES")}
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
figures=${figures:-$work/figures}
for rows in $times; do
    /usr/bin/python3 benchmarks/peers/clustering.py stack "$work/rows.npy" "$rows" "$embeddings"
    for part in index batch kmeans mixture20; do
        "$ours" clustering "$work/rows.npy" "$part"
    done
done | tee -a "$figures"
for rows in $maps; do
    /usr/bin/python3 benchmarks/peers/clustering.py stack "$work/rows.npy" "$rows" "$embeddings"
    "$ours" tsne "$work/rows.npy" "$rows"
done | tee -a "$figures"
for count in $faces; do
    /usr/bin/python3 benchmarks/growth.py memory training "$count" artifacts/bin/Countenance.Cli/release/Countenance.Cli train \
        --data "synthetic:$count" --image-size 32 --epochs 1 --precision bf16 --seed 1 --cache "$work/cache" --out "$work/run-$count"
done | tee -a "$figures"
/usr/bin/python3 benchmarks/growth.py draw "$figures" "$out"
