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

fn told(tenant: &Tenant) -> String {
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

fn list_of(element: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    const AFTER: [&str; 6] = ["", "\n", "\n[]", " [1]\n", "{\"id\": \"x\"}", "x"];
    let blank = select(&["", " ", "\n", "\r\n\t"][..]);
    (vec(element, 0..8), blank, select(&AFTER[..])).prop_map(|(all, blank, after)| {
        let all = all.join(&format!("{blank},{blank}"));
        format!("{blank}[{blank}{all}{blank}]{after}")
    })
}

fn entry() -> BoxedStrategy<String> {
    const OTHERS: [&str; 6] = [
        r#""@odata.context": "x""#,
        r#""n": 12"#,
        r#""id": "a""#,
        r#""members": ["x"]"#,
        r#""displayName" : {"a": [1]}"#,
        r#""principalId": ["a"]"#,
    ];
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
    let other = select(&OTHERS[..]).prop_map(str::to_owned);
    prop_oneof![4 => list, 1 => odd, 1 => other].boxed()
}

fn object_of(after: &'static [&'static str]) -> impl Strategy<Value = String> {
    let blank = select(&["", " ", "\n", "\r\n\t"][..]);
    (guid(), vec(entry(), 0..6), blank, select(after)).prop_map(|(first, all, blank, after)| {
        let all: Vec<String> = std::iter::once(format!(r#""{first}": []"#))
            .chain(all)
            .collect();
        let all = all.join(&format!("{blank},{blank}"));
        format!("{blank}{{{blank}{all}{blank}}}{after}")
    })
}

fn cut() -> impl Strategy<Value = Cut> {
    (1..200usize, 0..300usize).prop_map(|(piece, headroom)| Cut { piece, headroom })
}

proptest! {
    #[test]
    fn pieces_give_what_the_whole_gives(
        list in list_of(prop_oneof![5 => element(), 1 => resource()]),
        cut in cut(),
    ) {
        let bytes = list.as_bytes();
        prop_assert_eq!(told(&in_pieces(bytes, cut)), told(&whole(bytes)));
    }

    #[test]
    fn damage_is_told_in_the_same_place(
        // Resources before a fault are kept here, and not where the file is read whole.
        list in list_of(element()),
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
        prop_assert_eq!(told(&in_pieces(&bytes, cut)), told(&whole(&bytes)));
    }

    #[test]
    fn an_early_end_is_told_in_the_same_place(
        list in list_of(element()),
        cut in cut(),
        length in any::<Index>(),
    ) {
        let bytes = &list.as_bytes()[..length.index(list.len())];
        if !bytes.trim_ascii_start().starts_with(b"[") {
            return Ok(());
        }
        prop_assert_eq!(told(&in_pieces(bytes, cut)), told(&whole(bytes)));
    }

    #[test]
    fn an_object_in_pieces_gives_what_the_whole_gives(
        object in object_of(&["", "\n", "\n[]", " [1]\n", "{\"id\": \"x\"}", "x"]),
        cut in cut(),
    ) {
        let bytes = object.as_bytes();
        prop_assert_eq!(Form::of(bytes), Some(Form::Keyed));
        prop_assert_eq!(told(&in_pieces(bytes, cut)), told(&whole(bytes)));
    }

    #[test]
    fn damage_to_an_object_is_told_in_the_same_place(
        object in object_of(&["", "\n"]),
        cut in cut(),
        at in any::<Index>(),
        damage in select(&[b',', b':', b'}', b'x', b'"', 0xff, b' ', b'\n'][..]),
    ) {
        let mut bytes = object.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = damage;
        if Form::of(&bytes) != Some(Form::Keyed) {
            return Ok(());
        }
        prop_assert_eq!(told(&in_pieces(&bytes, cut)), told(&whole(&bytes)));
    }

    #[test]
    fn an_early_end_of_an_object_is_told_in_the_same_place(
        object in object_of(&[""]),
        cut in cut(),
        length in any::<Index>(),
    ) {
        let bytes = &object.as_bytes()[..length.index(object.len())];
        if Form::of(bytes) != Some(Form::Keyed) {
            return Ok(());
        }
        prop_assert_eq!(told(&in_pieces(bytes, cut)), told(&whole(bytes)));
    }
}
