//! A workbook of tables. The rust_xlsxwriter crate lives only here.

use std::collections::{HashMap, HashSet};

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError,
};

use crate::report::hostile::clean;
use crate::report::page::Table;
use crate::text::NameMap;

/// A table as a sheet.
pub(crate) struct Sheet {
    /// The name on its tab.
    pub(crate) name: &'static str,
    pub(crate) table: Table,
    /// Columns whose cells lead to another sheet.
    pub(crate) links: Vec<Link>,
    /// Rows that are struck through.
    pub(crate) struck: Vec<usize>,
}

/// The cells of a column lead to the row of another sheet that has the same text in its first
/// column. Of several ids in a cell the first counts.
#[derive(Clone, Copy)]
pub(crate) struct Link {
    pub(crate) column: &'static str,
    /// The column whose text is looked up.
    pub(crate) by: &'static str,
    pub(crate) sheet: &'static str,
}

/// Why no workbook could be made.
#[derive(Debug, thiserror::Error)]
#[error("can't make the workbook: {0}")]
pub(crate) struct WorkbookError(#[from] XlsxError);

/// What a cell holds at most (Excel's limits).
const LONGEST_CELL: usize = 32_767;
/// Rows of a sheet, the header among them.
const MOST_ROWS: usize = 1_048_576;
/// Links of a sheet.
const MOST_LINKS: usize = 65_530;
const WIDEST: usize = 70;

/// Columns of numbers.
const NUMBERS: [&str; 8] = [
    "rank",
    "findings",
    "assignments",
    "records",
    "open",
    "suppressed",
    "value",
    "count",
];

/// The sheets as bytes of a workbook, the same for the same sheets.
///
/// # Errors
///
/// When a sheet breaks a rule of the format.
pub(crate) fn to_xlsx(sheets: Vec<Sheet>) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    // Packing takes a fifth of the time at the usual level, 6, for a tenth of the bytes.
    workbook.set_zip_compression_level(4);
    // A workbook has a date of creation; no clock is read for it.
    let date = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new()
        .set_title("rolecall")
        .set_creation_datetime(&date);
    workbook.set_properties(&properties);
    let targets: HashSet<&str> = sheets
        .iter()
        .flat_map(|sheet| sheet.links.iter().map(|link| link.sheet))
        .collect();
    let rows: Rows = sheets
        .iter()
        .filter(|sheet| targets.contains(sheet.name))
        .map(|sheet| (sheet.name, row_numbers(&sheet.table)))
        .collect();
    // The workbook holds texts of its own: a table is let go when it is written.
    for sheet in sheets {
        // Sheets of low memory panic in version 0.102 where their temporary file can't be written.
        write(workbook.add_worksheet(), &sheet, &rows)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The rows of the sheets that links lead to.
type Rows = HashMap<&'static str, NameMap<String, usize>>;

/// The row of each text of the first column, from 1 under the header.
fn row_numbers(table: &Table) -> NameMap<String, usize> {
    let mut numbers = NameMap::default();
    for (at, row) in table.rows.iter().enumerate() {
        if let Some(first) = row.first() {
            numbers.entry(first.clone()).or_insert(at + 1);
        }
    }
    numbers
}

fn write(worksheet: &mut Worksheet, sheet: &Sheet, rows: &Rows) -> Result<(), XlsxError> {
    let Table {
        columns,
        rows: cells,
        ..
    } = &sheet.table;
    worksheet.set_name(sheet.name)?;
    let header = Format::new()
        .set_bold()
        .set_font_color(Color::White)
        .set_background_color(Color::RGB(0x2F_4B6E));
    for (column, name) in (0u16..).zip(columns) {
        worksheet.write_string_with_format(0, column, *name, &header)?;
        worksheet.set_column_width(column, width(cells, usize::from(column), name))?;
    }
    worksheet.set_freeze_panes(1, 0)?;
    let shown = cells.len().min(MOST_ROWS - 1);
    let last = u32::try_from(shown).unwrap_or(u32::MAX);
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    worksheet.autofilter(0, 0, last, last_column)?;
    let mut links_left = MOST_LINKS;
    let mut formats: HashMap<Look, Format> = HashMap::new();
    for (at, row) in (1u32..).zip(&cells[..shown]) {
        let struck = sheet.struck.binary_search(&(at as usize - 1)).is_ok();
        for (column, (name, cell)) in (0u16..).zip(columns.iter().zip(row)) {
            let target = target(sheet, columns, row, name, rows).filter(|_| links_left > 0);
            let look = Look {
                is_struck: struck,
                is_wrapped: cell.contains('\n'),
                is_link: target.is_some(),
                colour: colour(name, cell),
            };
            let format = formats.entry(look).or_insert_with(|| look.format());
            if let Some(target) = target {
                links_left -= 1;
                let url = Url::new(target).set_text(shown_text(cell));
                worksheet.write_url_with_format(at, column, url, format)?;
            } else if let Some(number) = number(name, cell) {
                worksheet.write_number_with_format(at, column, number, format)?;
            } else if !cell.is_empty() {
                worksheet.write_string_with_format(at, column, shown_text(cell), format)?;
            }
        }
    }
    Ok(())
}

fn number(column: &str, cell: &str) -> Option<f64> {
    if !NUMBERS.contains(&column) {
        return None;
    }
    cell.parse::<u32>().ok().map(f64::from)
}

fn target(
    sheet: &Sheet,
    columns: &[&'static str],
    row: &[String],
    column: &str,
    rows: &Rows,
) -> Option<String> {
    let link = sheet.links.iter().find(|link| link.column == column)?;
    let by = columns.iter().position(|name| *name == link.by)?;
    let key = row.get(by)?;
    let key = key.split(' ').next().unwrap_or(key);
    let found = rows.get(link.sheet)?.get(key)?;
    Some(format!("internal:{}!A{}", link.sheet, found + 1))
}

/// A text as a cell holds it: no control characters, no longer than a cell may be. Its type says that it
/// is no formula.
fn shown_text(cell: &str) -> String {
    let text = clean(cell);
    if text.len() <= LONGEST_CELL || text.chars().count() <= LONGEST_CELL {
        return text;
    }
    const NOTE: &str = " … (cut: longer than a cell may be; the JSON report has it whole)";
    let kept = LONGEST_CELL - NOTE.chars().count();
    text.chars().take(kept).chain(NOTE.chars()).collect()
}

/// What a cell looks like.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Look {
    is_struck: bool,
    is_wrapped: bool,
    is_link: bool,
    /// The colour behind the text.
    colour: Option<u32>,
}

impl Look {
    fn format(self) -> Format {
        let mut format = Format::new().set_align(FormatAlign::Top);
        if self.is_struck {
            format = format.set_font_strikethrough().set_font_color(Color::Gray);
        }
        if self.is_wrapped {
            format = format.set_text_wrap();
        }
        if let Some(colour) = self.colour {
            format = format.set_background_color(Color::RGB(colour));
        }
        match self.is_link {
            true => format.set_font_color(Color::RGB(0x05_63C1)),
            false => format,
        }
    }
}

fn colour(column: &str, cell: &str) -> Option<u32> {
    Some(match (column, cell) {
        ("severity" | "gravest", "critical") => 0xF4_B6B6,
        ("severity" | "gravest", "high" | "error") | ("result", "failed") => 0xF9_D5B5,
        ("severity" | "gravest", "medium" | "warning") => 0xFB_EFB9,
        _ => return None,
    })
}

/// Wide enough for most cells, within reason.
fn width(rows: &[Vec<String>], column: usize, name: &str) -> f64 {
    let longest = rows
        .iter()
        .take(500)
        .filter_map(|row| row.get(column))
        .flat_map(|cell| cell.lines())
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    // The header has a button for its filter.
    let characters = longest.max(name.len() + 3).min(WIDEST);
    f64::from(u32::try_from(characters).unwrap_or(0)) + 1.0
}
