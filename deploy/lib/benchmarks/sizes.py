"""The same requests at several sizes: how many times as long the largest takes as the smallest."""

import statistics

# Short rounds, and many: the machine's own speed changes within seconds, and has to meet all sizes alike.
ROUND_SECONDS = 1
LEAST_ROUNDS = 10


def rounds_in(seconds):
    """How many rounds there are when each size is measured for so many seconds."""
    return max(LEAST_ROUNDS, seconds // ROUND_SECONDS)


def alternate(runs, seconds):
    """What was measured in each round, by size. `runs` has for each size, from the least on, a function that measures it
    for so many seconds."""
    rounds = {size: [] for size in runs}
    for number in range(rounds_in(seconds)):
        # There and back, so that no size is always the one after another.
        for size in list(runs)[::-1 if number % 2 else 1]:
            rounds[size].append(runs[size](ROUND_SECONDS))
    return rounds


def report(name, unit, rounds, target):
    """Prints a line for each size, and returns the whole. `rounds` is what `alternate` returned.

    The ratio says how many times as long a request takes at the largest size as at the smallest in the same round: the
    median of the rounds, and the middle half of them as its spread."""
    sizes = list(rounds)
    ratios = [small.ops_per_s / large.ops_per_s for small, large in zip(rounds[sizes[0]], rounds[sizes[-1]], strict=True)]
    low, ratio, high = (round(quartile, 3) for quartile in statistics.quantiles(ratios, n=4, method="inclusive"))
    each = [{unit: size, **medians(found), "errors": sum(one.errors for one in found)} for size, found in rounds.items()]
    for one in each:
        is_last = one is each[-1]
        spread = f"{low:.2f}-{high:.2f}"
        print(f"{name if one is each[0] else '':38}{one[unit]:>9,}{one['ops_per_s']:>8.0f}{one['p50_ms']:>7.2f} ms"
              f"{one['p99_ms']:>7.2f} ms{one['errors']:>8}"
              + (f"{ratio:>8.2f}{spread:>14}{f'< {target}':>8}" if is_last else ""), flush=True)
    return {"name": name, "sizes": each, "ratio": ratio, "ratio_spread": [low, high], "target_ratio": target,
            "errors": sum(one["errors"] for one in each), "rounds": [round(one, 3) for one in ratios]}


def medians(found):
    return {key: round(statistics.median(getattr(one, key) for one in found), 3)
            for key in ("ops_per_s", "p50_ms", "p99_ms")}
