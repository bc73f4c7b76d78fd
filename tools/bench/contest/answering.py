"""What a contender in Python does with what it is asked: a line for each question, and a line with the milliseconds."""
import json
import statistics
import sys
import time


def milliseconds(run):
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def median_ms(run, budget):
    """Median milliseconds of as many runs as go into so many, of three at least, after a warm-up."""
    run()
    runs = max(3, min(2000, int(budget / milliseconds(run))))
    for _ in range(runs // 4):
        run()
    return statistics.median(milliseconds(run) for _ in range(runs))


def answer(version, tasks):
    """Each question is the name of a task, its numbers, and the milliseconds that there are for it."""
    print(json.dumps(version), flush=True)
    for line in sys.stdin:
        name, *numbers, budget = line.split()
        print(median_ms(tasks[name](*map(int, numbers)), float(budget)), flush=True)
