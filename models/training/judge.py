"""Fits the confidence in suggestions: gradient boosted trees, by LightGBM (pip install lightgbm).

python3 models/training/judge.py MOMENTS MODEL JUDGED
  MOMENTS  what `npm run replay:fit` collected: MOMENTS.f32, rows of 32-bit floats, and MOMENTS.json, their columns
  MODEL    is written: the trees, as src/suggestion/confidence-model.ts reads them, without thresholds
  JUDGED   is written: the confidence in every row of trees that were fitted to other passages, 32-bit floats
"""
import json
import sys

import lightgbm
import numpy

# Passages that stand beside each other are of the same package: none is judged by trees that saw another one of it, but at the seams.
FOLDS, NEIGHBOURS = 4, 8
TREES = 300
OPTIONS = {
    "objective": "binary",
    "num_leaves": 15,
    "learning_rate": 0.07,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def platt(sums, wanted, steps=20):
    """The slope and intercept of the logistic function that fits best what came (Platt 1999), by Newton's method."""
    design = numpy.stack([sums, numpy.ones_like(sums)], 1)
    weights = numpy.array([1.0, 0.0])
    for _ in range(steps):
        chance = 1 / (1 + numpy.exp(-design @ weights))
        curvature = design.T @ (design * (chance * (1 - chance))[:, None])
        weights += numpy.linalg.solve(curvature, design.T @ (wanted - chance))
    return weights


def flat(tree):
    """A tree as lists, its numbers rounded to what tells the data apart."""
    features, thresholds, left, right, leaves = [], [], [], [], []

    def add(node):
        if "leaf_value" in node:
            leaves.append(float(f"{node['leaf_value']:.4g}"))
            return ~(len(leaves) - 1)
        at = len(features)
        features.append(node["split_feature"])
        thresholds.append(float(f"{node['threshold']:.5g}"))
        left.append(0)
        right.append(0)
        left[at] = add(node["left_child"])
        right[at] = add(node["right_child"])
        return at

    add(tree["tree_structure"])
    return {"features": features, "thresholds": thresholds, "left": left, "right": right, "leaves": leaves}


def main(moments, model_file, judged_file):
    with open(f"{moments}.json") as file:
        columns = json.load(file)["columns"]
    rows = numpy.fromfile(f"{moments}.f32", dtype=numpy.float32).reshape(-1, len(columns))
    first = columns.index("repeats") + 1
    names = columns[first:]
    values = rows[:, first:]
    wanted = (rows[:, columns.index("gain")] > 0).astype(numpy.float64)
    fold = (rows[:, columns.index("passage")] // NEIGHBOURS).astype(int) % FOLDS
    sums = numpy.zeros(len(rows))
    for number in range(FOLDS):
        seen = fold != number
        if seen.all() or not seen.any():
            continue
        trees = lightgbm.train(OPTIONS, lightgbm.Dataset(values[seen].copy(), wanted[seen]), TREES)
        sums[~seen] = trees.predict(values[~seen], raw_score=True)
    slope, intercept = platt(sums, wanted)
    trees = lightgbm.train(OPTIONS, lightgbm.Dataset(values.copy(), wanted), TREES)
    model = {
        "names": names,
        "trees": [flat(tree) for tree in trees.dump_model()["tree_info"]],
        "slope": float(f"{slope:.4g}"),
        "intercept": float(f"{intercept:.4g}"),
    }
    with open(model_file, "w") as file:
        json.dump(model, file, separators=(",", ":"))
    (1 / (1 + numpy.exp(-slope * sums - intercept))).astype(numpy.float32).tofile(judged_file)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
