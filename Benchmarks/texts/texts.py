size = 2000000


def run(n):
    first = "Dana"
    last = "Reyes"
    same = 0
    for i in range(n):
        full = first + " " + last
        if full == "Dana Reyes":
            same = same + 1
    return same


print(run(size))
