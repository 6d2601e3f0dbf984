"""The minimal plan of a million objects: seconds an object at 100,000 and at 1,000,000, which must be the same.

    python -m benchmarks.plan_scale [--scale 1] [--runs 3]

The forest has four levels, as in `benchmarks.effective_owners`; every folder has an intended owner, some models
another, and some rows stand already. Time is the process's own, so that what else the machine does counts little.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time

from benchmarks.measure import ratio
from oneroof.coverage.graph import PlanObject
from oneroof.coverage.holding import no_collection
from oneroof.coverage.plan import ExistingRow, minimal_plan
from oneroof.sources.entry import Owner

MODELS = 1_000_000
TO_REACH = 1.5
OWNERS = 50


def forest(models: int) -> tuple[list[PlanObject], dict[str, Owner], list[ExistingRow]]:
    """Objects, intended owners and rows that stand; about ``models`` times 1.05 objects."""
    areas, projects, folders = max(1, models // 50_000), max(1, models // 1_000), max(1, models // 20)
    objects = [PlanObject(f"area:{n}", None, requires_owner=False) for n in range(areas)]
    objects += [PlanObject(f"project:{n}", f"area:{n % areas}", requires_owner=False) for n in range(projects)]
    objects += [PlanObject(f"folder:{n}", f"project:{n % projects}", requires_owner=False) for n in range(folders)]
    objects += [PlanObject(f"model:{n}", f"folder:{n % folders}", requires_owner=True) for n in range(models)]
    intended: dict[str, Owner] = {f"folder:{n}": f"team:{n // 7 % OWNERS}" for n in range(folders)}
    intended |= {f"model:{n}": f"team:{n // 11 % OWNERS}" for n in range(0, models, 30)}
    rows = [ExistingRow(f"project:{n}", f"team:{n % OWNERS}") for n in range(0, projects, 3)]
    return objects, intended, rows


def seconds(models: int) -> tuple[float, int, int]:
    """Processor time of one plan, its objects, its rows."""
    objects, intended, rows = forest(models)
    gc.collect()
    begun = time.process_time()
    with no_collection():  # as the product plans
        plan = minimal_plan(objects, intended, rows)
    return time.process_time() - begun, len(objects), len(plan.rows)


def main() -> int:
    """Print each size and the ratio of the times an object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scale", type=float, default=1.0, help="of the larger of the two; 1: a million (default)")
    parser.add_argument("--runs", type=int, default=3, help="of each (default 3)")
    options = parser.parse_args()
    medians = []
    for models in (round(MODELS * options.scale / 10), round(MODELS * options.scale)):
        found = [seconds(models) for _ in range(options.runs)]
        each = statistics.median(taken / count for taken, count, _ in found)
        medians.append(each)
        sys.stdout.write(f"{found[0][1]:,} objects, {found[0][2]:,} rows planned: {each * 1e6:.2f} µs an object\n")
    ratio("a minimal plan's time an object", "a tenth of the objects", medians[1] / medians[0], TO_REACH)
    return 0


if __name__ == "__main__":
    sys.exit(main())
