"""M2, the speed reference of configs/scenarios/m2.yaml, for SimPy: a process per request.

usage: m2_simpy.py REQUESTS
"""

import math
import random
import sys

import simpy

RATE = 2400.0
HITS = 0.8
# Stations: servers, mean and standard deviation of their lognormal times in seconds.
GATEWAY = (4, 0.001, 0.000533)
WEB = (32, 0.010, 0.00795)
DB = (16, 0.020, 0.0262)


def lognormal(mean, sd):
    """Returns the parameters of a lognormal time."""
    square = math.log(1 + (sd / mean) ** 2)
    return math.log(mean) - square / 2, math.sqrt(square)


def main():
    requests = int(sys.argv[1])
    draws = random.Random(1)
    env = simpy.Environment()
    counts = {}  # the histogram: latencies within 1/64 of a power of two
    sums = [0, 0.0]
    stations = [(simpy.Resource(env, c), *lognormal(mean, sd)) for c, mean, sd in (GATEWAY, WEB, DB)]

    def request():
        begin = env.now
        for resource, mu, sigma in stations[: 2 if draws.random() < HITS else 3]:
            with resource.request() as turn:
                yield turn
                yield env.timeout(draws.lognormvariate(mu, sigma))
        took = env.now - begin
        m, e = math.frexp(took)
        at = (e, int(m * 64))
        counts[at] = counts.get(at, 0) + 1
        sums[0] += 1
        sums[1] += took

    def traffic():
        for _ in range(requests):
            yield env.timeout(draws.expovariate(RATE))
            env.process(request())

    env.process(traffic())
    env.run()
    print(f"{sums[0]} requests, mean {1e3 * sums[1] / sums[0]:.3f} ms")


main()
