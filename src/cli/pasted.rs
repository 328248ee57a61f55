//! Text that people paste: from a file or standard input, in whatever encoding.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::complain::Complaint;
use crate::import::text_of;

/// The text of a file, or of standard input for `-`.
pub(crate) fn read_text(file: &Path) -> Result<String, Complaint> {
    let failed = |error: io::Error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            _ => error.to_string().to_lowercase(),
        };
        Complaint::input(format!("can't read `{}`: {why}", file.display()))
    };
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
        bytes
    } else {
        fs::read(file).map_err(failed)?
    };
    Ok(text_of(&bytes))
}
