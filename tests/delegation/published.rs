//! The built-in roles that write role assignments under a condition.

use std::collections::BTreeSet;

use rolecall::access::Circumstances;
use rolecall::catalog::Catalog;
use rolecall::condition::{AttributeSource, Condition, RoleAssignmentAttribute, Verdict};
use rolecall::delegation::{self, RoleReach, Roster};
use rolecall::pattern::Wildcards;

use super::KV_DATA_ADMIN;
use crate::support::azure;

#[test]
fn key_vault_data_access_administrator_assigns_the_key_vault_roles() {
    let catalog = Catalog::core(Wildcards::Azure);
    let role = catalog.look_up_role(KV_DATA_ADMIN).unwrap();
    let found = delegation::of_roles(
        &catalog,
        &Roster::of(&catalog),
        &[role],
        &Circumstances::default(),
    );
    for reach in [&found.assign, &found.remove] {
        let RoleReach::Roles {
            allowed,
            unknown,
            unlisted,
            ..
        } = reach
        else {
            panic!("{reach:?}");
        };
        assert_eq!(allowed.len(), 8, "{allowed:?}");
        let key_vault = |name: &str| name.starts_with("Key Vault ");
        assert!(
            allowed
                .iter()
                .all(|r| r.role.name.as_deref().is_some_and(key_vault)),
            "{allowed:?}"
        );
        assert!(allowed.iter().all(|r| r.to.own == Verdict::Met));
        assert!(unknown.is_empty());
        assert_eq!(unlisted.best(), Verdict::NotMet);
    }
    assert_eq!(found.breaks_out(), Verdict::NotMet, "{:?}", found.breakouts);
}

/// Every role of Azure that writes role assignments only under a condition: what it may assign is
/// what its condition lists, read from the text.
#[test]
fn the_conditional_writers_assign_what_they_list() {
    let Some(catalog) = azure(Wildcards::Azure) else {
        return;
    };
    let roster = Roster::of(&catalog);
    let mut writers = 0;
    let mut breaking = Vec::new();
    for at in catalog.roles() {
        let role = catalog.role(at);
        let writes = |p: &&rolecall::model::Permission| {
            p.control.matches(
                "Microsoft.Authorization/roleAssignments/write",
                Wildcards::Azure,
            )
        };
        let entries: Vec<_> = role.permissions.iter().filter(writes).collect();
        if entries.is_empty() || entries.iter().any(|p| p.condition.is_none()) {
            continue;
        }
        writers += 1;
        let mut listed = BTreeSet::new();
        for text in entries.iter().filter_map(|p| p.condition.as_ref()) {
            let condition = Condition::parse(&text.text).unwrap();
            let compared = condition.ids_compared_with(
                AttributeSource::Request,
                RoleAssignmentAttribute::RoleDefinitionId,
            );
            listed.extend(compared.ids);
        }
        assert!(!listed.is_empty(), "{}", role.name);
        let found = delegation::of_roles(&catalog, &roster, &[at], &Circumstances::default());
        let RoleReach::Roles {
            allowed,
            unknown,
            unlisted,
            ..
        } = &found.assign
        else {
            panic!("{}: {:?}", role.name, found.assign);
        };
        let reached = allowed.iter().chain(unknown);
        let reached: BTreeSet<u128> = reached.map(|r| r.role.id.to_u128()).collect();
        assert_eq!(reached, listed, "{}", role.name);
        assert_eq!(unlisted.best(), Verdict::NotMet, "{}", role.name);
        // What depends on an undocumented attribute stays open.
        let token = entries.iter().any(|p| {
            p.condition
                .as_ref()
                .is_some_and(|c| c.text.contains("HasObotoken"))
        });
        assert_eq!(allowed.is_empty(), token, "{}", role.name);
        assert_eq!(unknown.is_empty(), !token, "{}", role.name);
        if found.breaks_out() != Verdict::NotMet {
            assert!(token, "{}: {:#?}", role.name, found.breakouts);
            breaking.push(role.name.to_string());
        }
    }
    assert_eq!(writers, 25);
    // They may assign Contributor, where the undocumented attribute lets them, or roles that Azure doesn't
    // publish.
    assert_eq!(breaking.len(), 5, "{breaking:#?}");
    let prefix = "Azure Resilience Management ";
    assert!(
        breaking.iter().all(|name| name.starts_with(prefix)),
        "{breaking:#?}"
    );
}
