size = 300000


def steps(start):
    n = start
    count = 0
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        count = count + 1
    return count


total = 0
for i in range(1, size + 1):
    total = total + steps(i)
print(total)
