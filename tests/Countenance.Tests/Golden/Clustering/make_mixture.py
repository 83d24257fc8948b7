"""Writes mixture.json: scikit-learn's Gaussian mixtures after one and several iterations of EM.

Run with Debian's python3 (python3-sklearn): python3 make_mixture.py
Both sides depart from the same means: every sample belongs to the nearest, and the M-step of that assignment gives the starting
parameters. Our regularisation is a share of the mean variance of the coordinates; scikit-learn is given the product.
"""
import json
import os
import warnings

import numpy as np
import sklearn
from scipy.spatial.distance import cdist
from sklearn.mixture import GaussianMixture
from sklearn.mixture._gaussian_mixture import _compute_precision_cholesky, _estimate_gaussian_parameters

warnings.simplefilter("ignore")  # a tolerance of 0 never converges
REGULARISATION = 1e-6
N, D, K = 150, 5, 3
rng = np.random.default_rng(11)
means = rng.normal(0, 1.5, (K, D))
samples = np.concatenate([m + rng.normal(size=(N // K, D)) @ rng.normal(0, 0.8, (D, D)) for m in means])
samples = samples.astype(np.float32).round(4).astype(np.float64)
start = samples[[3, 60, 120]]
ridge = REGULARISATION * samples.var(0).mean()
fresh = rng.normal(0, 3, (12, D)).round(3)  # samples the mixture has not seen

golden = {
    "sklearn": sklearn.__version__,
    "dimension": D,
    "components": K,
    "regularisation": REGULARISATION,
    "samples": samples.ravel().tolist(),
    "start": start.ravel().tolist(),
    "fresh": fresh.ravel().tolist(),
    "fits": [],
}
labels = cdist(samples, start).argmin(1)
for kind, name in (("full", "Full"), ("diag", "Diagonal"), ("spherical", "Spherical")):
    counts, first, covariances = _estimate_gaussian_parameters(samples, np.eye(K)[labels], ridge, kind)
    root = _compute_precision_cholesky(covariances, kind)
    precisions = np.stack([r @ r.T for r in root]) if kind == "full" else root**2
    for iterations in (1, 7):
        model = GaussianMixture(
            K, covariance_type=kind, tol=0, reg_covar=ridge, max_iter=iterations,
            weights_init=counts / N, means_init=first, precisions_init=precisions).fit(samples)
        assert model.n_iter_ == iterations
        golden["fits"].append({
            "kind": name,
            "iterations": iterations,
            "weights": model.weights_.tolist(),
            "means": model.means_.ravel().tolist(),
            "covariances": model.covariances_.ravel().tolist(),
            "meanLogLikelihood": model.score(samples),
            "freshLogLikelihood": model.score_samples(fresh).tolist(),
            "freshResponsibilities": model.predict_proba(fresh).ravel().tolist(),
        })


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return {k: rounded(v) for k, v in value.items()} if isinstance(value, dict) else value


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "mixture.json"), "w") as file:
    json.dump(rounded(golden), file, separators=(",", ":"))
    file.write("\n")
