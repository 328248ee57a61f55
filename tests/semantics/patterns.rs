//! Matching by clause: WC-1 to WC-9 and the table W1 to W14, each row against every matcher.

use proptest::prelude::*;
use rolecall::pattern::{ActionPattern, PatternLanguage, Wildcards};

use super::naive;

/// The verdicts of the pattern itself and of the automaton's language.
fn verdicts(pattern: &str, action: &str, wildcards: Wildcards) -> [bool; 2] {
    let pattern = ActionPattern::parse(pattern).unwrap();
    let language = PatternLanguage::of(&pattern, wildcards);
    [
        pattern.matches(action, wildcards),
        language.contains(action),
    ]
}

/// Whether the automaton finds the name in the pattern's language, by a search.
fn found(pattern: &str, name: &str, wildcards: Wildcards) -> bool {
    let of = |text: &str| PatternLanguage::of(&ActionPattern::parse(text).unwrap(), wildcards);
    of(name).difference(&of(pattern)).unwrap().is_none()
}

#[test]
fn table_w() {
    let rows = [
        ("W1", "*", "Microsoft.X/y/read", true),
        (
            "W2",
            "*/read",
            "Microsoft.Compute/virtualMachines/read",
            true,
        ),
        (
            "W3",
            "*/read",
            "Microsoft.Storage/storageAccounts/listKeys/action",
            false,
        ),
        (
            "W4",
            "Microsoft.CostManagement/exports/*",
            "Microsoft.CostManagement/exports/run/action",
            true,
        ),
        (
            "W5",
            "Microsoft.CostManagement/exports/*",
            "Microsoft.CostManagement/exportsX/read",
            false,
        ),
        (
            "W6",
            "Microsoft.Network/*/read",
            "microsoft.network/virtualNetworks/subnets/READ",
            true,
        ),
        (
            "W7",
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
            "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
            true,
        ),
        (
            "W8",
            "Microsoft.KeyVault/vaults/*/read",
            "Microsoft.KeyVault/vaults/read",
            true,
        ),
        (
            "W9",
            "Microsoft.KeyVault/vaults/*/read",
            "Microsoft.KeyVault/vaultsX/read",
            false,
        ),
        (
            "W10",
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/locks/delete",
            true,
        ),
        (
            "W11",
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachineScaleSets/read",
            false,
        ),
        (
            "W12",
            "Microsoft.Compute/virtualMachines/*",
            "Microsoft.Compute/virtualMachines/extensions/write",
            true,
        ),
        (
            "W13",
            "Microsoft.Insights/AlertRules/",
            "Microsoft.Insights/AlertRules/read",
            false,
        ),
        (
            "W14",
            "Microsoft.Network/virtualNetworks/read ",
            "Microsoft.Network/virtualNetworks/read",
            true,
        ),
    ];
    for (row, pattern, action, expected) in rows {
        assert_eq!(
            verdicts(pattern, action, Wildcards::Azure),
            [expected; 2],
            "{row}: {pattern} {action}"
        );
        assert_eq!(
            found(pattern, action, Wildcards::Azure),
            expected,
            "{row}: {pattern} {action}"
        );
        // Without WC-5 only the two rows that rest on it change.
        let strict = expected && !matches!(row, "W7" | "W8");
        assert_eq!(
            verdicts(pattern, action, Wildcards::Strict),
            [strict; 2],
            "{row}: {pattern} {action}, strict"
        );
    }
}

#[test]
fn clauses_beyond_the_table() {
    let rows = [
        ("WC-3", "a.b/c*", "a.b/cd/read", true),
        ("WC-4", "a.b/*/c/*/read", "a.b/x/c/y/read", true),
        ("WC-4", "a.b/*/c/*/read", "a.b/x/y/read", false),
        ("WC-5", "a.b/*/c/*/read", "a.b/c/read", true),
        ("WC-5", "a.b/*/*/read", "a.b/read", true),
        ("WC-5", "a.b/*x/read", "a.b/read", false),
        ("WC-6", "*/read", "x/yread", false),
        ("WC-7", "a.b/c/", "a.b/c", false),
        ("WC-7", "a.b/*/", "a.b/c/d", false),
        ("WC-8", "a.b/{c}/read", "a.b/{C}/read", true),
        ("WC-8", "a.b/{c,d}/read", "a.b/c/read", false),
        ("WC-8", "a.b/?/read", "a.b/c/read", false),
        ("WC-8", "a.b/[a-z]/read", "a.b/c/read", false),
        ("WC-8", "a.b/**/read", "a.b/c/d/read", true),
        ("WC-8", "a.b/**/read", "a.b/read", true),
        ("WC-9", "a.b/c/re*", "a.b/c/read", true),
    ];
    for (clause, pattern, action, expected) in rows {
        assert_eq!(
            verdicts(pattern, action, Wildcards::Azure),
            [expected; 2],
            "{clause}: {pattern} {action}"
        );
        assert_eq!(
            found(pattern, action, Wildcards::Azure),
            expected,
            "{clause}: {pattern} {action}"
        );
    }
}

proptest! {
    #[test]
    fn the_matchers_agree_with_the_definition(
        pattern in naive::pattern(),
        wildcards in naive::wildcards(),
    ) {
        for name in naive::names(5) {
            let expected = naive::matches(&pattern, &name, wildcards);
            prop_assert_eq!(
                verdicts(&pattern, &name, wildcards),
                [expected; 2],
                "{} {}", pattern, name
            );
        }
    }

    #[test]
    fn a_pattern_agrees_with_the_definition_on_any_text(
        pattern in naive::pattern(),
        action in "[ab/]{0,7}",
        wildcards in naive::wildcards(),
    ) {
        let pattern = ActionPattern::parse(&pattern).unwrap();
        let expected = naive::matches(pattern.folded(), &action, wildcards);
        prop_assert_eq!(pattern.matches(&action, wildcards), expected);
    }
}
