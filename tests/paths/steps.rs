//! One kind of step after the other: open, and near misses.

use serde_json::json;

use super::bed::{
    ACCESS_ADMINISTRATOR, APP, Bed, CONTRIBUTOR, CORE, IDENTITY_OPERATOR, OTHER, OWNER,
    RBAC_ADMINISTRATOR, READER, SUBSCRIPTION, id, identity_id, role_id,
};

const NONE: [&str; 0] = [];

/// A machine in the group `app` whose identity owns the subscription.
fn machine() -> Bed {
    Bed::default()
        .machine(APP, "vm")
        .assign_as("vm", "ServicePrincipal", OWNER, SUBSCRIPTION, None)
}

/// An identity in the group `core` that owns the subscription.
fn identity() -> Bed {
    Bed::default().identity(CORE, "id").assign_as(
        "id",
        "ServicePrincipal",
        OWNER,
        SUBSCRIPTION,
        None,
    )
}

const RUNS: &str = "Microsoft.Compute/virtualMachines/runCommand/action";

#[test]
fn code_on_a_machine_acts_as_its_identity() {
    let open = machine().assign("eve", CONTRIBUTOR, APP);
    assert_eq!(
        open.of("eve"),
        ["runsCode actsAs owns > subscription (shown)"]
    );
    let found = open.paths();
    let path = &found.paths[0];
    assert_eq!(
        path.steps[0].operation.as_ref().unwrap().action.as_str(),
        RUNS
    );
    let by: Vec<&str> = path
        .steps
        .iter()
        .filter_map(|s| s.grant.as_ref())
        .map(|g| &*found.grant(*g).role)
        .collect();
    assert_eq!(by, ["Contributor", "Owner"]);
    assert!(
        path.steps
            .iter()
            .all(|s| s.grant.is_some() || !s.places.is_empty())
    );
    for action in [
        "Microsoft.Compute/virtualMachines/extensions/write",
        "Microsoft.Compute/virtualMachines/write",
        "Microsoft.Compute/*",
        "*",
    ] {
        let not = ["Microsoft.Authorization/*/write"];
        let bed = machine()
            .role("R", &[action], &not)
            .assign("eve", &role_id("R"), APP);
        assert_eq!(
            bed.of("eve"),
            ["runsCode actsAs owns > subscription (shown)"],
            "{action}"
        );
    }
}

#[test]
fn near_misses_of_running_code() {
    // Elsewhere, by a role that can't, by one that excludes it, and in vain.
    assert_eq!(machine().assign("eve", CONTRIBUTOR, CORE).of("eve"), NONE);
    assert_eq!(
        machine()
            .assign("eve", CONTRIBUTOR, &format!("{APP}x"))
            .of("eve"),
        NONE
    );
    assert_eq!(machine().assign("eve", CONTRIBUTOR, OTHER).of("eve"), NONE);
    assert_eq!(machine().assign("eve", READER, APP).of("eve"), NONE);
    let less = machine().role(
        "R",
        &["Microsoft.Compute/virtualMachines/*"],
        &["Microsoft.Compute/virtualMachines/*"],
    );
    assert_eq!(less.assign("eve", &role_id("R"), APP).of("eve"), NONE);
    let weak = Bed::default().machine(APP, "vm").assign_as(
        "vm",
        "ServicePrincipal",
        CONTRIBUTOR,
        SUBSCRIPTION,
        None,
    );
    assert_eq!(weak.assign("eve", CONTRIBUTOR, APP).of("eve"), NONE);
    // What runs code on web apps doesn't on machines.
    let other = machine().role("R", &["Microsoft.Web/sites/*"], &[]);
    assert_eq!(other.assign("eve", &role_id("R"), APP).of("eve"), NONE);
}

#[test]
fn a_deny_assignment_closes_the_path_of_those_it_binds() {
    let open = machine()
        .assign("eve", CONTRIBUTOR, APP)
        .assign("bob", CONTRIBUTOR, APP);
    let all = &["Microsoft.Compute/*", "Microsoft.Automation/*"];
    let for_all = open.clone().deny(APP, all, (&[], &["bob"]), "system");
    assert_eq!(for_all.of("eve"), NONE);
    assert_eq!(
        for_all.of("bob"),
        ["runsCode actsAs owns > subscription (shown)"]
    );
    let for_one = open
        .clone()
        .deny(SUBSCRIPTION, all, (&["bob"], &[]), "system");
    assert_eq!(for_one.of("bob"), NONE);
    assert_eq!(for_one.of("eve").len(), 1);
    // One operation less leaves the others.
    let partly = open.clone().deny(APP, &[RUNS], (&[], &["bob"]), "system");
    assert_eq!(
        partly.of("eve"),
        ["runsCode actsAs owns > subscription (shown)"]
    );
    let found = partly.paths();
    let eve = found
        .paths
        .iter()
        .find(|path| path.principal.as_str() == id("eve"))
        .unwrap();
    let used = eve.steps[0].operation.as_ref().unwrap().action.as_str();
    assert_eq!(used, "Microsoft.Compute/virtualMachines/runCommands/write");
    let elsewhere = open.deny(CORE, all, (&[], &["bob"]), "system");
    assert_eq!(elsewhere.of("eve").len(), 1);
}

#[test]
fn a_deny_assignment_of_a_person_is_lifted_first() {
    let denied = &["Microsoft.Compute/*"];
    let bed = |protection| {
        machine()
            .role(
                "Lifter",
                &["Microsoft.Authorization/denyAssignments/delete"],
                &[],
            )
            .assign("eve", CONTRIBUTOR, APP)
            .assign("eve", &role_id("Lifter"), APP)
            .assign("bob", CONTRIBUTOR, APP)
            .deny(APP, denied, (&[], &["nobody"]), protection)
    };
    assert_eq!(
        bed("user").of("eve"),
        ["liftsDeny runsCode actsAs owns > subscription (shown)"]
    );
    assert_eq!(bed("user").of("bob"), NONE);
    assert_eq!(bed("system").of("eve"), NONE);
    let above = bed("user").deny(SUBSCRIPTION, denied, (&[], &["nobody"]), "user");
    assert_eq!(
        above.of("eve"),
        NONE,
        "eve may lift what is in her group alone"
    );
}

#[test]
fn members_act_with_the_rights_of_their_groups() {
    let nested = machine()
        .group("ops", &["team"])
        .group("team", &["eve"])
        .assign_as("ops", "Group", CONTRIBUTOR, APP, None);
    assert_eq!(
        nested.of("eve"),
        ["memberOf memberOf runsCode actsAs owns > subscription (shown)"]
    );
    assert_eq!(nested.of("bob"), NONE);
    assert_eq!(
        nested.of("ops"),
        NONE,
        "its members are all known, and have paths of their own"
    );
    let unlisted = machine().assign_as("ops", "Group", CONTRIBUTOR, APP, None);
    assert_eq!(
        unlisted.of("ops"),
        ["runsCode actsAs owns > subscription (shown)"]
    );
}

#[test]
fn an_eligible_role_is_activated_first() {
    let bed = machine().eligible("eve", CONTRIBUTOR, APP);
    assert_eq!(
        bed.of("eve"),
        ["activates runsCode actsAs owns > subscription (shown)"]
    );
    assert_eq!(machine().eligible("eve", CONTRIBUTOR, CORE).of("eve"), NONE);
    // Who may activate Owner is an owner, and needs no path.
    assert_eq!(
        machine().eligible("eve", OWNER, SUBSCRIPTION).of("eve"),
        NONE
    );
}

#[test]
fn a_condition_makes_a_path_doubtful() {
    let role = || {
        let mut bed = machine().role("R", &[RUNS], &[]);
        bed.0.last_mut().unwrap()["permissions"][0]["condition"] =
            json!("@Resource[HasObotoken] BoolEquals true");
        bed
    };
    let bed = role().assign("eve", &role_id("R"), APP);
    assert_eq!(
        bed.of("eve"),
        ["runsCode actsAs owns > subscription (conditional)"]
    );
    let never = machine().role("R", &[RUNS], &[]).assign_as(
        "eve",
        "User",
        &role_id("R"),
        APP,
        Some("'a' StringEquals 'b'"),
    );
    assert_eq!(never.of("eve"), NONE);
}

#[test]
fn an_identity_is_federated() {
    let action =
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write";
    let bed = |scope: &str| {
        identity()
            .role("R", &[action], &[])
            .assign("eve", &role_id("R"), scope)
    };
    assert_eq!(
        bed(CORE).of("eve"),
        ["federatesIdentity owns > subscription (shown)"]
    );
    assert_eq!(bed(&identity_id(CORE, "id")).of("eve").len(), 1);
    assert_eq!(bed(APP).of("eve"), NONE);
    let denied = bed(CORE).deny(CORE, &[action], (&["eve"], &[]), "system");
    assert_eq!(denied.of("eve"), NONE);
}

#[test]
fn an_identity_is_attached_to_compute_of_ones_own() {
    let attach = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";
    let make = "Microsoft.ContainerInstance/containerGroups/write";
    let bed = |scope: &str| {
        identity()
            .role("R", &[attach, make], &[])
            .assign("eve", &role_id("R"), scope)
    };
    assert_eq!(
        bed(CORE).of("eve"),
        ["assignsIdentity owns > subscription (shown)"]
    );
    assert_eq!(bed(APP).of("eve"), NONE);
    // By two records, compute elsewhere; WC-5 lets the operator's pattern match.
    let two = identity()
        .assign("eve", IDENTITY_OPERATOR, CORE)
        .role("M", &[make], &[]);
    assert_eq!(two.clone().of("eve"), NONE, "no compute");
    let both = two.clone().assign("eve", &role_id("M"), OTHER);
    assert_eq!(
        both.of("eve"),
        ["makesCompute assignsIdentity owns > subscription (shown)"]
    );
    let strangers = two.assign("bob", &role_id("M"), OTHER);
    assert_eq!(strangers.of("eve"), NONE);
    assert_eq!(strangers.of("bob"), NONE);
    // Through two groups.
    let grouped = identity()
        .role("M", &[make], &[])
        .group("makers", &["eve"])
        .group("operators", &["eve", "bob"])
        .assign_as("makers", "Group", &role_id("M"), OTHER, None)
        .assign_as("operators", "Group", IDENTITY_OPERATOR, CORE, None);
    assert_eq!(grouped.of("eve").len(), 1);
    assert_eq!(grouped.of("bob"), NONE);
}

#[test]
fn a_definition_that_is_held_is_rewritten() {
    let writer = "Microsoft.Authorization/roleDefinitions/write";
    let bed = |at: &str, held_by: &str, assignable: &[&str]| {
        Bed::default()
            .role_at("Held", &["Microsoft.Storage/*/read"], &[], assignable)
            // Eve can't rewrite this one itself.
            .role_at(
                "Writer",
                &[writer],
                &[],
                &["/subscriptions/5ab5ab5a-0000-4000-8000-000000000003"],
            )
            .assign(held_by, &role_id("Held"), CORE)
            .assign("eve", &role_id("Writer"), at)
    };
    let subscription = [SUBSCRIPTION];
    assert_eq!(
        bed(SUBSCRIPTION, "eve", &subscription).of("eve"),
        ["rewritesRole owns > core (shown)"]
    );
    assert_eq!(
        bed(SUBSCRIPTION, "bob", &subscription).of("eve"),
        NONE,
        "held by somebody else"
    );
    assert_eq!(
        bed(APP, "eve", &subscription).of("eve"),
        NONE,
        "not at every assignable scope"
    );
    assert_eq!(
        bed(SUBSCRIPTION, "eve", &[SUBSCRIPTION, OTHER]).of("eve"),
        NONE
    );
    assert_eq!(bed(CORE, "eve", &[CORE]).of("eve").len(), 1);
    let denied = bed(SUBSCRIPTION, "eve", &[APP]).deny(APP, &[writer], (&["eve"], &[]), "system");
    assert_eq!(
        denied.of("eve"),
        NONE,
        "denied where the role may be assigned"
    );
    let built_in = Bed::default()
        .role("Writer", &[writer], &[])
        .assign("eve", &role_id("Writer"), APP)
        .assign("eve", READER, CORE);
    assert_eq!(built_in.of("eve"), NONE);
    // The definition that permits it is held, too.
    let own = Bed::default().role("Writer", &[writer], &[]).assign(
        "eve",
        &role_id("Writer"),
        SUBSCRIPTION,
    );
    assert_eq!(own.of("eve"), ["rewritesRole owns > subscription (shown)"]);
}

const ALLOW: &str = "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {LIST})";

#[test]
fn a_constrained_delegate_is_neither_owner_nor_harmless() {
    let by = |condition: &str| {
        machine().assign_as("eve", "User", RBAC_ADMINISTRATOR, APP, Some(condition))
    };
    let list = |roles: &str| ALLOW.replace("LIST", roles);
    assert_eq!(by(&list(READER)).of("eve"), NONE);
    assert_eq!(
        by(&list(CONTRIBUTOR)).of("eve"),
        ["assignsRole runsCode actsAs owns > subscription (shown)"]
    );
    let elsewhere =
        Bed::default().assign_as("eve", "User", RBAC_ADMINISTRATOR, APP, Some(&list(OWNER)));
    assert_eq!(elsewhere.of("eve"), ["assignsRole owns > app (shown)"]);
    // AB-34: the list forbids nothing.
    let trap = Bed::default().assign_as(
        "eve", "User", RBAC_ADMINISTRATOR, APP,
        Some(&format!("!(ActionMatches{{'«RA»/write'}}) OR @Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {{{OWNER}, {ACCESS_ADMINISTRATOR}}}")),
    );
    assert_eq!(trap.of("eve"), ["assignsRole > app (shown)"]);
    // To others only: a path if the delegate controls one of them.
    let others = format!(
        "!(ActionMatches{{'«RA»/write'}}) OR (@Request[«RA»:RoleDefinitionId] GuidEquals {OWNER} AND @Request[«RA»:PrincipalType] StringEquals 'ServicePrincipal')"
    );
    let others = Bed::default().assign_as("eve", "User", RBAC_ADMINISTRATOR, APP, Some(&others));
    assert_eq!(others.of("eve"), ["assignsRole owns > app (assumed)"]);
    // A wider role leaves its other doors open (AB-47).
    let doors = Bed::default().assign_as(
        "eve",
        "User",
        ACCESS_ADMINISTRATOR,
        APP,
        Some(&list(READER)),
    );
    assert_eq!(doors.of("eve"), ["assignsRole > app (shown)"]);
    assert_eq!(
        doors.paths().paths[0].steps[0]
            .operation
            .as_ref()
            .unwrap()
            .action
            .as_str(),
        "Microsoft.Authorization/roleAssignmentScheduleRequests/write"
    );
    let denied = by(&list(OWNER)).deny(
        APP,
        &["Microsoft.Authorization/*"],
        (&[], &["nobody"]),
        "system",
    );
    assert_eq!(denied.of("eve"), NONE);
}

#[test]
fn a_directory_administrator_takes_access_at_the_root() {
    let action = "Microsoft.Authorization/elevateAccess/action";
    let bed = |scope: &str| {
        Bed::default()
            .role("R", &[action], &[])
            .assign("eve", &role_id("R"), scope)
    };
    assert_eq!(bed("/").of("eve"), ["elevatesAccess >  (assumed)"]);
    assert_eq!(bed(SUBSCRIPTION).of("eve"), NONE);
}

#[test]
fn each_kind_of_host() {
    for (kind, action) in [
        (
            "Microsoft.Compute/virtualMachineScaleSets",
            "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action",
        ),
        (
            "Microsoft.HybridCompute/machines",
            "Microsoft.HybridCompute/machines/extensions/write",
        ),
        (
            "Microsoft.ContainerInstance/containerGroups",
            "Microsoft.ContainerInstance/containerGroups/containers/exec/action",
        ),
        (
            "Microsoft.App/containerApps",
            "Microsoft.App/containerApps/write",
        ),
        ("Microsoft.App/jobs", "Microsoft.App/jobs/write"),
        ("Microsoft.Web/sites", "Microsoft.Web/sites/publish/Action"),
        (
            "Microsoft.Automation/automationAccounts",
            "Microsoft.Automation/automationAccounts/runbooks/write",
        ),
        (
            "Microsoft.Logic/workflows",
            "Microsoft.Logic/workflows/write",
        ),
        (
            "Microsoft.MachineLearningServices/workspaces",
            "Microsoft.MachineLearningServices/workspaces/jobs/write",
        ),
        (
            "Microsoft.Batch/batchAccounts",
            "Microsoft.Batch/batchAccounts/pools/write",
        ),
        (
            "Microsoft.ContainerService/managedClusters",
            "Microsoft.ContainerService/managedClusters/runCommand/action",
        ),
        (
            "Microsoft.Resources/deploymentScripts",
            "Microsoft.Resources/deploymentScripts/write",
        ),
        (
            "Microsoft.Authorization/policyAssignments",
            "Microsoft.Authorization/policyAssignments/write",
        ),
    ] {
        let bed = |kind: &str| {
            Bed::default()
                .host(kind, APP, "host")
                .assign_as("host", "ServicePrincipal", OWNER, SUBSCRIPTION, None)
                .role("R", &[action], &[])
                .assign("eve", &role_id("R"), APP)
        };
        assert_eq!(
            bed(kind).of("eve"),
            ["runsCode actsAs owns > subscription (shown)"],
            "{kind}"
        );
        assert_eq!(
            bed("Microsoft.Storage/storageAccounts/x").of("eve"),
            NONE,
            "{kind}"
        );
    }
}

#[test]
fn bare_metal_of_a_nexus_cluster() {
    let cluster = json!({
        "id": format!("{APP}/providers/Microsoft.NetworkCloud/clusters/c"), "name": "c",
        "type": "Microsoft.NetworkCloud/clusters",
        "identity": {"type": "SystemAssigned", "principalId": id("c"), "tenantId": "t"},
    });
    let bed = |action: &str, scope: &str| {
        Bed::default()
            .add(cluster.clone())
            .assign_as("c", "ServicePrincipal", OWNER, SUBSCRIPTION, None)
            .role("R", &[action], &[])
            .assign("eve", &role_id("R"), scope)
    };
    let path = ["runsCode actsAs owns > subscription (inferred)"];
    for keys in ["bareMetalMachineKeySets", "bmcKeySets"] {
        let action = format!("Microsoft.NetworkCloud/clusters/{keys}/write");
        assert_eq!(bed(&action, APP).of("eve"), path);
        assert_eq!(bed(&action, CORE).of("eve"), NONE);
    }
    let run = "Microsoft.NetworkCloud/bareMetalMachines/runCommand/action";
    assert_eq!(bed(run, SUBSCRIPTION).of("eve"), path);
    assert_eq!(bed(run, CORE).of("eve"), NONE);
}

#[test]
fn an_identity_on_an_unknown_resource_is_assumed_where_it_holds_roles() {
    let bed = |scope: &str| {
        Bed::default()
            .add(json!({"id": id("mi"), "displayName": "mi", "servicePrincipalType": "ManagedIdentity", "appId": role_id("mi")}))
            .assign_as("mi", "ServicePrincipal", OWNER, scope, None)
            .assign("eve", CONTRIBUTOR, CORE)
    };
    assert_eq!(bed(CORE).of("eve"), ["runsCode owns > core (assumed)"]);
    assert_eq!(bed(SUBSCRIPTION).of("eve"), NONE, "it may live anywhere");
    assert_eq!(bed(APP).of("eve"), NONE);
    // A role that can't run code.
    let reader = bed(CORE).assign("bob", READER, SUBSCRIPTION);
    assert_eq!(reader.of("bob"), NONE);
}

#[test]
fn paths_go_on_from_what_is_owned() {
    // An owner of a group takes a machine in it, and so the subscription.
    let bed = machine().assign("eve", ACCESS_ADMINISTRATOR, APP);
    assert_eq!(
        bed.of("eve"),
        ["owns runsCode actsAs owns > subscription (shown)"]
    );
    // Two identities in a row: the first owns only the group in which the second lives.
    let chain = Bed::default()
        .machine(APP, "first")
        .machine(CORE, "second")
        .assign_as(
            "first",
            "ServicePrincipal",
            ACCESS_ADMINISTRATOR,
            CORE,
            None,
        )
        .assign_as("second", "ServicePrincipal", OWNER, OTHER, None)
        .assign("eve", CONTRIBUTOR, APP);
    let mut paths = chain.of("eve");
    paths.sort();
    assert_eq!(
        paths,
        [
            "runsCode actsAs owns > core (shown)",
            "runsCode actsAs owns runsCode actsAs owns > other (shown)"
        ]
    );
}

#[test]
fn only_the_widest_scope_is_told_and_owners_are_not() {
    let bed = machine()
        .assign_as("vm", "ServicePrincipal", OWNER, APP, None)
        .assign("eve", CONTRIBUTOR, APP)
        .assign("boss", OWNER, SUBSCRIPTION);
    assert_eq!(
        bed.of("eve"),
        ["runsCode actsAs owns > subscription (shown)"]
    );
    assert_eq!(bed.of("boss"), NONE);
}

#[test]
fn no_role_is_read_at_anothers_scope() {
    // Ann contributes to one group, Bob to a subscription, both by the same role.
    let bed = Bed::default()
        .machine(&format!("{OTHER}/resourceGroups/far"), "vm")
        .assign_as("vm", "ServicePrincipal", OWNER, OTHER, None)
        .assign("ann", CONTRIBUTOR, APP)
        .assign("bob", CONTRIBUTOR, OTHER);
    assert_eq!(bed.of("ann"), NONE);
    assert_eq!(bed.of("bob").len(), 1);
    assert_eq!(bed.paths().paths.len(), 1);
}

#[test]
fn alternatives_come_shortest_first() {
    let bed = machine()
        .machine(APP, "vm2")
        .assign_as("vm2", "ServicePrincipal", OWNER, SUBSCRIPTION, None)
        .group("ops", &["eve"])
        .assign_as("ops", "Group", CONTRIBUTOR, APP, None)
        .assign("eve", CONTRIBUTOR, APP);
    assert_eq!(
        bed.of("eve"),
        [
            "runsCode actsAs owns > subscription (shown)",
            "runsCode actsAs owns > subscription (shown)",
            "memberOf runsCode actsAs owns > subscription (shown)"
        ]
    );
}
