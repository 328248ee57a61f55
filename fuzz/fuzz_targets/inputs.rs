//! Any bytes as an export. They are read without a panic, the same each time; every diagnostic has
//! a code and a message; the second implementation accepts what is decided for the first
//! assignment, and the bulk index decides the same.
#![cfg_attr(not(test), no_main)]

use std::sync::LazyLock;

use rolecall::access::{AccessIndex, BulkIndex, Request, Target, decide, verify};
use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::{Plane, Tenant};
use rolecall::pattern::{ActionPattern, Wildcards};

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

static CORE: LazyLock<Catalog> = LazyLock::new(|| Catalog::core(Wildcards::Azure));

pub(crate) fn run(data: &[u8]) {
    let read = || import::read(&[InputSource::Stdin(Stdin(data.to_vec()))]);
    let tenant = read();
    assert_eq!(records(&tenant), records(&read()));
    for diagnostic in &tenant.diagnostics {
        assert!(!diagnostic.code.is_empty() && !diagnostic.message.is_empty());
    }
    if tenant.role_definitions.is_empty() {
        decides(&tenant, &CORE);
    } else {
        let mut catalog = Catalog::core(Wildcards::Azure);
        catalog.add_inputs(&tenant);
        decides(&tenant, &catalog);
    }
}

fn records(tenant: &Tenant) -> String {
    let people: Vec<_> = tenant.principals.values().collect();
    let roles = (&tenant.role_definitions, &tenant.role_assignments);
    let access = (roles, &tenant.deny_assignments, &tenant.schedules);
    let groups = (people, &tenant.group_members, &tenant.management_groups);
    let rest = (
        &tenant.operations,
        &tenant.resources,
        &tenant.identity_hosts,
    );
    let told = (&tenant.inputs, &tenant.activity, &tenant.diagnostics);
    format!("{access:?} {groups:?} {rest:?} {told:?}")
}

fn decides(tenant: &Tenant, catalog: &Catalog) {
    let assigned = tenant
        .role_assignments
        .first()
        .map(|a| (&a.principal, &a.scope));
    let scheduled = tenant.schedules.first().map(|s| (&s.principal, &s.scope));
    let index = AccessIndex::new(tenant, catalog);
    for (principal, scope) in assigned.into_iter().chain(scheduled) {
        for (name, plane) in [
            ("Microsoft.Storage/storageAccounts/read", Plane::Control),
            (
                "Microsoft.Authorization/roleAssignments/write",
                Plane::Control,
            ),
            (
                "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
                Plane::Data,
            ),
        ] {
            let action = ActionPattern::parse(name).expect("a name");
            let target = Target { action, plane };
            let request = Request::new(principal.clone(), target, scope.clone());
            let decision = decide(&index, &request);
            assert_eq!(verify(tenant, catalog, &request, &decision), Ok(()));
            let bulk = BulkIndex::new(&index, rolecall::model::Moment::AsExported);
            let known = (
                bulk.principal(principal.as_str()),
                bulk.operation(name, plane),
            );
            if let (Some(principal), Some(operation)) = known {
                let outcome = bulk.outcome(principal, operation, &bulk.chain(scope), scope);
                assert_eq!(outcome, decision.outcome());
            }
        }
    }
}
