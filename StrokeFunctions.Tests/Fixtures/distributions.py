"""Makes distributions.json: drift statistics by numpy and scipy, as Evidently calls them.

Run: python3 distributions.py > distributions.json  (made with scipy 1.10.1 and numpy 1.24.2)
"""
import json

import numpy as np
from scipy import spatial, stats


def shares(reference, current, numeric, fill):
    if numeric and len(np.unique(reference)) > 20:
        edges = np.histogram_bin_edges(np.concatenate([reference, current]), bins="sturges")
        p = np.histogram(reference, edges)[0] / len(reference)
        q = np.histogram(current, edges)[0] / len(current)
    else:
        keys = np.unique(np.concatenate([reference, current]))
        p = np.array([np.mean(reference == k) for k in keys])
        q = np.array([np.mean(current == k) for k in keys])
    if fill:
        for x in (p, q):
            smallest = min(x[x != 0])
            np.place(x, x == 0, smallest / 10**6 if smallest <= 0.0001 else 0.0001)
    return p, q


def case(name, reference, current, numeric):
    reference, current = np.asarray(reference, float), np.asarray(current, float)
    p, q = shares(reference, current, numeric, fill=False)
    pf, qf = shares(reference, current, numeric, fill=True)
    ks = stats.ks_2samp(reference, current)
    keys = np.unique(np.concatenate([reference, current]))
    table = np.array([[np.sum(s == k) for k in keys] for s in (reference, current)])
    result = {
        "name": name, "numeric": numeric, "reference": reference.tolist(), "current": current.tolist(),
        "bins": len(p),
        "wasserstein": stats.wasserstein_distance(reference, current),
        "wasserstein_normed": stats.wasserstein_distance(reference, current) / max(np.std(reference), 0.001),
        "jensen_shannon": float(spatial.distance.jensenshannon(p, q)),
        "psi": float(np.sum((pf - qf) * np.log(pf / qf))),
        "ks": float(ks.statistic), "ks_p": float(ks.pvalue),
        "homogeneity_p": None, "goodness_p": None,
    }
    if not numeric:
        expected = table.sum(0) * table.sum(1)[:, None] / table.sum()
        if expected.min() >= 5:
            result["homogeneity_p"] = float(stats.chi2_contingency(table, correction=False)[1])
        if table[0].min() > 0:
            result["goodness_p"] = float(stats.chisquare(table[1], table[0] * table[1].sum() / table[0].sum())[1])
    return result


rng = np.random.default_rng(7)
cases = [
    case("normal, shifted", rng.normal(0, 1, 150).round(3), rng.normal(0.4, 1.2, 90).round(3), True),
    case("normal, same", rng.normal(50, 10, 101).round(1), rng.normal(50, 10, 101).round(1), True),
    case("apart", rng.uniform(0, 1, 60).round(4), rng.uniform(2, 3, 45).round(4), True),
    case("few distinct", rng.integers(0, 12, 200), rng.integers(2, 15, 130), True),
    case("long tail", rng.lognormal(4, 0.4, 257).round(2), rng.lognormal(4.1, 0.5, 64).round(2), True),
    case("one value", [3.0] * 30, [3.0] * 20, True),
    case("categories", rng.choice(4, 300, p=[.4, .3, .2, .1]), rng.choice(4, 120, p=[.3, .3, .2, .2]), False),
    case("flags", rng.choice(2, 400, p=[.9, .1]), rng.choice(2, 220, p=[.8, .2]), False),
    case("a rare category is gone", [0] * 500 + [1] * 300 + [2], [0] * 90 + [1] * 60, False),
    case("a new category", [0] * 500 + [1] * 300, [0] * 90 + [1] * 60 + [2] * 8, False),
]
p_values = [0.001, 0.012, 0.03, 0.04, 0.2, 0.2, 0.9]
print(json.dumps({
    "cases": cases,
    "tails": [{"x": x, "df": df, "p": float(stats.chi2.sf(x, df))} for x in (0.1, 1, 3.84, 20, 80) for df in (1, 4, 11)],
    "z": [{"hits1": a, "n1": b, "hits2": c, "n2": d,
           "p": float(2 * stats.norm.sf(abs((a / b - c / d) / np.sqrt((a + c) / (b + d) * (1 - (a + c) / (b + d)) * (1 / b + 1 / d)))))}
          for a, b, c, d in ((50, 100, 48, 80), (3, 900, 9, 700), (249, 5110, 36, 336))],
    # By hand from the definition: Holm max over (m - i) p.
    "p_values": p_values,
    "holm": [min(1.0, max((7 - j) * p_values[j] for j in range(i + 1))) for i in range(7)],
}))
