#!/usr/bin/env python3
"""Writes the fixtures of KindlyTimeTests, from zoneinfo, dateutil and numpy: an implementation that is not ours.

Run in this folder: python3 generate.py (Debian: python3-dateutil, python3-numpy). The same seed gives the same cases;
the expected values change with the machine's zone data alone.

How Python's words map onto the language's: fold=0 is the first of two equal wall times, and in a gap it counts with the
offset before it, which moves the time forward by the gap. numpy rolls a day that is no business day before it counts;
our counting starts after the date itself, so that counting forward rolls backward first and the other way round.
"""
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import numpy
from dateutil import parser
from dateutil.relativedelta import relativedelta

ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia",
         "America/Sao_Paulo", "Asia/Kolkata", "America/St_Johns", "America/Havana", "Africa/Cairo",
         "Pacific/Kiritimati", "Asia/Tehran"]
UTC = timezone.utc
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
random.seed(20261124)


def unix(wall, zone):
    """fold=0: the first of two equal wall times, and the offset before a gap, which moves the time forward by it."""
    return int((wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC) - EPOCH).total_seconds())


def offset(instant, zone):
    return int((EPOCH + timedelta(seconds=instant)).astimezone(ZoneInfo(zone)).utcoffset().total_seconds())


def transitions(zone, start, end):
    """Instants in [start, end) at which the offset changes, by bisection between samples twelve hours apart."""
    found, step = [], 12 * 3600
    before = offset(start, zone)
    for t in range(start, end, step):
        after = offset(t + step, zone)
        if after != before:
            low, high = t, t + step
            while high - low > 1:
                middle = (low + high) // 2
                if offset(middle, zone) == before:
                    low = middle
                else:
                    high = middle
            found.append(high)
        before = after
    return found


def wall_cases():
    for zone in ZONES:
        spots = transitions(zone, unix(datetime(1996, 1, 1), zone), unix(datetime(2031, 1, 1), zone))
        walls = []
        for spot in random.sample(spots, min(14, len(spots))):
            before, after = offset(spot - 1, zone), offset(spot, zone)
            for delta in (-7201, -1, 0, 1, 900, 1800, 3599, 3600, 5400, 43200):
                walls.append(datetime(1970, 1, 1) + timedelta(seconds=spot + min(before, after) + delta))
        for _ in range(40):
            walls.append(datetime(1971, 1, 1) + timedelta(seconds=random.randrange(0, 120 * 365 * 86400)))
        for wall in walls:
            yield zone, wall.isoformat(), unix(wall, zone)


def instant_cases():
    for zone in ZONES:
        spots = transitions(zone, unix(datetime(1996, 1, 1), zone), unix(datetime(2031, 1, 1), zone))
        instants = [spot + delta for spot in random.sample(spots, min(8, len(spots))) for delta in (-1, 0, 1, 5400)]
        instants += [random.randrange(31536000, 120 * 365 * 86400) for _ in range(40)]
        for instant in instants:
            yield zone, instant, offset(instant, zone)


HOLIDAYS = sorted({date(y, m, d) for y in range(2018, 2036)
                   for m, d in [(1, 1), (1, 2), (5, 1), (7, 4), (12, 24), (12, 25), (12, 26), (12, 31)]}
                  | {date(2026, 11, d) for d in range(23, 28)})


def business(day, count):
    roll = "forward" if count == 0 else "backward" if count > 0 else "forward"
    return numpy.busday_offset(day, count, roll=roll, holidays=HOLIDAYS).astype(date)


def business_cases():
    for _ in range(700):
        day = date(2018, 1, 1) + timedelta(days=random.randrange(0, 6500))
        count = random.choice([0, 1, -1, 2, -2, 5, -5, 10, 250, -250, random.randrange(-3000, 3000)])
        yield day, count, business(day, count)
    for count in range(-30, 31):
        yield date(2026, 11, 28), count, business(date(2026, 11, 28), count)


def sum_cases():
    for _ in range(900):
        zone = random.choice(ZONES)
        spot = datetime(2000, 1, 1) + timedelta(days=random.randrange(0, 12000), minutes=15 * random.randrange(0, 96))
        months = random.choice(["", "", 0, 1, -1, 12, random.randrange(-60, 60)])
        days = random.choice(["", "", 0, 1, -1, 7, random.randrange(-400, 400)])
        bd = random.choice(["", "", "", 0, 1, -1, 5, random.randrange(-300, 300)])
        seconds = random.choice(["", "", 0, 3600, -3600, 86400, random.randrange(-10**7, 10**7)])
        moved = spot.date() + relativedelta(months=months or 0) + timedelta(days=days or 0)
        if bd != "":
            moved = business(moved, bd)
        # The first part of a second equal hour is never a starting point here, so the wall time says it all; but a
        # starting point in a gap is first moved out of it.
        start = unix(spot, zone)
        at = (EPOCH + timedelta(seconds=start)).astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        if at != spot:
            continue
        instant = start if moved == spot.date() else unix(datetime.combine(moved, spot.time()), zone)
        yield zone, spot.isoformat(), months, days, bd, seconds, instant + (seconds or 0)


def date_cases():
    first, last = date.min.toordinal(), date.max.toordinal()
    days = [first, first + 1, last, last - 1] + [random.randrange(first, last) for _ in range(500)]
    days += [date(y, m, d).toordinal() for y in (1900, 2000, 2020, 2026, 2027) for m, d in
             [(1, 1), (1, 3), (2, 28), (3, 1), (12, 27), (12, 28), (12, 31)]]
    for ordinal in days:
        day = date.fromordinal(ordinal)
        year, week, weekday = day.isocalendar()
        months = random.choice([1, -1, 11, random.randrange(-400, 400)])
        try:
            moved = (day + relativedelta(months=months)).isoformat()
        except (ValueError, OverflowError):
            moved = "-"
        yield (day.isoformat(), ordinal - date(1970, 1, 1).toordinal(), weekday, year, week,
               day.timetuple().tm_yday, months, moved)


REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
# As a pattern of the language, and as strftime has it.
FORMATS = [("yyyy-MM-dd", "%Y-%m-%d"), ("EEE d MMM", "%a {d} %b"), ("EEEE", "%A"), ("MMMM", "%B"), ("DDD", "%j"),
           ("yy", "%y"), ("HH:mm:ss", "%H:%M:%S"), ("hh:mm a", "%I:%M %p"), ("YYYY-'W'ww-e", "%G-W%V-%u"),
           ("xx", "%z")]


def zone_cases():
    """Wall times of many zones, in years whose rules no later release of the zone data has changed."""
    names = sorted(name for name in available_timezones() if name.startswith(REGIONS))
    for zone in random.sample(names, 120):
        for _ in range(8):
            wall = datetime(1975, 1, 1) + timedelta(minutes=random.randrange(0, 45 * 365 * 1440))
            yield zone, wall.isoformat(), unix(wall, zone)


def format_cases():
    for _ in range(400):
        zone = random.choice(ZONES)
        instant = random.randrange(31536000, 60 * 365 * 86400)
        moment = (EPOCH + timedelta(seconds=instant)).astimezone(ZoneInfo(zone))
        text = "|".join(python for _, python in FORMATS).replace("{d}", str(moment.day))
        yield zone, instant, moment.strftime(text)


def spoken_cases():
    """Dates as people write them, read by dateutil."""
    forms = [("%d %b %Y", "dmy"), ("%B %d, %Y", "mdy"), ("%b %d %Y", "mdy"), ("%A, %d %B %Y", "dmy"), ("%d-%b-%Y", "dmy"),
             ("%d/%m/%Y", "dmy"), ("%m/%d/%Y", "mdy"), ("%d.%m.%Y", "dmy"), ("%Y/%m/%d", "ymd"), ("%d %b %y", "dmy"),
             ("%m/%d/%y", "mdy"), ("%d/%m/%y", "dmy")]
    for _ in range(600):
        day = date(1980, 1, 1) + timedelta(days=random.randrange(0, 34000))
        form, order = random.choice(forms)
        if "%y" in form and not 1980 <= day.year <= 2070:
            continue
        text = day.strftime(form)
        read = parser.parse(text, dayfirst=order == "dmy", yearfirst=order == "ymd").date()
        # Of two digits dateutil chooses a century of its own around today; ours stands to a fixed day.
        yield text, order, day if "%y" in form else read


def write(name, rows):
    with open(name, "w") as out:
        out.write("# Made by generate.py in this folder, from zoneinfo, dateutil and numpy: run it to make it again.\n")
        for row in rows:
            out.write("\t".join(str(cell) for cell in row) + "\n")


write("walls.tsv", wall_cases())
write("instants.tsv", instant_cases())
write("holidays.tsv", ((day,) for day in HOLIDAYS))
write("business.tsv", business_cases())
write("sums.tsv", sum_cases())
write("dates.tsv", date_cases())
write("zones.tsv", zone_cases())
write("formats.tsv", [("zone", "instant", "|".join(ours for ours, _ in FORMATS))] + list(format_cases()))
write("spoken.tsv", spoken_cases())
