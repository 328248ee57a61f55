"""Opens a workbook with openpyxl and calamine: workbook.py REPORT.xlsx ANSWER.json"""

import json
import sys

import openpyxl
import python_calamine

with open(sys.argv[2], encoding="utf-8") as file:
    findings = json.load(file)["result"]["findings"]
faults = []

book = openpyxl.load_workbook(sys.argv[1])
for sheet in book:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type in "fe":
                faults.append(f"{sheet.title} {cell.coordinate}: {cell.data_type} {cell.value!r}")
            if isinstance(cell.value, str) and cell.value.startswith("'="):
                faults.append(f"{sheet.title} {cell.coordinate}: an apostrophe before {cell.value!r}")
rows = [[cell.value for cell in row] for row in book["Findings"].iter_rows()]

other = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
others = other.get_sheet_by_name("Findings").to_python()
if [[cell if cell is not None else "" for cell in row] for row in rows] != others:
    faults.append("openpyxl and calamine read other cells")
if other.sheet_names != book.sheetnames:
    faults.append(f"{other.sheet_names} and {book.sheetnames}")

column = [str(name).lower() for name in rows[0]].index("id")
if [row[column] for row in rows[1:]] != [finding["id"] for finding in findings]:
    faults.append("the ids are not those of the answer")
print("\n".join(faults[:10]))
print(f"{len(rows) - 1} findings in both")
sys.exit(bool(faults))
