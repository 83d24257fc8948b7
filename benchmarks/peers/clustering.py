#!/usr/bin/python3
"""What Countenance.Benchmarks' ClusteringScenario measures, by scikit-learn or faiss.

    /usr/bin/python3 benchmarks/peers/clustering.py stack OUT.npy ROWS EMBEDDINGS.npy...
    /usr/bin/python3 benchmarks/peers/clustering.py run EMBEDDINGS.npy PART sklearn|faiss
    PART is one of kmeans mixture mixture20 nmi pairs knn batch recall

`stack` makes the matrix both sides are measured on: the rows of all files, and as many of them again with a little noise as are missing
from ROWS. `run` warms up on part of it, measures one pass over the whole and prints a line of JSON.
Runs on Debian's python3-sklearn and python3-faiss (`scripts/setup.sh --peers`).
"""
import json
import os
import resource
import sys
import time
import warnings

# Threads that wait give their core away, as ./countenance has it. Read when the libraries are loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "16")

import numpy

GROUPS = 40
NEIGHBOURS = 11
LABELS = 1_000_000
BATCH_QUERIES = 1000
RECALL_QUERIES = 10_000
RECALL_K = [1, 8, 32]
WARMUP_ROWS = 2500


def stack(out, rows, files):
    embeddings = numpy.concatenate([numpy.load(file) for file in files]).astype(numpy.float32)
    missing = rows - len(embeddings)
    if missing > 0:
        rng = numpy.random.default_rng(1)
        again = embeddings[rng.integers(0, len(embeddings), missing)]
        noise = rng.normal(size=again.shape) * 0.05 * embeddings.std(0)
        embeddings = numpy.concatenate([embeddings, (again + noise).astype(numpy.float32)])
    numpy.save(out, numpy.ascontiguousarray(embeddings[:rows]))


def kmeans_sklearn(embeddings):
    from sklearn.cluster import KMeans
    model = KMeans(GROUPS, n_init=10, random_state=0).fit(embeddings)
    return f"inertia {model.inertia_:.8g}, best start {model.n_iter_} iterations"


def kmeans_faiss(embeddings):
    import faiss
    model = faiss.Kmeans(embeddings.shape[1], GROUPS, niter=25, nredo=10, seed=1, max_points_per_centroid=len(embeddings))
    model.train(embeddings)
    distances, _ = model.index.search(embeddings, 1)
    return f"inertia {distances.sum(dtype=float):.8g}, 25 iterations a start"


def mixture(embeddings, **options):
    from sklearn.mixture import GaussianMixture
    model = GaussianMixture(GROUPS, random_state=0, **options).fit(embeddings)
    state = "converged" if model.converged_ else "not converged"
    return f"mean log-likelihood {model.lower_bound_:.8g}, {model.n_iter_} iterations, {state}"


def mixture_sklearn(embeddings):
    return mixture(embeddings)


def mixture20_sklearn(embeddings):
    return mixture(embeddings, max_iter=20, tol=0)


def labels():
    """The same labels as ours: 8 classes, 40 groups that follow them loosely."""
    i = numpy.arange(LABELS, dtype=numpy.uint64)
    first = ((i * 2654435761) & 0xFFFFFFFF) >> 29
    second = first * 5 % 40 + (((i * 40503) & 0xFFFFFFFF) >> 13) % 5
    return first.astype(numpy.int32), second.astype(numpy.int32)


def nmi_sklearn(_):
    from sklearn.metrics import normalized_mutual_info_score
    return f"nmi {normalized_mutual_info_score(*LABELLINGS):.8g}"


def pairs_sklearn(_):
    from sklearn.metrics.cluster import pair_confusion_matrix
    (_, only_second), (only_first, both) = pair_confusion_matrix(*LABELLINGS)
    return f"pairwise F1 {2 * both / (2 * both + only_first + only_second):.8g}"


def knn_sklearn(embeddings):
    from sklearn.neighbors import NearestNeighbors
    # Without a query it leaves every row out of its own neighbours, as we do.
    distances, _ = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(embeddings).kneighbors()
    return f"sum of squared distances {(distances.astype(float) ** 2).sum():.8g}"


def knn_faiss(embeddings):
    import faiss
    index = faiss.IndexFlatL2(embeddings.shape[1])
    index.add(embeddings)
    distances, _ = index.search(embeddings, NEIGHBOURS + 1)  # one of them is the row itself
    return f"sum of squared distances {distances.sum(dtype=float):.8g}"


def query_rows(embeddings, count):
    count = min(count, len(embeddings))
    return numpy.arange(count) * len(embeddings) // count


def batch_queries(embeddings):
    rows = query_rows(embeddings, BATCH_QUERIES)
    return embeddings[rows] * numpy.float32(0.75) + embeddings[(rows + 1) % len(embeddings)] * numpy.float32(0.25)


def batch_sklearn(embeddings):
    from sklearn.neighbors import NearestNeighbors
    distances, _ = NearestNeighbors(n_neighbors=NEIGHBOURS, algorithm="brute").fit(embeddings).kneighbors(batch_queries(embeddings))
    return f"sum of squared distances {(distances.astype(float) ** 2).sum():.8g}"


def batch_faiss(embeddings):
    import faiss
    index = faiss.IndexFlatL2(embeddings.shape[1])
    index.add(embeddings)
    distances, _ = index.search(batch_queries(embeddings), NEIGHBOURS)
    return f"sum of squared distances {distances.sum(dtype=float):.8g}"


def recall_sklearn(embeddings):
    from sklearn.neighbors import NearestNeighbors
    rows, classes = query_rows(embeddings, RECALL_QUERIES), embeddings[:, :8].argmax(1)
    found = NearestNeighbors(n_neighbors=RECALL_K[-1] + 1, algorithm="brute").fit(embeddings).kneighbors(
        embeddings[rows], return_distance=False)
    # Each query is left out of its own neighbours: wherever it stands, the others move up.
    order = numpy.argsort(found == rows[:, None], axis=1, kind="stable")[:, :RECALL_K[-1]]
    hits = classes[numpy.take_along_axis(found, order, 1)] == classes[rows][:, None]
    return "recall " + ", ".join(f"@{k} {hits[:, :k].any(1).mean():.8g}" for k in RECALL_K)


def run(path, part, library):
    global LABELLINGS
    embeddings = numpy.load(path)
    LABELLINGS = labels() if part in ("nmi", "pairs") else None
    work = globals().get(f"{part}_{library}")
    if work is None:
        sys.exit(f"{library} has no {part}")
    warnings.simplefilter("ignore")  # twenty iterations need not converge
    work(embeddings[:WARMUP_ROWS])
    started, processor_started = time.perf_counter(), time.process_time()
    outcome = work(embeddings)
    seconds, processor_seconds = time.perf_counter() - started, time.process_time() - processor_started
    figures = {
        "part": part, "library": library, "rows": len(embeddings), "threads": len(os.sched_getaffinity(0)),
        "seconds": round(seconds, 4), "processorSeconds": round(processor_seconds, 4),
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000, "outcome": outcome,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    if len(sys.argv) > 4 and sys.argv[1] == "stack":
        stack(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
    elif len(sys.argv) == 5 and sys.argv[1] == "run":
        run(*sys.argv[2:])
    else:
        sys.exit(__doc__)
