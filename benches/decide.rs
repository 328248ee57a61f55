//! Decisions in loaded tenants of several sizes.
//!
//! `cargo bench --bench decide`

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;
use std::sync::OnceLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rolecall::access::{
    AccessIndex, Authorizer, BulkIndex, Circumstances, Request, Target, decide,
};
use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource};
use rolecall::model::{Moment, Plane, Tenant};
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{OperationIx, PrincipalId, Scope};

fn main() {
    divan::main();
}

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

struct World {
    tenant: Tenant,
    catalog: Catalog,
}

/// The tenant that `cargo xtask gen-tenant target/bench/tenant-N N` writes.
fn folder(size: usize) -> std::path::PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join(format!("target/bench/tenant-{size}"));
    if !folder.join("assignments.json").exists() {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let status = std::process::Command::new(cargo)
            .current_dir(root)
            .args(["xtask", "gen-tenant"])
            .arg(&folder)
            .arg(size.to_string())
            .status()
            .unwrap();
        assert!(status.success());
    }
    folder
}

fn world(size: usize) -> &'static World {
    static WORLDS: OnceLock<Vec<World>> = OnceLock::new();
    let worlds = WORLDS.get_or_init(|| {
        SIZES
            .iter()
            .map(|&size| World {
                tenant: import::read(&[InputSource::Path(folder(size))]),
                catalog: Catalog::core(Wildcards::Azure),
            })
            .collect()
    });
    &worlds[SIZES.iter().position(|s| *s == size).unwrap()]
}

fn request(world: &World) -> Request {
    let assignment = &world.tenant.role_assignments[world.tenant.role_assignments.len() / 2];
    let user = world
        .tenant
        .principals
        .values()
        .find(|p| p.id != assignment.principal)
        .unwrap();
    Request {
        principal: user.id.clone(),
        target: Target {
            action: ActionPattern::parse("Microsoft.Compute/virtualMachines/start/action").unwrap(),
            plane: Plane::Control,
        },
        scope: assignment.scope.clone(),
        moment: Moment::AsExported,
        circumstances: Circumstances::default(),
    }
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn with_derivations(bencher: Bencher<'_, '_>, size: usize) {
    let world = world(size);
    let index = AccessIndex::new(&world.tenant, &world.catalog);
    let request = request(world);
    bencher.bench_local(|| decide(&index, black_box(&request)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn outcome_from_ids(bencher: Bencher<'_, '_>, size: usize) {
    let world = world(size);
    let index = AccessIndex::new(&world.tenant, &world.catalog);
    let bulk = BulkIndex::new(&index, Moment::AsExported);
    let request = request(world);
    let principal = bulk.principal(request.principal.as_str()).unwrap();
    let operation = bulk
        .operation(request.target.action.as_str(), Plane::Control)
        .unwrap();
    let chain = bulk.chain(&request.scope);
    bencher.bench_local(|| {
        bulk.outcome(
            black_box(principal),
            operation,
            black_box(&chain),
            &request.scope,
        )
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn outcome_from_strings(bencher: Bencher<'_, '_>, size: usize) {
    let world = world(size);
    let index = AccessIndex::new(&world.tenant, &world.catalog);
    let bulk = BulkIndex::new(&index, Moment::AsExported);
    let request = request(world);
    let (who, scope) = (request.principal.to_string(), request.scope.to_string());
    bencher.bench_local(|| {
        let scope = Scope::parse(black_box(&scope)).unwrap();
        let principal = bulk.principal(black_box(&who)).unwrap();
        let operation = bulk
            .operation(request.target.action.as_str(), Plane::Control)
            .unwrap();
        bulk.outcome(principal, operation, &bulk.chain(&scope), &scope)
    });
}

/// A million requests as texts, which programs have: what `Tenant.decide` of the library for Python is held to.
/// Row `n` asks about the principal of assignment `n * 7919` and the scope of assignment `n * 104729`.
#[divan::bench(args = [100_000], sample_count = 5)]
fn a_million_outcomes_from_strings(bencher: Bencher<'_, '_>, size: usize) {
    const ROWS: usize = 1_000_000;
    let world = world(size);
    let index = AccessIndex::new(&world.tenant, &world.catalog);
    let bulk = BulkIndex::new(&index, Moment::AsExported);
    let assignments = &world.tenant.role_assignments;
    let row = |at: usize| {
        let who = &assignments[at * 7919 % assignments.len()].principal;
        let scope = &assignments[at * 104_729 % assignments.len()].scope;
        (who.to_string(), scope.to_string(), ASKED[at % ASKED.len()])
    };
    let rows: Vec<(String, String, &str)> = (0..ROWS).map(row).collect();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let outcome = |(who, scope, action): &(String, String, &str)| {
            let scope = Scope::parse(black_box(scope)).unwrap();
            let principal = bulk.principal(black_box(who)).unwrap();
            let operation = bulk.operation(action, Plane::Control).unwrap();
            bulk.outcome(principal, operation, &bulk.chain(&scope), &scope)
        };
        let outcomes: Vec<_> = rows.iter().map(outcome).collect();
        outcomes
    });
}

/// What a million requests ask for.
const ASKED: [&str; 4] = [
    "Microsoft.Compute/virtualMachines/start/action",
    "Microsoft.Network/virtualNetworks/subnets/join/action",
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
];

/// Every user at every scope of its subscription's first resource groups: what a report needs.
#[divan::bench(args = SIZES, sample_count = 3)]
fn ten_operations_for_every_user_at_24_scopes(bencher: Bencher<'_, '_>, size: usize) {
    let world = world(size);
    let index = AccessIndex::new(&world.tenant, &world.catalog);
    let scopes: Vec<Scope> = world
        .tenant
        .role_assignments
        .iter()
        .take(24)
        .map(|a| a.scope.clone())
        .collect();
    let operations: Vec<OperationIx> = (0..10).map(|at| OperationIx::new(at * 300)).collect();
    bencher.bench_local(|| {
        let bulk = BulkIndex::new(&index, Moment::AsExported);
        let chains: Vec<_> = scopes.iter().map(|scope| bulk.chain(scope)).collect();
        let mut allowed = 0u32;
        for principal in bulk.principals() {
            for (chain, scope) in chains.iter().zip(&scopes) {
                for &operation in &operations {
                    let outcome = bulk.outcome(principal, operation, chain, scope);
                    allowed += u32::from(outcome == rolecall::access::Outcome::Allowed);
                }
            }
        }
        allowed
    });
}

#[divan::bench(args = SIZES, sample_count = 5)]
fn read_and_index(bencher: Bencher<'_, '_>, size: usize) {
    let folder = folder(size);
    let catalog = Catalog::core(Wildcards::Azure);
    bencher.bench_local(|| {
        let tenant = import::read(&[InputSource::Path(folder.clone())]);
        let index = AccessIndex::new(&tenant, &catalog);
        let authorizer = Authorizer::new(
            &index,
            &PrincipalId::new("nobody"),
            &Scope::root(),
            Moment::AsExported,
            Circumstances::default(),
        );
        authorizer.closure().len()
    });
}
