//! Compressed files.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gzip(parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for part in parts {
        encoder.write_all(&part).unwrap();
    }
    encoder.finish().unwrap()
}

fn tried(bytes: &[u8], reader: &[&str]) -> Run {
    let folder = folder();
    let path = folder.path().join("input.json.gz");
    std::fs::write(&path, bytes).unwrap();
    run_on(reader, &path)
}

#[test]
fn members_one_after_the_other_are_one_file() {
    let text = serde_json::to_vec(&[assignment()]).unwrap();
    let (head, tail) = text.split_at(40);
    let bytes = [gzip([head.to_vec()]), gzip([tail.to_vec()])].concat();
    let run = tried(&bytes, &["who", ACTION, "-i"]);
    assert!(run.stdout.contains(PERSON), "{}", run.told());
}

#[test]
fn a_cut_or_damaged_file_is_an_error() {
    let whole = gzip([serde_json::to_vec(&[assignment()]).unwrap()]);
    let mut wrong_sum = whole.clone();
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 0xff;
    let garbage = [whole.as_slice(), b"garbage"].concat();
    for bytes in [
        &whole[..whole.len() - 9],
        &whole[..12],
        &wrong_sum,
        &garbage,
        b"\x1f\x8b",
    ] {
        for reader in READERS {
            let run = tried(bytes, reader);
            if reader[0] != "recommend" {
                assert_eq!(run.code, 3, "{reader:?}: {}", run.told());
            }
        }
        let run = tried(bytes, &["who", ACTION, "-i"]);
        assert!(run.stderr.contains("can't decompress"), "{}", run.told());
    }
}

/// Eighty mebibytes that take eighty kibibytes packed: the limit is 64, or a hundred times the size.
#[test]
fn a_bomb_is_not_unpacked() {
    let blank = vec![b' '; 1 << 20];
    let bomb = gzip(std::iter::repeat_n(blank, 80));
    assert!(bomb.len() < 800 << 10);
    for reader in [&["who", ACTION, "-i"][..], &["roles", "lint"], &["verify"]] {
        let run = tried(&bomb, reader);
        assert_eq!(run.code, 3, "{}", run.told());
        assert!(
            run.stderr.contains("more than 100 times its size"),
            "{}",
            run.told()
        );
    }
}

#[test]
fn a_bomb_among_others_leaves_the_answer_open() {
    let folder = folder();
    let blank = vec![b' '; 1 << 20];
    std::fs::write(
        folder.path().join("a.json.gz"),
        gzip(std::iter::repeat_n(blank, 80)),
    )
    .unwrap();
    std::fs::write(folder.path().join("b.json"), format!("[{}]", assignment())).unwrap();
    let run = run_on(&["who", ACTION, "--format", "json", "-i"], folder.path());
    let json = run.json();
    assert_eq!(json["complete"], false);
    assert_eq!(json["result"]["principals"][0]["id"], PERSON);
}
