size = 5000000


def run(n):
    xs = []
    for i in range(1, n + 1):
        xs.append(i * 7 % 1000)
    total = 0
    for i in range(n):
        total = total + xs[i] * xs[n - 1 - i]
    return total


print(run(size))
