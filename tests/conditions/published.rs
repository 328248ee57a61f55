//! The conditions of the published built-in roles (ME-3).

use std::path::PathBuf;

use rolecall::condition::Condition;

/// The file of published roles, where the checkout has it.
fn published_roles() -> Option<String> {
    let shared = std::env::var_os("ROLECALL_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    std::fs::read_to_string(shared.join("facts/azure-roles.jsonl")).ok()
}

#[test]
fn all_of_them_parse_and_round_trip() {
    let Some(roles) = published_roles() else {
        println!("SKIPPED: ../shared/facts/azure-roles.jsonl isn't there");
        return;
    };
    let mut count = 0;
    for line in roles.lines() {
        let role: serde_json::Value = serde_json::from_str(line).unwrap();
        let permissions = role["permissions"].as_array().cloned().unwrap_or_default();
        for text in permissions.iter().filter_map(|p| p["condition"].as_str()) {
            let condition = Condition::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            let printed = condition.to_string();
            let again = Condition::parse(&printed).unwrap();
            assert_eq!(again, condition, "{text}");
            assert_eq!(again.to_string(), printed, "{text}");
            assert!(!condition.attributes().is_empty(), "{text}");
            count += 1;
        }
    }
    assert_eq!(count, 31);
}
