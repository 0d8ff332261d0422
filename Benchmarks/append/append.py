size = 5000000


def run(n):
    text = ""
    for i in range(n):
        text = text + "ab"
    return len(text)


print(run(size))
