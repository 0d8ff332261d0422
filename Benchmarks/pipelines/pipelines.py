size = 1000000


def run(n):
    rows = list(range(1, n + 1))
    total = 0
    for round in range(1, 6):
        total = total + sum(x * 2 + round for x in rows if x % 3 == 0)
    return total


print(run(size))
