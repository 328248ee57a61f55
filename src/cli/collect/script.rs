//! The same as a shell script, for a machine without this program.

use super::call::Call;
use super::failure::{FailureKind, signs};
use super::manifest;
use super::plan::IDS_PER_CALL;

/// The frame of the script; `{{name}}` stands for what is filled in here.
const TEMPLATE: &str = include_str!("script.sh");

/// The script. It fills `folder` unless it is given another, and asks about the subscriptions named,
/// or about all.
pub(crate) fn script(folder: &str, subscriptions: &[String]) -> String {
    let subscription = || "%sub%".to_owned();
    let of_subscription = || "/subscriptions/%sub%".to_owned();
    let of_group = || "/providers/Microsoft.Management/managementGroups/%group%".to_owned();
    let tree = |group: &str| Call::ManagementGroupTree {
        group: group.to_owned(),
    };
    let graph = || "%graph%".to_owned();
    let (group, body) = ("%group%".to_owned(), "%body%".to_owned());
    let commands = [
        (
            "role_definitions",
            Call::RoleDefinitions {
                subscription: subscription(),
            },
        ),
        ("tree", tree("%tenant%")),
        ("management_groups", Call::ManagementGroups),
        ("group_tree", tree("%group%")),
        (
            "role_assignments",
            Call::RoleAssignments {
                subscription: subscription(),
            },
        ),
        (
            "custom_roles",
            Call::CustomRoles {
                subscription: subscription(),
            },
        ),
        (
            "identities",
            Call::Identities {
                subscription: subscription(),
            },
        ),
        (
            "cluster_count",
            Call::ClusterCount {
                subscription: subscription(),
            },
        ),
        (
            "clusters",
            Call::Clusters {
                subscription: subscription(),
            },
        ),
        (
            "group_assignments",
            Call::RoleAssignmentsAt { scope: of_group() },
        ),
        (
            "names",
            Call::Names {
                graph: graph(),
                body,
            },
        ),
    ];
    let paged = [
        (
            "deny_assignments",
            Call::DenyAssignments {
                scope: of_subscription(),
            },
        ),
        (
            "eligible",
            Call::Eligible {
                scope: of_subscription(),
            },
        ),
        (
            "active",
            Call::Active {
                scope: of_subscription(),
            },
        ),
        ("group_eligible", Call::Eligible { scope: of_group() }),
        (
            "members",
            Call::Members {
                graph: graph(),
                group,
            },
        ),
    ];
    let mut text = TEMPLATE.to_owned();
    let mut fill = |name: &str, value: &str| text = text.replace(&format!("{{{{{name}}}}}"), value);
    for (name, call) in commands {
        let words: Vec<String> = call
            .arguments()
            .iter()
            .map(|word| shell_word(word))
            .collect();
        fill(name, &format!("az {}", words.join(" ")));
    }
    for (name, call) in paged {
        let (url, query) = (shell_word(&call.url()), shell_word(&call.query()));
        fill(name, &format!("{url} {query}"));
    }
    for (name, kinds) in [
        ("throttled", &[FailureKind::Throttled][..]),
        ("not_licensed", &[FailureKind::NotLicensed]),
        ("not_registered", &[FailureKind::NotRegistered]),
        ("refused", &[FailureKind::Refused]),
        ("not_signed_in", &[FailureKind::NotSignedIn]),
        ("not_found", &[FailureKind::NotFound]),
        ("unavailable", &[FailureKind::Unavailable]),
        (
            "final",
            &[
                FailureKind::NotLicensed,
                FailureKind::NotRegistered,
                FailureKind::Refused,
                FailureKind::NotSignedIn,
                FailureKind::NotFound,
            ],
        ),
    ] {
        let words: Vec<String> = kinds
            .iter()
            .flat_map(|kind| signs(*kind))
            .map(|sign| shell_word(sign))
            .collect();
        fill(name, &words.join(" "));
    }
    fill("subscriptions", &subscription_lines(subscriptions));
    fill("ids_per_call", &IDS_PER_CALL.to_string());
    fill("schema", manifest::SCHEMA);
    fill("version", env!("CARGO_PKG_VERSION"));
    fill("folder", &shell_word(folder));
    text
}

/// The lines that set `$subscriptions`.
fn subscription_lines(named: &[String]) -> String {
    if named.is_empty() {
        return "subscriptions=$(az account list --query \"[?tenantId=='$tenant'].id\" --output tsv </dev/null | sort -u) || exit 3\n"
            .to_owned();
    }
    let words: Vec<String> = named.iter().map(|name| shell_word(name)).collect();
    format!(
        "subscriptions=\nfor name in {}; do\n  id=$(az account show --subscription \"$name\" --query id --output tsv </dev/null) || exit 3\n  subscriptions=\"$subscriptions $id\"\ndone\n",
        words.join(" ")
    )
}

/// A word that the shell gives on as it is; `%name%` stands for the variable.
fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if !text.contains('%') {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut word = String::from("\"");
    for (at, part) in text.split('%').enumerate() {
        if at % 2 == 1 {
            word.push_str(&format!("${part}"));
            continue;
        }
        for c in part.chars() {
            if matches!(c, '"' | '\\' | '$' | '`') {
                word.push('\\');
            }
            word.push(c);
        }
    }
    word.push('"');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_reach_the_program_as_they_are() {
        for (text, word) in [
            ("list", "list"),
            ("", "''"),
            ("it's", "'it'\\''s'"),
            ("length(@)", "'length(@)'"),
            ("a b", "'a b'"),
            ("/subscriptions/%sub%", "\"/subscriptions/$sub\""),
            ("%graph%/v1.0?$top=9", "\"$graph/v1.0?\\$top=9\""),
            ("{id: '%group%', \"x\"}", "\"{id: '$group', \\\"x\\\"}\""),
        ] {
            assert_eq!(shell_word(text), word, "{text}");
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        let all = script("exports", &[]);
        assert!(!all.contains("{{") && !all.contains("%sub%"), "{all}");
        let some = script("my exports", &["Production".to_owned(), "a'b".to_owned()]);
        assert!(
            some.contains("for name in Production 'a'\\''b'; do"),
            "{some}"
        );
        assert!(some.contains("dir=${1:-'my exports'}"));
    }
}
