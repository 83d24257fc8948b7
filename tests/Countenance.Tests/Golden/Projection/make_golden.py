"""Writes tsne.json: scikit-learn's principal components, joint probabilities, t-SNE map and its trustworthiness on a small data set.

Run with Debian's python3 (python3-sklearn): python3 make_golden.py
Six stretched, partly overlapping clusters, rounded so that the file is small and both sides read the same numbers.
"""
import json
import os

import numpy as np
import sklearn
from scipy.spatial.distance import cdist, squareform
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities

COUNT, DIMENSION, CLUSTERS, PERPLEXITY = 300, 8, 6, 20
rng = np.random.default_rng(5)
centers = rng.normal(0, 3, (CLUSTERS, DIMENSION))
spreads = rng.uniform(0.3, 1.6, (CLUSTERS, DIMENSION))
labels = np.arange(COUNT) % CLUSTERS
rows = np.round(centers[labels] + spreads[labels] * rng.normal(size=(COUNT, DIMENSION)), 3)

pca = PCA(3).fit(rows)
model = TSNE(perplexity=PERPLEXITY, init="pca", learning_rate="auto", random_state=0)
points = np.round(model.fit_transform(rows.astype(np.float32)), 2)


def neighbours(matrix, k):
    distances = cdist(matrix, matrix, "sqeuclidean")
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


def preservation(k):
    pairs = zip(neighbours(rows, k), neighbours(points, k))
    return float(np.mean([len(set(a) & set(b)) / k for a, b in pairs]))


joint = squareform(_joint_probabilities(cdist(rows, rows, "sqeuclidean"), PERPLEXITY, 0))
out = {
    "sklearn": sklearn.__version__,
    "dimension": DIMENSION,
    "perplexity": PERPLEXITY,
    "embeddings": rows.ravel().tolist(),
    "labels": labels.tolist(),
    "directions": pca.components_.ravel().tolist(),
    "variances": pca.explained_variance_.tolist(),
    "totalVariance": float(np.var(rows, axis=0, ddof=1).sum()),
    "jointRows": [0, 77, 299],
    "joint": [[float(f"{p:.6g}") for p in joint[i]] for i in (0, 77, 299)],
    "points": [float(f"{p:.2f}") for p in points.ravel()],
    "klDivergence": float(model.kl_divergence_),
    "trustworthiness": {k: float(trustworthiness(rows, points, n_neighbors=k)) for k in (5, 12, 30)},
    "preservation": {k: preservation(k) for k in (5, 12, 30)},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tsne.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
