size = 10000000


class Record:
    __slots__ = ("number", "next", "name")

    def __init__(self, number, next, name):
        self.number = number
        self.next = next
        self.name = name


def run(n):
    ring = [Record(i, i + 1, "r") for i in range(1000)]
    total = 0
    for i in range(1, n + 1):
        slot = i % 1000
        total = (total + ring[slot].next) % 1000003
        ring[slot] = Record(i, i + 1, "r")
    return total


print(run(size))
