#!/usr/bin/env bash
# k-means, Gaussian mixture, NMI and nearest neighbours: ours, scikit-learn's and faiss's in turn, several rounds; prints every figure, and
# the medians with their ratios. Embeddings of several files are stacked, and filled up to ROWS with noisy copies.
#   [ROUNDS=3] [ROWS=28558] [PARTS="kmeans mixture20 mixture nmi knn"] benchmarks/clustering.sh EMBEDDINGS.npy...
set -euo pipefail
rounds=${ROUNDS:-3} rows=${ROWS:-28558} parts=${PARTS:-kmeans mixture20 mixture nmi knn}
[ $# -gt 0 ] || { sed -n '2,4s/^# *//p' "$0" >&2; exit 2; }
files=()
for file in "$@"; do files+=("$(realpath "$file")"); done
cd "$(dirname "$0")/.."
dotnet build benchmarks/Countenance.Benchmarks -c Release -v q --nologo >&2
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
peers=benchmarks/peers/clustering.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 "$peers" stack "$work/embeddings.npy" "$rows" "${files[@]}"
for ((round = 1; round <= rounds; round++)); do
    for part in $parts; do
        "$ours" clustering "$work/embeddings.npy" "$part"
        /usr/bin/python3 "$peers" run "$work/embeddings.npy" "$part" sklearn
        if [[ $part == kmeans || $part == knn ]]; then
            /usr/bin/python3 "$peers" run "$work/embeddings.npy" "$part" faiss
        fi
    done
done | tee "$work/figures"
/usr/bin/python3 - "$work/figures" <<'PY'
import collections, json, statistics, sys
seconds = collections.defaultdict(lambda: collections.defaultdict(list))
for line in open(sys.argv[1]):
    figures = json.loads(line)
    seconds[figures["part"]][figures["library"]].append(figures["seconds"])
for part, libraries in seconds.items():
    medians = {library: statistics.median(values) for library, values in libraries.items()}
    mine = medians.pop("countenance")
    peers = ", ".join(f"{library} {value:.3f} s = {value / mine:.2f} × ours" for library, value in medians.items())
    print(f"{part}: ours {mine:.3f} s, {peers}")
PY
