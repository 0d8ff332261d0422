#!/usr/bin/env python3
"""Writes calendars.tsv: the holidays of 1990 to 2040 as the Python package `holidays` has them, which is not ours.

Run in this folder, in an environment with `pip install holidays` (0.109 made the file that is checked in):
python3 calendars.py. A row is a calendar of stdlib/holidays, a year, and its days in order, weekends and substitutes
included. Germany is compared from 1991, the first whole year that both have; of India the three national days alone.
"""
import holidays

YEARS = range(1990, 2041)
NATIONAL = ("Republic Day", "Independence Day", "Mahatma Gandhi's Birthday")


def days(name, year):
    if name == "us":
        return holidays.US(years=year)
    if name == "england_and_wales":
        return holidays.UK(subdiv="ENG", years=year)
    if name == "germany":
        return holidays.DE(years=year)
    if name == "canada":
        return holidays.CA(years=year, categories=("government",))
    found = holidays.IN(years=year)
    return {day for day, names in found.items() if any(n in names.split("; ") for n in NATIONAL)}


with open("calendars.tsv", "w") as out:
    out.write("# Made by calendars.py in this folder, from the Python package `holidays`: run it to make it again.\n")
    for name in ("us", "england_and_wales", "germany", "canada", "india"):
        for year in YEARS:
            if name == "germany" and year < 1991:
                continue
            # Observed days may fall into the year before; a row holds what falls into its own year.
            found = {d for y in (year, year + 1) for d in days(name, y) if d.year == year}
            out.write("\t".join([name, str(year)] + [d.strftime("%m-%d") for d in sorted(found)]) + "\n")
