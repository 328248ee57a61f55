//! A file read in pieces, however they are cut, gives what the whole gives.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::import::{document, files};
use crate::model::Tenant;

fn whole(bytes: &[u8]) -> Tenant {
    let mut fragment = Fragment::default();
    let file = files::decode("list.json", "list", bytes.to_vec()).unwrap();
    document::read(&file, &mut fragment);
    fragment.end(file.sha256());
    fragment.finish()
}

fn in_pieces(bytes: &[u8], cut: Cut) -> Tenant {
    let mut fragment = Fragment::default();
    let path = Arc::from("list.json");
    fragment.begin(&path, "list");
    let form = Form::of(bytes).unwrap_or(Form::List);
    let digest = read((bytes, form), cut, &path, &mut fragment);
    fragment.end(digest);
    fragment.finish()
}

fn summary(tenant: &Tenant) -> String {
    format!(
        "{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}",
        tenant.inputs,
        tenant.role_assignments,
        tenant.principals.values().collect::<Vec<_>>(),
        tenant.group_members,
        tenant.resources,
        tenant.diagnostics,
    )
}

fn guid() -> impl Strategy<Value = String> {
    (0..4u8).prop_map(|n| format!("{n:08}-0000-4000-8000-000000000000"))
}

fn element() -> BoxedStrategy<String> {
    const ODD: [&str; 6] = [
        "12",
        "null",
        "\"x\"",
        "[1, [2]]",
        "{}",
        r#"{"a": "\ud83d\ude00"}"#,
    ];
    let assignment = (guid(), guid(), "[a-zü\\\\\n\"]{0,6}").prop_map(|(who, role, name)| {
          let name = serde_json::Value::from(name);
          format!(
              r#"{{"id":"/subscriptions/{role}/providers/Microsoft.Authorization/roleAssignments/{who}",
"principalId":"{who}","principalName":{name},"roleDefinitionId":"{role}","scope":"/subscriptions/{role}"}}"#
          )
      });
    let group = (guid(), guid()).prop_map(|(group, member)| {
        format!(r#"{{"id":"{group}", "displayName":"g", "members":[{{"id":"{member}"}}]}}"#)
    });
    let odd = select(&ODD[..]).prop_map(str::to_owned);
    prop_oneof![4 => assignment, 2 => group, 1 => odd].boxed()
}

fn resource() -> impl Strategy<Value = String> {
    guid().prop_map(|id| {
          format!(
              r#"{{"id":"/subscriptions/{id}/resourceGroups/g/providers/Microsoft.NetworkCloud/clusters/c","type":"Microsoft.NetworkCloud/clusters","identity":null}}"#
          )
      })
}

fn list_of(
    element: impl Strategy<Value = String>,
    blanks: &'static [&'static str],
    last: &'static str,
) -> impl Strategy<Value = String> {
    const AFTER: [&str; 6] = ["", "\n", "\n[]", " [1]\n", "{\"id\": \"x\"}", "x"];
    (vec(element, 0..8), select(blanks), select(&AFTER[..])).prop_map(move |(all, blank, after)| {
        let last = if all.is_empty() { "" } else { last };
        let all = all.join(&format!("{blank},{blank}"));
        let start = if blank.contains('/') { "" } else { blank };
        format!("{start}[{blank}{all}{blank}{last}{blank}]{after}")
    })
}

const BLANKS: [&str; 4] = ["", " ", "\n", "\r\n\t"];
const COMMENTS: [&str; 4] = ["", "/* , */", "// \"\n", "\n"];

/// What stands beside member lists; its first is a list of its own.
const OTHERS: [&str; 7] = [
    r#""value": [{"id": 1}, 2]"#,
    r#""@odata.context": "x""#,
    r#""n": 12"#,
    r#""id": "a""#,
    r#""members": ["x"]"#,
    r#""displayName" : {"a": [1]}"#,
    r#""principalId": ["a"]"#,
];

fn entry(others: &'static [&'static str]) -> BoxedStrategy<String> {
    const ODD: [&str; 5] = ["12", "null", "\"x\"", "{}", "[1, [2], null]"];
    let blank = select(&["", " ", "\n"][..]);
    let list = (guid(), vec(guid(), 0..3), blank).prop_map(|(group, members, blank)| {
        let member = |id: &String| format!(r#"{{"id":"{id}","displayName":"ü"}}"#);
        let members: Vec<String> = members.iter().map(member).collect();
        format!(
            r#""{group}"{blank}:{blank}[{}]"#,
            members.join(&format!("{blank},"))
        )
    });
    let odd = (guid(), select(&ODD[..])).prop_map(|(group, odd)| format!(r#""{group}":{odd}"#));
    let other = select(others).prop_map(str::to_owned);
    prop_oneof![4 => list, 1 => odd, 1 => other].boxed()
}

fn object_of(
    entry: impl Strategy<Value = String>,
    blanks: &'static [&'static str],
    after: &'static [&'static str],
    last: &'static str,
) -> impl Strategy<Value = String> {
    (guid(), vec(entry, 0..6), select(blanks), select(after)).prop_map(
        move |(first, all, blank, after)| {
            let all: Vec<String> = std::iter::once(format!(r#""{first}": []"#))
                .chain(all)
                .collect();
            let all = all.join(&format!("{blank},{blank}"));
            let start = if blank.contains('/') { "" } else { blank };
            format!("{start}{{{blank}{all}{blank}{last}}}{after}")
        },
    )
}

/// Reads a text in pieces, which gives what the whole gives.
fn same(bytes: &[u8], cut: Cut) -> Result<Tenant, TestCaseError> {
    let read = in_pieces(bytes, cut);
    let text = String::from_utf8_lossy(bytes);
    prop_assert_eq!(
        summary(&read),
        summary(&whole(bytes)),
        "{} in {:?}",
        text,
        cut
    );
    Ok(read)
}

/// Whether it could be JSON Lines, where a damaged line costs that line alone if the whole is read.
fn is_like_lines(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    let second = memchr::memchr(b'\n', bytes).map(|at| bytes[at..].trim_ascii_start());
    bytes.starts_with(b"{") && second.is_some_and(|second| second.starts_with(b"{"))
}

fn cut() -> impl Strategy<Value = Cut> {
    (1..200usize, 0..300usize).prop_map(|(piece, headroom)| Cut { piece, headroom })
}

proptest! {
    #[test]
    fn pieces_give_what_the_whole_gives(
        list in list_of(prop_oneof![5 => element(), 1 => resource()], &BLANKS, ""),
        cut in cut(),
    ) {
        let bytes = list.as_bytes();
        same(bytes, cut)?;
    }

    #[test]
    fn damage_is_told_in_the_same_place(
        // Resources before a fault are kept here, and not where the file is read whole.
        list in list_of(element(), &BLANKS, ""),
        cut in cut(),
        at in any::<Index>(),
        damage in select(&[b',', b']', b'}', b'x', b'"', 0xff, b' ', b'\n'][..]),
    ) {
        let mut bytes = list.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = damage;
        if !bytes.trim_ascii_start().starts_with(b"[") {
            return Ok(());
        }
        same(&bytes, cut)?;
    }

    #[test]
    fn an_early_end_is_told_in_the_same_place(
        list in list_of(element(), &BLANKS, ""),
        cut in cut(),
        length in any::<Index>(),
    ) {
        let bytes = &list.as_bytes()[..length.index(list.len())];
        if !bytes.trim_ascii_start().starts_with(b"[") {
            return Ok(());
        }
        same(bytes, cut)?;
    }

    #[test]
    fn an_object_in_pieces_gives_what_the_whole_gives(
        object in object_of(entry(&OTHERS), &BLANKS, &["", "\n", "\n[]", " [1]\n", "{\"id\": \"x\"}", "x"], ""),
        cut in cut(),
    ) {
        let bytes = object.as_bytes();
        prop_assert_eq!(Form::of(bytes), Some(Form::Keyed));
        same(bytes, cut)?;
    }

    #[test]
    fn damage_to_an_object_is_told_in_the_same_place(
        // A list beside is read at the end of the object here.
        object in object_of(entry(&OTHERS[1..]), &BLANKS, &["", "\n"], ""),
        cut in cut(),
        at in any::<Index>(),
        damage in select(&[b',', b':', b'}', b'x', b'"', 0xff, b' ', b'\n'][..]),
    ) {
        let mut bytes = object.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = damage;
        if Form::of(&bytes) != Some(Form::Keyed) || is_like_lines(&bytes) {
            return Ok(());
        }
        same(&bytes, cut)?;
    }

    #[test]
    fn an_early_end_of_an_object_is_told_in_the_same_place(
        object in object_of(entry(&OTHERS[1..]), &BLANKS, &[""], ""),
        cut in cut(),
        length in any::<Index>(),
    ) {
        let bytes = &object.as_bytes()[..length.index(object.len())];
        if Form::of(bytes) != Some(Form::Keyed) || is_like_lines(bytes) {
            return Ok(());
        }
        same(bytes, cut)?;
    }

    #[test]
    fn json_for_people_gives_what_the_whole_gives(
        text in prop_oneof![
            list_of(element(), &COMMENTS, ","),
            object_of(entry(&OTHERS[1..]), &COMMENTS, &["", "\n", "// x"], ","),
        ],
        cut in cut(),
        at in any::<Index>(),
        damage in prop_oneof![Just(None), select(&[b',', b'}', b'x', b'"'][..]).prop_map(Some)],
    ) {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = damage.unwrap_or(bytes[at]);
        if Form::of(&bytes).is_none() || is_like_lines(&bytes) {
            return Ok(());
        }
        let read = same(&bytes, cut)?;
        if damage.is_none() && memchr::memmem::find(&bytes, COMMENTS[1].as_bytes()).is_some() {
            prop_assert!(read.diagnostics.iter().any(|note| note.code == "relaxed-json"));
        }
    }
}
