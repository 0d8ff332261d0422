size = 10000000


class Point:
    def __init__(self, x, y, name):
        self.x = x
        self.y = y
        self.name = name


def run(n):
    point = Point(0, 1, "p")
    for i in range(1, n + 1):
        point.x = point.x + point.y
        point.y = i - point.x
    return point.x + point.y


print(run(size))
