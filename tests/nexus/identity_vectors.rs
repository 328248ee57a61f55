//! The vectors of nexus.md §3.

use rolecall::nexus::{
    ClusterPatch, IdentityChange, IdentityFlags, IdentitySet, IdentityType, LostIdentities,
    ResourceId, change_identities,
};
use serde_json::Value;

use crate::shared::shared;

fn ids(value: &Value) -> Vec<ResourceId> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(|id| ResourceId::new(id.as_str().unwrap()))
        .collect()
}

fn set(value: &Value) -> IdentitySet {
    let kind = value["type"].as_str().map_or(IdentityType::None, |text| {
        IdentityType::parse(text).unwrap()
    });
    let system = kind.has_system();
    let set = IdentitySet::new(system, ids(&value["uamis"]));
    assert_eq!(set.kind(), kind);
    set
}

fn lost(value: &Value) -> LostIdentities {
    let mut user = ids(value);
    let sami = ResourceId::new("SAMI");
    let before = user.len();
    user.retain(|id| *id != sami);
    LostIdentities {
        system: user.len() < before,
        user,
    }
}

fn change(vector: &Value) -> IdentityChange {
    let flags = || IdentityFlags {
        system: vector["flags"]["mi_system_assigned"].as_bool().unwrap(),
        user: ids(&vector["flags"]["mi_user_assigned"]),
    };
    match vector["op"].as_str().unwrap() {
        "cli-create" => IdentityChange::Create(flags()),
        "cli-update" => IdentityChange::Update(flags()),
        "patch" => {
            let body = match &vector["identity"] {
                Value::Null => serde_json::json!({"tags": {}}),
                identity => serde_json::json!({ "identity": identity }),
            };
            ClusterPatch::from_json(&body).unwrap().identity_change()
        }
        other => panic!("{other}"),
    }
}

/// Equality of ids is without case; the spelling matters too.
fn spelled(set: &IdentitySet) -> Vec<&str> {
    set.user_assigned().iter().map(ResourceId::as_str).collect()
}

#[test]
fn every_vector_comes_out_as_listed() {
    let Some(file) = shared("vectors/nexus-identity.json") else {
        return;
    };
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert!(vectors.len() >= 42);
    for vector in &vectors {
        let id = vector["id"].as_str().unwrap();
        let before = set(&vector["before"]);
        let result = change_identities(&before, &change(vector));
        let outcome = match (result, vector.get("error")) {
            (Err(error), Some(expected)) => {
                assert_eq!(
                    format!("error: {error}"),
                    expected.as_str().unwrap(),
                    "{id}"
                );
                continue;
            }
            (Ok(outcome), None) => outcome,
            (result, expected) => panic!("{id}: {result:?} where {expected:?} was expected"),
        };
        let expected = set(&vector["after"]);
        assert_eq!(outcome.after, expected, "{id}");
        assert_eq!(spelled(&outcome.after), spelled(&expected), "{id}");
        assert_eq!(outcome.lost, lost(&vector["dropped"]), "{id}");
        match vector.get("after_if_service_merges") {
            None => assert_eq!(outcome.alternative, None, "{id}"),
            Some(expected) => {
                let alternative = outcome.alternative.unwrap();
                assert_eq!(alternative.after, set(expected), "{id}");
                let dropped = &vector["dropped_if_service_merges"];
                assert_eq!(alternative.lost, lost(dropped), "{id}");
            }
        }
    }
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    fn any_ids() -> impl Strategy<Value = Vec<ResourceId>> {
        prop::collection::vec("[abcABC]", 0..4)
            .prop_map(|names| names.iter().map(|name| ResourceId::new(name)).collect())
    }

    fn any_system() -> impl Strategy<Value = bool> {
        prop_oneof![Just(false), Just(true)]
    }

    proptest! {
        #[test]
        fn an_update_is_documented_or_merged(
            system in any_system(), user in any_ids(), flag in any_system(), list in any_ids()
        ) {
            let before = IdentitySet::new(system, user);
            let flags = IdentityFlags { system: flag, user: list.clone() };
            let outcome =
                change_identities(&before, &IdentityChange::Update(flags.clone())).unwrap();
            if flags.is_empty() {
                prop_assert_eq!(&outcome.after, &before);
            } else {
                prop_assert_eq!(&outcome.after, &IdentitySet::new(flag, list));
            }
            // Whatever was there is there still, or is said to be lost.
            for id in before.user_assigned() {
                prop_assert!(outcome.after.contains(id) != outcome.lost.user.contains(id));
            }
            if let Some(alternative) = &outcome.alternative {
                prop_assert!(alternative.lost.user.is_empty());
                prop_assert!(!outcome.lost.user.is_empty());
            }
            // The same update again changes nothing more.
            let again =
                change_identities(&outcome.after, &IdentityChange::Update(flags)).unwrap();
            prop_assert!(again.lost.is_empty());
            prop_assert_eq!(again.after.kind(), outcome.after.kind());
        }
    }
}
