//! The text that `az` printed. Into a pipe it prints in the code page of the system where it isn't
//! told otherwise, and on Windows it can't be told: the installer starts Python so that it looks at
//! no variable.

use std::process::Command;

use encoding_rs::{Encoding, mem};

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
    // UTF-16 says itself what it is.
    if let Some((page, _)) = Encoding::for_bom(&bytes) {
        let text = page.decode_with_bom_removal(&bytes);
        if let (text, false) = text {
            return Ok(text.into_owned().into_bytes());
        }
    }
    let page = code_page();
    match page.as_deref().and_then(|page| decoded(&bytes, page)) {
        Some(text) => Ok(text.into_bytes()),
        None => Err(Failure::failed(format!(
            "`az` did not print UTF-8 (code page {}): {HELP}",
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

/// The bytes of a code page as text; of one that isn't known, and where some of the bytes stand for
/// nothing, none.
fn decoded(bytes: &[u8], page: &str) -> Option<String> {
    let page = page.to_ascii_lowercase();
    let text = match page.strip_prefix("cp").unwrap_or(&page) {
        "28591" | "iso-8859-1" | "iso8859-1" | "iso88591" | "latin1" | "latin-1" => {
            return Some(mem::decode_latin1(bytes).into_owned());
        }
        number => {
            let page = encoding_of(number).or_else(|| Encoding::for_label(page.as_bytes()))?;
            page.decode_without_bom_handling_and_without_replacement(bytes)?
        }
    };
    // The encodings of the web have control characters where those of Windows have nothing.
    let is_control = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    (!text.contains(is_control)).then(|| text.into_owned())
}

/// The encoding that Windows knows by a number.
fn encoding_of(number: &str) -> Option<&'static Encoding> {
    let label = match number {
        "866" => "ibm866".to_owned(),
        "874" => "windows-874".to_owned(),
        "932" => "shift_jis".to_owned(),
        "936" => "gbk".to_owned(),
        "949" => "euc-kr".to_owned(),
        "950" => "big5".to_owned(),
        "54936" => "gb18030".to_owned(),
        // As locales name them.
        "eucjp" => "euc-jp".to_owned(),
        "euckr" => "euc-kr".to_owned(),
        _ if number.len() == 4 && number.starts_with("125") => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_read_by_any_of_their_names() {
        for (page, bytes, text) in [
            ("1252", &b"Z\xfcrich \x80"[..], "Zürich €"),
            ("cp1252", b"Z\xfcrich", "Zürich"),
            ("ISO-8859-1", b"Z\xfcrich", "Zürich"),
            ("iso885915", b"\xa4", "€"),
            ("1250", b"\x8a\xe1", "Šá"),
            ("CP1251", b"\xcc\xee\xf1\xea\xe2\xe0", "Москва"),
            ("KOI8-R", b"\xed\xcf", "Мо"),
            ("932", b"\x93\x8c\x8b\x9e", "東京"),
            ("936", b"\xb1\xb1\xbe\xa9", "北京"),
            ("949", b"\xbc\xad\xbf\xef", "서울"),
            ("eucJP", b"\xc5\xec", "東"),
        ] {
            assert_eq!(decoded(bytes, page).as_deref(), Some(text), "{page}");
        }
    }

    #[test]
    fn bytes_that_stand_for_nothing_are_not_guessed() {
        for (page, bytes) in [
            ("1252", &b"\x81"[..]),
            ("932", b"\x93"),
            ("UTF-8", b"Z\xfcrich"),
            ("850", b"Z\x81rich"),
            ("", b"\xfc"),
        ] {
            assert_eq!(decoded(bytes, page), None, "{page}");
        }
    }

    #[test]
    fn utf16_says_itself_what_it_is() {
        let bytes: Vec<u8> = "\u{feff}[\"ü\"]"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text(bytes, "").unwrap(), "[\"ü\"]".as_bytes());
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
