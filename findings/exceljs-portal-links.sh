#!/usr/bin/env bash
# exceljs 4.4.0 (npm), reading a workbook whose scopes are links to Azure's portal (`https://portal.azure.com/#@contoso/resource/subscriptions/…`), as
# reviews of access have them: what follows `#` is where all such links differ, and a workbook of Excel, XlsxWriter or openpyxl
# holds it in a field of its own, `location`. exceljs doesn't read it: each link is `https://portal.azure.com/`, and so it is in the workbook that
# is written from it, of which nobody can tell any more what a row's link was. `WorkbookReader`, the stream, has no links at all, with
# `hyperlinks: 'cache'` too. Links that exceljs itself wrote come back whole, so that a test by exceljs alone passes. xlsx 0.18.5 (npm) and openpyxl 3.1.5 have all.
#
# Guess: a link that is read is the link that is there.
# Seen: exceljs https://portal.azure.com/, stream none, its own #@contoso | written by exceljs: None | xlsx #@contoso | openpyxl @contoso
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q xlsxwriter==3.2.9 openpyxl==3.1.5
npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx@0.18.5
venv/bin/python - <<'PYTHON'
import xlsxwriter

link = "https://portal.azure.com/#@contoso/resource/subscriptions/00000000-0000-0000-0000-000000000001"
with xlsxwriter.Workbook("review.xlsx") as book:
    book.add_worksheet("Access").write_url("A1", link, string="subscription 1")
PYTHON
cat > read.cjs <<'JS'
const Excel = require('exceljs')
const sheetjs = require('xlsx')
const link = 'https://portal.azure.com/#@contoso/resource/subscriptions/00000000-0000-0000-0000-000000000001'
const short = text => (text && text.includes('#') ? '#' + text.split('#')[1].split('/')[0] : text)

async function first(path) {
  const book = new Excel.Workbook()
  await book.xlsx.readFile(path)
  return { book, cell: book.worksheets[0].getCell('A1').value }
}

async function main() {
  const { book, cell } = await first('review.xlsx')
  await book.xlsx.writeFile('written.xlsx')
  const own = new Excel.Workbook()
  own.addWorksheet('Access').getCell('A1').value = { text: 'subscription 1', hyperlink: link }
  await own.xlsx.writeFile('own.xlsx')
  const back = (await first('own.xlsx')).cell
  const reader = new Excel.stream.xlsx.WorkbookReader('review.xlsx', { hyperlinks: 'cache', sharedStrings: 'cache', worksheets: 'emit' })
  let stream
  for await (const sheet of reader) for await (const row of sheet) stream = row.getCell(1).value
  const other = sheetjs.readFile('review.xlsx').Sheets.Access.A1.l.Target
  console.log(`exceljs ${short(cell.hyperlink)}, stream ${stream.hyperlink ?? 'none'}, its own ${short(back.hyperlink)}|xlsx ${short(other)}`)
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
JS
answer=$(node read.cjs)
export answer
venv/bin/python - <<'PYTHON'
import os

import openpyxl


def place(path):
    location = openpyxl.load_workbook(path).worksheets[0]["A1"].hyperlink.location
    return location and location.split("/")[0]


exceljs, xlsx = os.environ["answer"].split("|")
seen = f"{exceljs} | written by exceljs: {place('written.xlsx')} | {xlsx} | openpyxl {place('review.xlsx')}"
print(seen)
assert seen == (
    "exceljs https://portal.azure.com/, stream none, its own #@contoso | written by exceljs: None | "
    "xlsx #@contoso | openpyxl @contoso"
)
PYTHON
