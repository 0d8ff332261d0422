#!/usr/bin/env python3
"""Compares Kindly's search in texts with the C library's `memmem`: `search.py [--rounds N] [--binary PATH] [--write FILE]`.

Each case is a text and a part of it that is looked for some times. Kindly runs it as a script; the same search is done
with `memmem` on the same bytes, by way of ctypes. Both are done in turn, round after round; what is compared is the time
of the searches alone: of Kindly's, the processor time of the script less that of the same script with one search. The figure is the ratio of the medians; the target is 3. Nothing fails on a time.
"""

import argparse
import ctypes
import ctypes.util
import datetime
import os
import statistics
import tempfile
import time

from growth import HERE, machine, processor_time

TARGET = 3
# Name, the text as Kindly and as bytes, the part likewise, how often.
CASES = [
    ("a word at the end of 100 MB", 'repeat("some words of a text ", 5000000) + "bees"', b"some words of a text " * 5_000_000 + b"bees", '"bees"', b"bees", 5),
    ("no such word in 100 MB", 'repeat("some words of a text ", 5000000)', b"some words of a text " * 5_000_000, '"keys"', b"keys", 5),
    ("a letter that is not there", 'repeat("some words of a text ", 5000000)', b"some words of a text " * 5_000_000, '"z"', b"z", 5),
    ("a sentence at the end", 'repeat("some words of a text ", 5000000) + "the nine-day close was what I liked best"',
     b"some words of a text " * 5_000_000 + b"the nine-day close was what I liked best", '"the nine-day close was what I liked best"',
     b"the nine-day close was what I liked best", 5),
    ("nearly there everywhere", 'repeat("a", 50000000)', b"a" * 50_000_000, 'repeat("a", 200) + "b"', b"a" * 200 + b"b", 3),
    ("15 MB in 30 MB", 'repeat("ab", 15000000)', b"ab" * 15_000_000, 'repeat("ab", 7500000) + "c"', b"ab" * 7_500_000 + b"c", 3),
]


def searches(text, part, times):
    return f"let text = {text}\nlet part = {part}\nvar n = 0\nfor i in 1..{times} {{ if part in text {{ n = n + 1 }} }}\nprint(n)\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--binary", default=os.path.join(HERE, "..", ".build", "release", "kindly"))
    parser.add_argument("--write", help="a file for the table in Markdown")
    options = parser.parse_args()
    memmem = ctypes.CDLL(ctypes.util.find_library("c")).memmem
    memmem.restype = ctypes.c_void_p
    memmem.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    lines = ["| search | times | Kindly, ms | memmem, ms | ratio |", "|---|--:|--:|--:|--:|"]
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"], "TZ": "UTC"}

        def run(source):
            path = os.path.join(home, "search.kindly")
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            return processor_time([os.path.abspath(options.binary), "--store", os.path.join(home, "none.db"), path], environment)

        for name, text, whole, part, needle, times in CASES:
            own, other = [], []
            for _ in range(options.rounds):
                # What making the texts takes is in both; the difference is one search, as often as asked less once.
                own.append((run(searches(text, part, times + 1)) - run(searches(text, part, 1))) * 1000)
                begin = time.process_time()
                for _ in range(times):
                    memmem(whole, len(whole), needle, len(needle))
                other.append((time.process_time() - begin) * 1000)
            mine, theirs = statistics.median(own), statistics.median(other)
            ratio = mine / max(theirs, 0.01)
            lines.append(f"| {name} | {times} | {mine:.1f} | {theirs:.1f} | {ratio:.2f} |")
            print(f"{name:32} {mine:9.1f} ms {theirs:9.1f} ms {ratio:6.2f}{'  <--' if ratio > TARGET else ''}", flush=True)
    if options.write:
        with open(options.write, "w", encoding="utf-8") as file:
            file.write(
                "# Searching texts, against memmem\n\n"
                "Made by `python3 Benchmarks/search.py`, which says what is measured: processor time of the searches, Kindly's and\n"
                f"those of the C library's `memmem` on the same bytes, in turn. The target is at most {TARGET} times as long.\n\n"
                f"{datetime.date.today()}, {machine()}; medians of {options.rounds} rounds.\n\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
