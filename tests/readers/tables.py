"""Compares tables before and after a spreadsheet saved them.

tables.py WRITTEN.csv FOLDER_WITH_SAVED SHEET.csv ANSWER.json
"""

import csv
import json
import pathlib
import sys

csv.field_size_limit(1 << 30)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def compare(what, ours, theirs, faults):
    if len(ours) != len(theirs):
        faults.append(f"{what}: {len(ours)} rows, {len(theirs)} after")
    for at, (before, after) in enumerate(zip(ours, theirs)):
        # A spreadsheet pads rows.
        after = after + [""] * (len(before) - len(after))
        for name, one, other in zip(ours[0], before, after):
            if one.replace("\r\n", "\n") != other:
                faults.append(f"{what}: row {at}, {name}: {one!r} became {other!r}")


def main():
    written, saved, sheet, answer = map(pathlib.Path, sys.argv[1:])
    faults = []
    ours = rows(written)
    [again] = saved.glob("*.csv")
    compare("csv", ours, rows(again), faults)
    findings = json.loads(answer.read_text(encoding="utf-8"))["result"]["findings"]
    table = rows(sheet)
    column = [name.lower() for name in table[0]].index("id")
    ids = [row[column] for row in table[1:]]
    if ids != [finding["id"] for finding in findings]:
        faults.append("xlsx: the ids are not those of the answer")
    print("\n".join(faults[:10]))
    print(f"{len(ids)} findings kept")
    sys.exit(bool(faults))


main()
