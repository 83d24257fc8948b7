#!/usr/bin/python3
"""The peer of our t-SNE: scikit-learn's, Barnes–Hut, started from the principal components, all else at its defaults.

    /usr/bin/python3 benchmarks/peers/tsne.py EMBEDDINGS.npy N MAP.npy

Maps the first N rows, writes the map and prints one line of JSON. Runs on Debian's python3-sklearn (`scripts/setup.sh --peers`).
"""
import argparse
import json
import os
import time

# Threads that wait give their core away, as ./countenance has it. Read when OpenMP is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "16")

import numpy
import sklearn
from sklearn.manifold import TSNE


def main():
    parser = argparse.ArgumentParser(description="scikit-learn's t-SNE of some embeddings.")
    parser.add_argument("embeddings", help="an .npy file, float32 [N, D]")
    parser.add_argument("count", type=int, help="how many of its first rows")
    parser.add_argument("map", help="the .npy file to write, float32 [N, 2]")
    parser.add_argument("--perplexity", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    rows = numpy.load(arguments.embeddings)
    if arguments.count > len(rows):
        parser.error(f"{arguments.embeddings} has {len(rows)} rows, fewer than {arguments.count}")
    threads = len(os.sched_getaffinity(0))
    model = TSNE(
        perplexity=arguments.perplexity, method="barnes_hut", init="pca", learning_rate="auto", n_jobs=threads,
        random_state=arguments.seed)
    start, processor_start = time.perf_counter(), time.process_time()
    points = model.fit_transform(rows[:arguments.count])
    seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor_start
    numpy.save(arguments.map, points.astype(numpy.float32))
    print(json.dumps({
        "sklearn": sklearn.__version__,
        "points": arguments.count,
        "dimension": rows.shape[1],
        "threads": threads,
        "seconds": round(seconds, 2),
        "processorSeconds": round(processor_seconds, 2),
        "klDivergence": round(float(model.kl_divergence_), 4),
    }))


if __name__ == "__main__":
    main()
