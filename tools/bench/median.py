"""What the peers are timed by."""
import statistics
import time


def median_ms(run, n):
    """Median milliseconds of a run, of n, after a warm-up."""
    for _ in range(max(3, n // 4)):
        run()
    times = []
    for _ in range(n):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
