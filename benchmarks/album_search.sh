#!/usr/bin/env bash
# Milliseconds of one exact query over a large album, ours and faiss's exact index on the same vectors in one run; the sums of distances
# must agree.
#   [ROWS=1000000] [K=16] [THREADS=2] [ROUNDS=3] benchmarks/album_search.sh
set -euo pipefail
rows=${ROWS:-1000000} k=${K:-16} threads=${THREADS:-2} rounds=${ROUNDS:-3}
cd "$(dirname "$0")/.."
dotnet build benchmarks/Countenance.Benchmarks -c Release -v q --nologo >&2
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
peer=benchmarks/peers/album_search.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 "$peer" draw "$folder/vectors.npy" "$folder/queries.npy" "$rows"
for ((round = 1; round <= rounds; round++)); do
    "$ours" album-search "$folder/vectors.npy" "$folder/queries.npy" "$k" "$threads"
    /usr/bin/python3 "$peer" run "$folder/vectors.npy" "$folder/queries.npy" "$k" "$threads"
done
