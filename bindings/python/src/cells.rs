//! Cells of the columns of tables, in whatever form Arrow holds them. Nothing is copied.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, Date32Array, Int64Array, LargeBinaryArray,
    LargeStringArray, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};
use pyo3::PyErr;
use pyo3::exceptions::PyValueError;
use rolecall::Timestamp;

/// A column of text.
pub(crate) enum Texts {
    Short(StringArray),
    Long(LargeStringArray),
    Views(StringViewArray),
    /// Each cell is the number of a text, if it has one.
    Numbered(Vec<Option<usize>>, Box<Texts>),
    /// All cells are null.
    Absent,
}

/// A column of bytes.
pub(crate) enum Bytes {
    Short(BinaryArray),
    Long(LargeBinaryArray),
    Views(BinaryViewArray),
    Text(Texts),
}

/// A column of moments.
pub(crate) enum Times {
    /// As people write them.
    Written(Texts),
    /// Counted from the beginning of 1970 in UTC, each of so many nanoseconds.
    Counted(Int64Array, i128),
    /// Days, each its midnight in UTC.
    Days(Date32Array),
}

/// The nanoseconds of a second.
const SECOND: i128 = 1_000_000_000;

/// The nanoseconds of a day.
const DAY: i128 = 86_400 * SECOND;

impl Texts {
    /// A column with text, if the table has it.
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Option<Self>, PyErr> {
        let Some(column) = batch.column_by_name(name) else {
            return Ok(None);
        };
        let texts = Self::in_column(column);
        texts.ok_or_else(|| not("text", name, column)).map(Some)
    }

    fn in_column(column: &ArrayRef) -> Option<Self> {
        Some(match column.data_type() {
            DataType::Utf8 => Self::Short(column.as_string_opt()?.clone()),
            DataType::LargeUtf8 => Self::Long(column.as_string_opt()?.clone()),
            DataType::Utf8View => Self::Views(column.as_string_view_opt()?.clone()),
            DataType::Null => Self::Absent,
            DataType::Dictionary(..) => {
                let named = column.as_any_dictionary_opt()?;
                let texts = Self::in_column(named.values())?;
                if named.values().is_empty() {
                    return Some(Self::Absent);
                }
                let numbers = named.normalized_keys().into_iter().enumerate();
                let is_given = |row| named.keys().is_valid(row);
                let numbers = numbers.map(|(row, number)| is_given(row).then_some(number));
                Self::Numbered(numbers.collect(), Box::new(texts))
            }
            _ => return None,
        })
    }

    /// The text of a cell, if it has one.
    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Short(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Long(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Views(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Numbered(numbers, texts) => texts.get((*numbers.get(row)?)?),
            Self::Absent => None,
        }
    }
}

impl Bytes {
    /// A column with bytes or text, if the table has it.
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Option<Self>, PyErr> {
        let Some(column) = batch.column_by_name(name) else {
            return Ok(None);
        };
        let bytes = match column.data_type() {
            DataType::Binary => column.as_binary_opt().cloned().map(Self::Short),
            DataType::LargeBinary => column.as_binary_opt().cloned().map(Self::Long),
            DataType::BinaryView => column.as_binary_view_opt().cloned().map(Self::Views),
            _ => Texts::in_column(column).map(Self::Text),
        };
        bytes.ok_or_else(|| not("bytes", name, column)).map(Some)
    }

    /// The bytes of a cell, if it has any.
    pub(crate) fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Short(bytes) => bytes.is_valid(row).then(|| bytes.value(row)),
            Self::Long(bytes) => bytes.is_valid(row).then(|| bytes.value(row)),
            Self::Views(bytes) => bytes.is_valid(row).then(|| bytes.value(row)),
            Self::Text(texts) => texts.get(row).map(str::as_bytes),
        }
    }
}

impl Times {
    /// A column with moments, if the table has it. What is counted without a zone is in UTC, as moments
    /// without one are everywhere here.
    pub(crate) fn of(batch: &RecordBatch, name: &str) -> Result<Option<Self>, PyErr> {
        let Some(column) = batch.column_by_name(name) else {
            return Ok(None);
        };
        let times = match column.data_type() {
            DataType::Timestamp(unit, _) => counted(column, *unit),
            DataType::Date32 => {
                let days = column.as_primitive_opt::<Date32Type>();
                days.cloned().map(Self::Days)
            }
            DataType::Date64 => {
                let counts = column.as_primitive_opt::<Date64Type>();
                counts.map(|counts| Self::Counted(counts.reinterpret_cast(), SECOND / 1_000))
            }
            _ => Texts::in_column(column).map(Self::Written),
        };
        times.ok_or_else(|| not("moments", name, column)).map(Some)
    }
}

fn counted(column: &ArrayRef, unit: TimeUnit) -> Option<Times> {
    let (counts, each): (Int64Array, i128) = match unit {
        TimeUnit::Second => {
            let counts = column.as_primitive_opt::<TimestampSecondType>()?;
            (counts.reinterpret_cast::<Int64Type>(), SECOND)
        }
        TimeUnit::Millisecond => {
            let counts = column.as_primitive_opt::<TimestampMillisecondType>()?;
            (counts.reinterpret_cast(), SECOND / 1_000)
        }
        TimeUnit::Microsecond => {
            let counts = column.as_primitive_opt::<TimestampMicrosecondType>()?;
            (counts.reinterpret_cast(), SECOND / 1_000_000)
        }
        TimeUnit::Nanosecond => {
            let counts = column.as_primitive_opt::<TimestampNanosecondType>()?;
            (counts.reinterpret_cast(), 1)
        }
    };
    Some(Times::Counted(counts, each))
}

/// The moment that is so many units after the beginning of 1970.
pub(crate) fn moment(count: i128, unit: i128) -> Result<Timestamp, &'static str> {
    Timestamp::from_unix_nanoseconds(count * unit).ok_or("`time` is not in the years 2 to 9999")
}

impl Times {
    /// The moment of a cell, where it is counted.
    pub(crate) fn instant(&self, row: usize) -> Option<Result<Timestamp, &'static str>> {
        match self {
            Self::Written(_) => None,
            Self::Counted(counts, unit) => {
                let count = counts.is_valid(row).then(|| counts.value(row))?;
                Some(moment(count.into(), *unit))
            }
            Self::Days(days) => {
                let day = days.is_valid(row).then(|| days.value(row))?;
                Some(moment(day.into(), DAY))
            }
        }
    }
}

fn not(wanted: &str, name: &str, column: &ArrayRef) -> PyErr {
    let form = column.data_type();
    PyValueError::new_err(format!("column `{name}` holds {form}, not {wanted}"))
}
