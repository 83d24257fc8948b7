#!/usr/bin/env bash
# k-means, Gaussian mixture, agreement of labels, nearest neighbours (knn: of every row; batch: of 1,000 queries), Recall@K of 10,000 queries:
# ours, scikit-learn's and faiss's in turn, several rounds; prints every figure, and the medians with their ratios. What is exact must agree.
# Embeddings of several files are stacked, and filled up to ROWS with noisy copies.
#   [ROUNDS=3] [ROWS=28558] [PARTS="kmeans mixture20 mixture nmi pairs knn"] benchmarks/clustering.sh EMBEDDINGS.npy...
set -euo pipefail
rounds=${ROUNDS:-3} rows=${ROWS:-28558} parts=${PARTS:-kmeans mixture20 mixture nmi pairs knn}
[ $# -gt 0 ] || { sed -n '2,5s/^# *//p' "$0" >&2; exit 2; }
files=()
for file in "$@"; do files+=("$(realpath "$file")"); done
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
peers=benchmarks/peers/clustering.py
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 "$peers" stack "$work/embeddings.npy" "$rows" "${files[@]}"
for ((round = 1; round <= rounds; round++)); do
    for part in $parts; do
        "$ours" clustering "$work/embeddings.npy" "$part"
        /usr/bin/python3 "$peers" run "$work/embeddings.npy" "$part" sklearn
        if [[ $part == kmeans || $part == knn || $part == batch ]]; then
            /usr/bin/python3 "$peers" run "$work/embeddings.npy" "$part" faiss
        fi
    done
done | tee "$work/figures"
/usr/bin/python3 - "$work/figures" <<'PY'
import collections, json, re, statistics, sys
EXACT = ["nmi", "pairs", "knn", "batch", "recall"]
runs = collections.defaultdict(lambda: collections.defaultdict(list))
for line in open(sys.argv[1]):
    figures = json.loads(line)
    runs[figures["part"]][figures["library"]].append(figures)
faults = []
for part, libraries in runs.items():
    median = {name: {key: statistics.median(run[key] for run in of) for key in ["seconds", "peakMegabytes"]} for name, of in libraries.items()}
    mine = median.pop("countenance")
    print(f"{part}: ours {mine['seconds']:.3f} s and {mine['peakMegabytes']:.0f} MB, "
          + ", ".join(f"{name} {of['seconds']:.3f} s and {of['peakMegabytes']:.0f} MB" for name, of in median.items()))
    for name, of in median.items():
        print(f"ratio {part}:{name} {of['seconds'] / mine['seconds']:.2f}")
        outcomes = [[float(number) for number in re.findall(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", libraries[library][0]["outcome"])]
                    for library in ["countenance", name]]
        if part in EXACT and not (outcomes[0] and outcomes[1] and all(abs(a - b) <= 1e-4 * abs(a) for a, b in zip(*outcomes))):
            faults.append(f"{part}: ours and {name} do not find the same")
sys.exit("\n".join(faults) or None)
PY
