//! Bytes that are no clean UTF-8 JSON.

use super::*;

fn utf16(text: &str, order: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(order);
    mark.iter().copied().chain(units).collect()
}

/// As PowerShell 5 (`>`), PowerShell 7, and editors of Windows write it.
fn dialects(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("utf-8", text.as_bytes().to_vec()),
        (
            "utf-8 with a mark",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        ),
        (
            "utf-16 little end",
            utf16(text, u16::to_le_bytes, b"\xff\xfe"),
        ),
        ("utf-16 big end", utf16(text, u16::to_be_bytes, b"\xfe\xff")),
        ("crlf", text.replace('\n', "\r\n").into_bytes()),
    ]
}

fn tried(bytes: &[u8], arguments: &[&str]) -> Run {
    let folder = folder();
    let path = folder.path().join("input.json");
    std::fs::write(&path, bytes).unwrap();
    run_on(arguments, &path)
}

#[test]
fn exports_are_read_in_every_dialect_of_unicode() {
    let text = serde_json::to_string_pretty(&[assignment()]).unwrap();
    for (dialect, bytes) in dialects(&text) {
        let run = tried(&bytes, &["who", ACTION, "-i"]);
        assert!(run.stdout.contains(PERSON), "{dialect}: {}", run.told());
    }
}

#[test]
fn files_that_options_name_are_read_in_every_dialect_too() {
    let condition = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'a'";
    let attributes = r#"{"@Resource[Microsoft.Storage/storageAccounts:name]":"a"}"#;
    let questions = r#"[{"role":"Reader","action":"Microsoft.Storage/storageAccounts/read"}]"#;
    let texts: [(&str, &[&str]); 4] = [
        (
            attributes,
            &["conditions", "eval", condition, "--attributes"],
        ),
        (condition, &["conditions", "lint"]),
        (questions, &["can", "--questions"]),
        (
            "Microsoft.Storage/storageAccounts/read\n",
            &["recommend", "--actions-from"],
        ),
    ];
    for (text, arguments) in texts {
        for (dialect, bytes) in dialects(text) {
            let run = tried(&bytes, arguments);
            assert_eq!(run.code, 0, "{arguments:?} {dialect}: {}", run.told());
        }
    }
}

#[test]
fn damaged_text_is_an_error_with_its_place() {
    for (name, bytes) in [
        ("a nul in a string", &b"[{\"principalId\":\"a\0b\"}]"[..]),
        ("nothing but nuls", &[0; 1000]),
        ("a lone surrogate", br#"[{"principalId":"\ud800"}]"#),
        ("a lone surrogate as a key", br#"[{"\udc00":"x"}]"#),
        (
            "bytes that are no utf-8",
            b"[{\"principalId\":\"\xff\xfe\"}]",
        ),
        ("a number beyond all", b"[{\"principalId\":1e999999}]"),
        ("half a record", b"[{\"principalId\":"),
    ] {
        for reader in READERS {
            tried(bytes, reader);
        }
        let run = tried(bytes, &["who", ACTION, "-i"]);
        let told =
            run.code == 3 && run.stderr.contains("\n  at ") && run.stderr.contains("input.json:1:");
        assert!(
            told || name == "a number beyond all",
            "{name}: {}",
            run.told()
        );
    }
}

#[test]
fn a_damaged_line_costs_that_line_and_says_so() {
    let good = assignment().to_string();
    let text = format!("{good}\n{{\"principalId\":\"\\ud800\"}}\n{good}\n");
    let folder = folder();
    let path = folder.path().join("lines.jsonl");
    std::fs::write(&path, text).unwrap();
    let run = run_on(&["who", ACTION, "--format", "json", "-i"], &path);
    let json = run.json();
    assert_eq!(json["complete"], false, "{}", run.told());
    assert!(run.stderr.contains("lines.jsonl:2"), "{}", run.told());
    assert_eq!(json["result"]["principals"][0]["id"], PERSON);
}

#[test]
fn nothing_at_all_is_told() {
    for bytes in [
        &b""[..],
        b"  \n ",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b"0",
    ] {
        for reader in READERS {
            tried(bytes, reader);
        }
    }
}

#[test]
fn escaped_nuls_are_shown_and_not_sent() {
    let mut named = assignment();
    named["principalName"] = "ab\0\u{85}cd".into();
    let run = tried(format!("[{named}]").as_bytes(), &["who", ACTION, "-i"]);
    assert!(run.stdout.contains("ab\\u{0}\\u{85}cd"), "{}", run.told());
}
