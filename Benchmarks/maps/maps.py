size = 5000000


def run(n):
    counts = {}
    for i in range(1, n + 1):
        key = i * 7919 % 100003
        counts[key] = counts.get(key, 0) + 1
    return len(counts) * 1000 + counts.get(7919, 0)


print(run(size))
