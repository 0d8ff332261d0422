size = 10000000


def step(total, i):
    return total + i


def run(n):
    total = 0
    for i in range(1, n + 1):
        total = step(total, i)
    return total


print(run(size))
