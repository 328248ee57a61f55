#!/usr/bin/env bash
# exceljs 4.4.0 (npm), a workbook of an access review: a sign-in name that somebody types into Excel becomes a link by itself
# (`mailto:ada@contoso.com`), and the value of such a cell is an object, `{text, hyperlink}`. As a key of a Map no two are equal, so that nobody is
# found among the role assignments; as a key of an object, or in a text, everybody is `[object Object]`, one person, with the decision that stands
# last. `csv.write` of the same sheet has `mailto:ada@contoso.com` for the name, and the reviewer's times, which have no zone in Excel, as UTC
# in the machine's zone, at another hour and maybe another day. Names that a program wrote are texts. `cell.text` is the name in either.
# read-excel-file 9.3.17 and xlsx 0.18.5 (npm) and openpyxl 3.1.5 (pip) give the name.
#
# Guess: the value of a cell is what stands in it, and a CSV of a sheet is what one sees.
# Seen: [object Object], text ada@contoso.com, CSV mailto:ada@contoso.com | decisions by name: 1 of 2 | CSV in Oslo: 2026-03-02T00:30:00+01:00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q openpyxl==3.1.5
npm install --silent --no-audit --no-fund exceljs@4.4.0 read-excel-file@9.3.17 xlsx@0.18.5 >/dev/null
cat >write.py <<'PYTHON'
from datetime import datetime

import openpyxl

book = openpyxl.Workbook()
sheet = book.active
rows = [("ada@contoso.com", "keep"), ("eve@contoso.com", "remove")]
for row, (name, decision) in enumerate(rows, 1):
    sheet.append([name, decision, datetime(2026, 3, 1, 23, 30)])
    sheet.cell(row=row, column=1).hyperlink = f"mailto:{name}"
sheet.append(["bob@contoso.com", "keep", datetime(2026, 3, 1, 23, 30)])
book.save("review.xlsx")
print(openpyxl.load_workbook("review.xlsx").active["A1"].value)
PYTHON
cat >read.mjs <<'JS'
import Excel from 'exceljs';
import { readFileSync } from 'node:fs';
import readExcel from 'read-excel-file/node';
import XLSX from 'xlsx';

const book = new Excel.Workbook();
await book.xlsx.readFile('review.xlsx');
const sheet = book.worksheets[0];
const cells = [1, 2, 3].map((row) => sheet.getCell(row, 1));
console.log(cells.map((cell) => `${cell.value} ${cell.text}`).join(' | '));
const decisions = {};
[1, 2].forEach((row) => { decisions[sheet.getCell(row, 1).value] = sheet.getCell(row, 2).value; });
console.log(JSON.stringify(decisions), new Map(cells.map((cell) => [cell.value, 1])).has('ada@contoso.com'));
console.log(String(await book.csv.writeBuffer()));
const others = [(await readExcel('review.xlsx'))[0].data[0][0], XLSX.read(readFileSync('review.xlsx')).Sheets.Sheet.A1.v];
console.log(others.join(' '));
JS
{ venv/bin/python write.py && TZ=Europe/Oslo node read.mjs; } | tee out
diff out - <<'SEEN'
ada@contoso.com
[object Object] ada@contoso.com | [object Object] eve@contoso.com | bob@contoso.com bob@contoso.com
{"[object Object]":"remove"} false
mailto:ada@contoso.com,keep,2026-03-02T00:30:00+01:00
mailto:eve@contoso.com,remove,2026-03-02T00:30:00+01:00
bob@contoso.com,keep,2026-03-02T00:30:00+01:00
ada@contoso.com ada@contoso.com
SEEN
