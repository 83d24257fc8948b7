#!/usr/bin/env bash
# Milliseconds of one exact query over a large album, ours and faiss's exact index on the same vectors in one run; the sums of distances
# must agree.
#   [ROWS=1000000] [K=16] [THREADS=2] [ROUNDS=3] benchmarks/album_search.sh
set -euo pipefail
rows=${ROWS:-1000000} k=${K:-16} threads=${THREADS:-2} rounds=${ROUNDS:-3}
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
peer=benchmarks/peers/album_search.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 "$peer" draw "$folder/vectors.npy" "$folder/queries.npy" "$rows"
for ((round = 1; round <= rounds; round++)); do
    "$ours" album-search "$folder/vectors.npy" "$folder/queries.npy" "$k" "$threads"
    /usr/bin/python3 "$peer" run "$folder/vectors.npy" "$folder/queries.npy" "$k" "$threads"
done | tee "$folder/figures"
/usr/bin/python3 - "$folder/figures" <<'PY'
import json, statistics, sys
runs = [json.loads(line) for line in open(sys.argv[1])]
ours, peer = ([run for run in runs if run["library"] == library] for library in ("countenance", "faiss"))
p50 = [statistics.median(run["p50"] for run in library) for library in (ours, peer)]
print(f"{ours[0]['rows']} x {ours[0]['dimension']}, {ours[0]['threads']} thread(s), median of {len(ours)} p50: "
      f"ours {p50[0]:.2f} ms, faiss {p50[1]:.2f} ms = {p50[1] / p50[0]:.1f} x ours")
print(f"ratio search{ours[0]['rows']}:faiss {p50[1] / p50[0]:.2f}")
if not all(abs(run["sum"] / ours[0]["sum"] - 1) <= 1e-5 for run in runs):
    sys.exit("the sums of distances differ: one of the two is not exact")
PY
