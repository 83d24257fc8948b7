"""Writes metrics.json: scikit-learn's and scipy's answers for the metric tests.

Run with Debian's python3 (python3-sklearn): python3 make_metrics.py
Embeddings are small integers, so distances are exact in any arithmetic; the script checks that no tie in distance stands at a border
that decides a prediction (scikit-learn leaves those open), while ties in votes occur and are kept.
"""
import json
import os

import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from scipy.stats import chi2, multivariate_normal
from sklearn import metrics
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.neighbors import KNeighborsClassifier

rng = np.random.default_rng(7)
out = {"sklearn": sklearn.__version__}


def votes_tied(labels, order, k):
    counts = np.bincount(labels[order[:k]], minlength=4)
    return (counts == counts.max()).sum() > 1


# kNN: 60 training, queries kept only where no distance ties at the k-th place for k = 4 and 11.
train = rng.integers(-20, 21, (60, 5))
train_labels = rng.integers(0, 4, 60)
queries = []
tied = 0
while len(queries) < 40:
    q = rng.integers(-20, 21, 5)
    d = np.sort(cdist([q], train, "sqeuclidean")[0])
    if d[3] == d[4] or d[10] == d[11]:
        continue
    order = np.argsort(cdist([q], train, "sqeuclidean")[0], kind="stable")
    tied += votes_tied(train_labels, order, 4)
    queries.append(q)
assert tied >= 5, tied
queries = np.array(queries)
out["knn"] = {
    "dimension": 5,
    "train": train.ravel().tolist(),
    "trainLabels": train_labels.tolist(),
    "queries": queries.ravel().tolist(),
    "tiedVotes": int(tied),
}
for k in (4, 11):
    model = KNeighborsClassifier(k, algorithm="brute").fit(train, train_labels)
    out["knn"][f"predictions{k}"] = model.predict(queries).tolist()

# Classification scores: class 3 is never predicted, class 4 does not occur, class 5 is only predicted.
truth = rng.choice([0, 1, 2, 3], 120, p=[0.5, 0.3, 0.15, 0.05])
predicted = np.where(rng.random(120) < 0.7, truth, rng.choice([0, 1, 2, 5], 120))
predicted[predicted == 3] = 0
assert 5 in predicted and 3 in truth
precision, recall, f1, _ = metrics.precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
rows = metrics.precision_recall_fscore_support(truth, predicted, labels=range(6), zero_division=0)
out["classification"] = {
    "labels": truth.tolist(),
    "predictions": predicted.tolist(),
    "accuracy": metrics.accuracy_score(truth, predicted),
    "precision": precision,
    "recall": recall,
    "meanF1": f1,
    "classPrecision": rows[0].tolist(),
    "classRecall": rows[1].tolist(),
    "classF1": rows[2].tolist(),
    "support": rows[3].tolist(),
    "confusion": metrics.confusion_matrix(truth, predicted, labels=range(6)).ravel().tolist(),
}

# Agreement of labellings.
out["agreement"] = []
cases = [
    (rng.integers(0, 8, 200), None),
    (rng.integers(0, 3, 200), rng.integers(0, 17, 200)),
    (np.zeros(20, int), np.zeros(20, int)),
    (np.zeros(20, int), np.arange(20) % 4),
    (np.arange(30), rng.integers(0, 3, 30)),
    (np.array([5, 5, 9, 9]), np.array([1, 1, 0, 0])),
]
noisy = cases[0][0].copy()
noisy[:60] = rng.integers(0, 8, 60)
cases[0] = (cases[0][0], noisy)
for a, b in cases:
    (tn, fp), (fn, tp) = metrics.pair_confusion_matrix(a, b)
    out["agreement"].append({
        "first": a.tolist(),
        "second": b.tolist(),
        "nmi": metrics.normalized_mutual_info_score(a, b),
        "ami": metrics.adjusted_mutual_info_score(a, b),
        "ari": metrics.adjusted_rand_score(a, b),
        "pairF1": 2 * tp / (2 * tp + fp + fn) if 2 * tp + fp + fn else 1.0,
    })

# Gaussians: three correlated classes; log densities under known parameters and under our documented estimates.
D, sizes = 4, [40, 25, 15]
samples, labels, means = [], [], rng.normal(0, 3, (3, D))
for c, n in enumerate(sizes):
    samples.append(means[c] + rng.normal(size=(n, D)) @ rng.normal(size=(D, D)))
    labels += [c] * n
samples = np.vstack(samples).astype(np.float32)
labels = np.array(labels)
x = samples[::4].astype(np.float64)
mu = [samples[labels == c].astype(np.float64).mean(0) for c in range(3)]
cov = [np.cov(samples[labels == c].astype(np.float64).T, bias=True) for c in range(3)]
pooled = sum(n * s for n, s in zip(sizes, cov)) / sum(sizes)
sigma = 1.5
chosen = {
    "isotropic": [sigma**2 * np.eye(D)] * 3,
    "pooled": [pooled] * 3,
    "full": [(n * s + D * pooled) / (n + D) for n, s in zip(sizes, cov)],
}
out["gaussians"] = {"dimension": D, "sigma": sigma, "samples": [float(v) for v in samples.ravel()], "labels": labels.tolist(), "every": 4,
                    "means": np.ravel(mu).tolist(), "covariances": np.ravel(cov).tolist()}
for name, covariances in chosen.items():
    logs = np.stack([multivariate_normal(m, s).logpdf(x) for m, s in zip(mu, covariances)], 1)
    joint = logs + np.log(np.array(sizes) / sum(sizes))
    post = np.exp(joint - joint.max(1, keepdims=True))
    maha = np.array([(v - mu[0]) @ np.linalg.inv(covariances[0]) @ (v - mu[0]) for v in x])
    out["gaussians"][name] = {
        "log": logs.ravel().tolist(),
        "posterior": (post / post.sum(1, keepdims=True)).ravel().tolist(),
        "typicality": chi2.sf(maha, D).tolist(),
    }

# k-means: blobs that overlap, best of 50 starts.
blobs, _ = make_blobs(300, 3, centers=12, cluster_std=1.6, random_state=3)
blobs = blobs.astype(np.float32)
out["kmeans"] = {"dimension": 3, "samples": [round(float(v), 4) for v in blobs.ravel()], "clusters": 12}
rounded = np.array(out["kmeans"]["samples"]).reshape(-1, 3)
out["kmeans"]["inertia"] = KMeans(12, n_init=50, random_state=0).fit(rounded).inertia_

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "metrics.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
