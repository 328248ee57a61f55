//! Solves set covers in the format of the OR-Library: `set_cover FILE…`.
//!
//! Prints for each file its name, the cost found, the bound proven, nodes and milliseconds.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use rolecall::minimize::{SearchLimits, SetCover};

/// Rows and columns; the cost of each column; then for each row how many columns cover it, and
/// which, counted from 1.
fn read(text: &str) -> Option<SetCover> {
    let mut numbers = text.split_ascii_whitespace().map(str::parse::<usize>);
    let mut next = || numbers.next().and_then(Result::ok);
    let (rows, columns) = (next()?, next()?);
    let costs = (0..columns)
        .map(|_| next().and_then(|cost| u32::try_from(cost).ok()))
        .collect::<Option<_>>()?;
    let rows = (0..rows)
        .map(|_| {
            let size = next()?;
            (0..size).map(|_| next()?.checked_sub(1)).collect()
        })
        .collect::<Option<_>>()?;
    Some(SetCover { costs, rows })
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file)?;
        let problem = read(&text).ok_or_else(|| format!("`{file}` is no set cover"))?;
        let start = Instant::now();
        let answer = problem.solve(SearchLimits::default());
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        let name = Path::new(&file).file_stem().unwrap_or_default();
        writeln!(
            out,
            "{:8} {:6} {:6} {:7} {milliseconds:9.2}",
            name.to_string_lossy(),
            answer.cost,
            answer.lower_bound,
            answer.nodes,
        )?;
    }
    Ok(())
}
