"""Golden numbers for StrokeFunctions/Statistics, by scikit-learn 1.2, statsmodels 0.13 and scipy 1.10.

Run: python3 classification.py > classification.json
"""
import json

import numpy as np
import statsmodels.api as sm
from sklearn.metrics import (accuracy_score, average_precision_score, brier_score_loss, confusion_matrix, f1_score, log_loss,
                             precision_recall_curve, precision_score, recall_score, roc_auc_score, roc_curve)
from statsmodels.stats.proportion import proportion_confint


def case(name, p, y, threshold):
    flagged = (p >= threshold).astype(int)
    tn, fp, fn, tp = (int(v) for v in confusion_matrix(y, flagged, labels=[0, 1]).ravel())
    logit = np.log(p / (1 - p))
    in_the_large = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Binomial(), offset=logit).fit(tol=1e-14)
    slope = sm.GLM(y, sm.add_constant(logit), family=sm.families.Binomial()).fit(tol=1e-14)
    precision, recall, thresholds = precision_recall_curve(y, p)
    fpr, tpr, roc_thresholds = roc_curve(y, p, drop_intermediate=False)
    low, high = proportion_confint(tp, tp + fn, method="wilson")
    floor = 0.3
    reached = [(r, t) for q, r, t in zip(precision[:-1], recall[:-1], thresholds) if q >= floor]
    best = max(reached)  # the largest recall; of equal recall the highest threshold
    return {
        "name": name, "probabilities": p.tolist(), "outcomes": y.tolist(), "threshold": threshold,
        "confusion": [tp, fp, fn, tn],
        "recall": recall_score(y, flagged, zero_division=0), "precision": precision_score(y, flagged, zero_division=0),
        "f1": f1_score(y, flagged, zero_division=0), "accuracy": accuracy_score(y, flagged),
        "auc": roc_auc_score(y, p), "average_precision": average_precision_score(y, p),
        "brier": brier_score_loss(y, p), "log_loss": log_loss(y, p),
        "intercept": [float(in_the_large.params[0]), *map(float, in_the_large.conf_int()[0])],
        "slope": [float(slope.params[1]), *map(float, slope.conf_int()[1])],
        "observed_to_expected": float(y.sum() / p.sum()),
        "recall_wilson": [low, high],
        "roc": [fpr[1:].tolist(), tpr[1:].tolist()],
        "precision_recall": [precision[:-1][::-1].tolist(), recall[:-1][::-1].tolist()],
        "floor": floor, "max_recall": [float(best[0]), float(best[1])],
    }


random = np.random.default_rng(7)
cases = []
for name, n, decimals in [("continuous", 400, None), ("many ties", 300, 1), ("few patients", 25, 2)]:
    z = random.normal(size=n)
    p = 1 / (1 + np.exp(-(1.4 * z - 1.2)))
    y = (random.uniform(size=n) < 1 / (1 + np.exp(-(z - 1.0)))).astype(int)
    if decimals is not None:
        p = np.clip(np.round(p, decimals), 0.05, 0.95)
    cases.append(case(name, p, y, 0.35))

x = random.normal(size=(200, 2))
target = (random.uniform(size=200) < 1 / (1 + np.exp(-(0.8 * x[:, 0] - 0.5 * x[:, 1] - 0.7)))).astype(int)
fit = sm.Logit(target, sm.add_constant(x)).fit(disp=0, tol=1e-14)
print(json.dumps({
    "cases": cases,
    "logistic": {"x1": x[:, 0].tolist(), "x2": x[:, 1].tolist(), "y": target.tolist(),
                 "params": fit.params.tolist(), "errors": fit.bse.tolist()},
}, indent=1))
