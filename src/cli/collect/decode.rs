//! The text that `az` printed. Into a pipe it prints in the code page of the system where it isn't
//! told otherwise, and on Windows it can't be told: the installer starts Python so that it looks at
//! no variable.

use std::process::Command;

use super::failure::Failure;

/// What `az` warns of when the code page lacks a letter: all that aren't ASCII are gone then.
pub(crate) const LOST: &str = "Unable to encode the output";

/// What helps where the output is no UTF-8.
const HELP: &str =
    "set the system to UTF-8, or run it where the terminal is UTF-8, as Azure Cloud Shell";

/// The output as UTF-8.
///
/// # Errors
///
/// When letters were lost on the way, or it is in a code page that isn't known.
pub(crate) fn text(bytes: Vec<u8>, stderr: &str) -> Result<Vec<u8>, Failure> {
    if stderr.contains(LOST) {
        return Err(Failure::failed(format!(
            "`az` left out letters that its code page lacks: {HELP}"
        )));
    }
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    if std::str::from_utf8(&bytes).is_ok() {
        return Ok(bytes);
    }
    let page = code_page();
    match page.as_deref().and_then(|page| decoded(&bytes, page)) {
        Some(text) => Ok(text.into_bytes()),
        None => Err(Failure::failed(format!(
            "`az` printed no UTF-8 (code page {}): {HELP}",
            page.as_deref().unwrap_or("not known")
        ))),
    }
}

/// The code page in which programs print.
fn code_page() -> Option<String> {
    if cfg!(windows) {
        let key = r"HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage";
        let said = Command::new("reg")
            .args(["query", key, "/v", "ACP"])
            .output();
        let said = String::from_utf8_lossy(&said.ok()?.stdout).into_owned();
        return said.split_whitespace().last().map(str::to_owned);
    }
    let set = |name| {
        std::env::var(name)
            .ok()
            .filter(|value: &String| !value.is_empty())
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set)?;
    let (_, charset) = locale.split_once('.')?;
    Some(charset.split('@').next().unwrap_or_default().to_owned())
}

/// The bytes of a code page as text; of one that isn't known, and where one of the bytes stands for
/// nothing, none.
fn decoded(bytes: &[u8], page: &str) -> Option<String> {
    let page: String = page.chars().filter(char::is_ascii_alphanumeric).collect();
    let western = match page.to_ascii_lowercase().as_str() {
        "1252" | "cp1252" | "windows1252" => true,
        "28591" | "iso88591" | "latin1" => false,
        _ => return None,
    };
    let letter = |&byte: &u8| match byte {
        0x80..=0x9f if western => WESTERN[usize::from(byte - 0x80)],
        _ => Some(char::from(byte)),
    };
    bytes.iter().map(letter).collect()
}

/// What code page 1252 has where ISO 8859-1 has control characters.
const WESTERN: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_pages_of_western_europe_are_read() {
        assert_eq!(
            decoded(b"Z\xfcrich \x80", "1252").as_deref(),
            Some("Zürich €")
        );
        assert_eq!(
            decoded(b"Z\xfcrich", "ISO-8859-1").as_deref(),
            Some("Zürich")
        );
        assert_eq!(decoded(b"\x81", "1252"), None, "stands for nothing");
        assert_eq!(decoded(b"Z\xfcrich", "1250"), None);
    }

    #[test]
    fn utf8_is_taken_as_it_is_and_lost_letters_are_not() {
        let text = |bytes: &[u8], stderr| super::text(bytes.to_vec(), stderr);
        assert_eq!(
            text("\u{feff}[\"ü\"]".as_bytes(), "").unwrap(),
            "[\"ü\"]".as_bytes()
        );
        let warning = "WARNING: Unable to encode the output with cp1252 encoding. Unsupported characters are discarded.";
        assert!(
            text(b"[\"Zrich\"]", warning)
                .unwrap_err()
                .message
                .contains("left out letters")
        );
    }
}
