"""Writes ranking.json: scikit-learn's average precision of random rankings, with and without equal scores.

Run with Debian's python3 (python3-sklearn): python3 make_golden.py
"""
import json
import os

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score

rng = np.random.default_rng(11)
cases = []
for count, share, levels in [(1, 1.0, None), (20, 0.3, None), (200, 0.1, None), (200, 0.1, 12), (60, 0.5, 2), (40, 1.0, 5), (50, 0.2, 1)]:
    relevant = rng.random(count) < share
    relevant[rng.integers(count)] = True
    scores = rng.normal(size=count) + relevant
    if levels is not None:
        scores = np.floor((scores - scores.min()) / (np.ptp(scores) + 1e-9) * levels)
    cases.append({
        "scores": scores.tolist(),
        "relevant": relevant.astype(int).tolist(),
        "averagePrecision": float(average_precision_score(relevant, scores)),
    })

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ranking.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump({"sklearn": sklearn.__version__, "cases": cases}, file)
    file.write("\n")
