"""The peer of album_search.sh: faiss's exact index, one query at a time; and the vectors both search.

    album_search.py draw VECTORS.npy QUERIES.npy ROWS   40 groups of full covariance in 64 dimensions, float32
    album_search.py run VECTORS.npy QUERIES.npy K THREADS
"""
import json
import os
import statistics
import sys
import time

# Threads that wait give their core away, as ./countenance has it. Read when the libraries are loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "16")

import numpy

DIMENSION = 64
GROUPS = 40
QUERIES = 200


def draw(vectors, queries, rows):
    random = numpy.random.default_rng(7)
    centres = random.normal(size=(GROUPS, DIMENSION)) * 2
    shapes = random.normal(size=(GROUPS, DIMENSION, DIMENSION)) / 8 * numpy.linspace(0.2, 1.5, DIMENSION)
    parts = []
    for count in [rows, QUERIES]:
        group = random.integers(GROUPS, size=count)
        values = numpy.empty((count, DIMENSION), numpy.float32)
        for g in range(GROUPS):
            members = numpy.flatnonzero(group == g)
            values[members] = centres[g] + random.normal(size=(len(members), DIMENSION)) @ shapes[g]
        parts.append(values)
    numpy.save(vectors, parts[0])
    numpy.save(queries, parts[1])


def run(vectors, queries, k, threads):
    import faiss

    faiss.omp_set_num_threads(threads)
    database, asked = numpy.load(vectors), numpy.load(queries)
    index = faiss.IndexShards(database.shape[1], True, True)  # an index of its own splits many queries among threads, not one
    shards = [faiss.IndexFlatL2(database.shape[1]) for _ in range(threads)]
    for shard, part in zip(shards, numpy.array_split(database, threads)):
        shard.add(part)
        index.add_shard(shard)
    for query in asked[:10]:
        index.search(query[None], k)
    times, total = [], 0.0
    for query in asked:
        start = time.perf_counter()
        distances, _ = index.search(query[None], k)
        times.append(1000 * (time.perf_counter() - start))
        total += float(distances.sum())
    times.sort()
    print(json.dumps({
        "library": "faiss", "rows": len(database), "dimension": database.shape[1], "k": k, "threads": threads,
        "p50": round(statistics.median(times), 3), "p95": round(times[len(times) * 95 // 100], 3), "sum": total}))


if sys.argv[1] == "draw":
    draw(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    run(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
