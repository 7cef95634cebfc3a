"""The same requests at several sizes: what the largest costs, for each unit of the smallest."""

import statistics


def report(name, unit, rounds, target):
    """Prints a line for each size, and returns the whole. `rounds` has what was measured, by size from the least on.

    The ratio says how many times as long a request takes at the largest size as at the smallest in the same round."""
    sizes = list(rounds)
    ratios = [small.ops_per_s / large.ops_per_s for small, large in zip(rounds[sizes[0]], rounds[sizes[-1]], strict=True)]
    ratio = round(statistics.median(ratios), 3)
    each = [{unit: size, **medians(found), "errors": sum(one.errors for one in found)} for size, found in rounds.items()]
    for one in each:
        is_last = one is each[-1]
        spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
        print(f"{name if one is each[0] else '':38}{one[unit]:>9,}{one['ops_per_s']:>8.0f}{one['p50_ms']:>7.2f} ms"
              f"{one['p99_ms']:>7.2f} ms{one['errors']:>8}"
              + (f"{ratio:>8.2f}{spread:>14}{f'< {target}':>8}" if is_last else ""), flush=True)
    return {"name": name, "sizes": each, "ratio": ratio, "ratio_spread": [round(min(ratios), 3), round(max(ratios), 3)],
            "target_ratio": target, "errors": sum(one["errors"] for one in each)}


def medians(found):
    return {key: round(statistics.median(getattr(one, key) for one in found), 3)
            for key in ("ops_per_s", "p50_ms", "p99_ms")}
