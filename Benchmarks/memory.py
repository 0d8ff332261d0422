#!/usr/bin/env python3
"""Watches how much memory a program that makes nothing but garbage holds: `memory.py [SECONDS]`, a line a while."""

import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def resident(process):
    with open(f"/proc/{process}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    binary = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, "..", ".build", "release", "kindly")
    process = subprocess.Popen([binary, os.path.join(HERE, "memory.kindly")])
    try:
        begin = time.monotonic()
        while time.monotonic() - begin < seconds and process.poll() is None:
            time.sleep(min(5, seconds / 4))
            print(f"{time.monotonic() - begin:5.1f} s {resident(process.pid):7.1f} MB", flush=True)
    finally:
        process.kill()


main()
