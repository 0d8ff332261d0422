size = 1000000


def run(n):
    xs = []
    seed = 42
    for i in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        xs.append(seed)
    xs = sorted(xs, key=lambda x: 0 - x)
    return xs[0] - xs[n // 2] + xs[n - 1]


print(run(size))
