#!/usr/bin/env bash
# t-SNE, scikit-learn's and ours on the same embeddings in one run: seconds of each, their ratio, and both maps measured by the same code.
#   benchmarks/tsne.sh EMBEDDINGS.npy [N]...
# Give one or more numbers of points; 5000 by default. Pin both sides alike with taskset if the machine is not idle.
set -euo pipefail
embeddings=$(realpath "$1")
shift
cd "$(dirname "$0")/.."
scripts/setup.sh all </dev/null >&2 # the native libraries too
ours=artifacts/bin/Countenance.Benchmarks/release/Countenance.Benchmarks
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for count in "${@:-5000}"; do
    /usr/bin/python3 benchmarks/peers/tsne.py "$embeddings" "$count" "$folder/map.npy" | tee "$folder/peer.json" | sed 's/^/peer /'
    "$ours" tsne "$embeddings" "$count" "$folder/map.npy" | tee "$folder/ours.json" | sed 's/^/ours /'
    /usr/bin/python3 - "$folder" <<'PY'
import json, sys
peer, ours = (json.load(open(f"{sys.argv[1]}/{name}.json")) for name in ("peer", "ours"))
print(f"N = {ours['points']}: scikit-learn {peer['seconds']:.1f} s, ours {ours['seconds']:.1f} s: "
      f"{peer['seconds'] / ours['seconds']:.1f} times as fast on {ours['threads']} core(s)")
print(f"  processor time       scikit-learn {peer['processorSeconds']:.1f} s, ours {ours['processorSeconds']:.1f} s: "
      f"{peer['processorSeconds'] / ours['processorSeconds']:.1f} times as little (what to go by when the machine is busy)")
print(f"  KL divergence        scikit-learn {peer['klDivergence']:.4f}, ours {ours['klDivergence']:.4f}")
for name, theirs in ours.get("peerQuality", {}).items():
    print(f"  {name:20} scikit-learn {theirs:.4f}, ours {ours['quality'][name]:.4f} ({ours['quality'][name] / theirs - 1:+.2%})")
print(f"ratio tsne{ours['points']}:sklearn {peer['seconds'] / ours['seconds']:.2f}")
PY
done
