#!/usr/bin/env bash
# Whether something became slower: the quick scenarios beside their peers, on drawn vectors, two to three minutes. Judged are the ratios, which
# depend on the machine mostly by whether it has AVX-512, by what benchmarks/ratios.json expects; fails with the names of those that fell.
# Not part of ./test.sh.
#   [ROUNDS=3] benchmarks/guard.sh            measures and judges
#   benchmarks/guard.sh --check-only OUTPUT   judges what an earlier run printed
set -euo pipefail
if [ "${1:-}" = --check-only ]; then
    [ $# -eq 2 ] || { sed -n '2,6s/^# *//p' "$0" >&2; exit 2; }
    exec /usr/bin/python3 "$(dirname "$0")/ratios.py" guard "$2"
fi
cd "$(dirname "$0")/.."
export ROUNDS=${ROUNDS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 benchmarks/peers/album_search.py draw "$work/vectors.npy" "$work/queries.npy" 100000
{
    ROWS=10000 PARTS="kmeans mixture20 nmi pairs knn" benchmarks/clustering.sh "$work/vectors.npy"
    ROWS=100000 PARTS=batch benchmarks/clustering.sh "$work/vectors.npy"
    benchmarks/tsne.sh "$work/vectors.npy" 5000
    ROWS=100000 benchmarks/album_search.sh
} | tee "$work/output"
/usr/bin/python3 benchmarks/ratios.py guard "$work/output"
