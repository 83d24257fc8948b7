"""Writes numpy.npy with NumPy itself. Run: python3 make_golden.py"""
import pathlib

import numpy as np

values = np.array([[0.1, -0.0, 1e-45], [3.4028235e38, np.inf, -7.25]], dtype="<f4")
folder = pathlib.Path(__file__).parent
np.save(folder / "numpy.npy", values)
