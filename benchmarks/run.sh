#!/usr/bin/env bash
# Every benchmark beside its peer, one after the other, on an otherwise idle machine; about half an hour. docs/performance.md has the figures.
#   benchmarks/run.sh FERPLUS.zip MODEL [ROUNDS]
# MODEL is a run of `countenance train` on it, without mirrored views. The peers need `scripts/setup.sh --peers`.
set -euo pipefail
data=$(realpath "$1") model=$(realpath "$2") rounds=${3:-3}
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
say() { printf '\n== %s\n' "$*"; }

say "training step, fp32"
benchmarks/training_step.sh "$data" "$rounds" 10 fp32
say "training step, bf16"
benchmarks/training_step.sh "$data" "$rounds" 10 bf16
say "faces of a zip to embeddings"
benchmarks/embedding.sh "$model/checkpoints/best.safetensors" "$data" "$rounds"
say "cold start"
unzip -q -j "$data" FER2013Valid/fer0028900.png -d "$folder"
benchmarks/cold_start.sh "$folder/fer0028900.png"
say "clustering, neighbours and scores"
./countenance embed --model "$model" --data "$data" --split train --out "$folder/train.npy"
ROUNDS=$rounds benchmarks/clustering.sh "$folder/train.npy"
say "t-SNE"
benchmarks/tsne.sh "$folder/train.npy" 20000
say "search of a million faces"
ROUNDS=$rounds benchmarks/album_search.sh
