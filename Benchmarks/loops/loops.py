size = 50000000


def run(n):
    total = 0
    for i in range(1, n + 1):
        total = (total * 3 + i) % 1000003
    return total


print(run(size))
