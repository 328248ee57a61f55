//! What a question about principals needs of the inputs: exports, and in them role assignments.

use std::collections::BTreeSet;

use crate::access::{AccessIndex, past_gaps, uncertain_past, untimed};
use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::ids::PrincipalId;
use crate::model::{
    InputFile, InputKind, ManagementGroupChild, Moment, Principal, PrincipalKind, ResourceRecord,
    ScheduleKind, Tenant,
};
use crate::near::near;
use crate::scope::{Scope, ScopeKind};
use crate::span::Diagnostic;
use crate::text::first_of;

/// Refuses to answer from inputs without an export, and says where no assignment is in them:
/// "nobody may" would then be said of a tenant that nobody saw.
///
/// # Errors
///
/// When the inputs hold no export at all.
pub(super) fn assignments(context: &mut Context) -> Result<(), Complaint> {
    holds_exports(
        &context.tenant,
        "the inputs hold no export: nothing says who may do what",
    )?;
    if !note_no_assignment(context) {
        note_kinds(context, &[Kind::DenyAssignments, Kind::ScheduleInstances]);
    }
    Ok(())
}

/// Says where no assignment is in the inputs; whether that is so.
fn note_no_assignment(context: &mut Context) -> bool {
    let said = no_assignment(&context.tenant, "the inputs hold");
    let has_none = said.is_some();
    context.diagnostics.extend(said);
    has_none
}

/// What is said of records in which nobody has access now. A tenant has an owner at least, so that the list
/// of role assignments is missing, whether or not one of eligible assignments is there.
pub(super) fn no_assignment(tenant: &Tenant, subject: &str) -> Option<Diagnostic> {
    if holds_active_assignments(tenant) {
        return None;
    }
    let message = match tenant.schedules.is_empty() {
        true => format!("{subject} no role assignment: who has access is not seen"),
        false => {
            format!(
                "{subject} eligible assignments alone: who has access without activating is not seen"
            )
        }
    };
    Some(
        Diagnostic::warning("no-role-assignments", message)
            .help("add the output of `az role assignment list --all -o json`, once a subscription")
            .grant_lost(),
    )
}

fn holds_active_assignments(tenant: &Tenant) -> bool {
    active_scopes(tenant).next().is_some()
}

/// The scopes of the assignments that need no activation.
fn active_scopes(tenant: &Tenant) -> impl Iterator<Item = &Scope> {
    let assigned = tenant.role_assignments.iter().map(|a| &a.scope);
    let active = tenant
        .schedules
        .iter()
        .filter(|schedule| schedule.kind != ScheduleKind::Eligible)
        .map(|schedule| &schedule.scope);
    assigned.chain(active)
}

/// Says of what an analysis of the whole tenant sees nothing: kinds of records, and subscriptions.
pub(super) fn records_of_tenant(context: &mut Context) {
    let kinds = [
        Kind::DenyAssignments,
        Kind::ScheduleInstances,
        Kind::ServicePrincipals,
    ];
    note_no_assignment(context);
    note_kinds(context, &kinds);
    assignments_of_tree(context);
}

/// How many subscriptions are named; the rest are counted.
const NAMED: usize = 3;

/// Says in which subscriptions asked about the inputs hold no role assignment, though they hold some of
/// elsewhere: the export of one subscription of several may be missing.
pub(super) fn assignments_of_subscriptions<'a>(
    context: &mut Context,
    asked_about: impl IntoIterator<Item = &'a Scope>,
) {
    let asked: Vec<&Scope> = asked_about.into_iter().collect();
    note_misspelt_groups(context, &asked);
    let subscriptions = asked.into_iter().filter_map(Scope::subscription);
    note_unseen(context, subscriptions.collect());
}

/// Says which resource groups asked about the inputs hold nothing of, where they hold one of nearly the same
/// name: below a subscription every name makes a scope.
fn note_misspelt_groups(context: &mut Context, asked: &[&Scope]) {
    let groups: BTreeSet<Scope> = asked.iter().filter_map(|at| at.resource_group()).collect();
    if groups.is_empty() {
        return;
    }
    let tenant = &context.tenant;
    let mut unheld: BTreeSet<&str> = groups.iter().map(Scope::folded).collect();
    let known = || {
        let hosts = tenant.identity_hosts.iter().map(|host| &host.id);
        tenant.scopes().chain(hosts)
    };
    for group in known().filter_map(Scope::resource_group_text) {
        unheld.remove(group);
        if unheld.is_empty() {
            return;
        }
    }
    let described: Vec<Scope> = tenant.resources.iter().filter_map(id_of).collect();
    for group in described.iter().filter_map(Scope::resource_group_text) {
        unheld.remove(group);
    }
    let known = || known().chain(&described);
    let mut said = Vec::new();
    let is_unheld = |group: &&Scope| unheld.contains(group.folded());
    for group in groups.iter().filter(is_unheld).take(NAMED) {
        let Some(subscription) = group.subscription() else {
            continue;
        };
        let name = last_part(group);
        let others = known().filter(|scope| subscription.contains(scope));
        let others: BTreeSet<Scope> = others.filter_map(Scope::resource_group).collect();
        // The groups of a series differ in their numbers.
        let without_digits = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
        let names = others.iter().map(last_part);
        let names = names.filter(|other| without_digits(other) != without_digits(name));
        if let Some(near) = near(name, names, 1).first() {
            let message = format!("the inputs hold nothing of resource group `{name}` itself");
            let note = Diagnostic::warning("unknown-scope", message);
            said.push(note.help(format!(
                "did you mean `{near}`? It is in the same subscription"
            )));
        }
    }
    context.diagnostics.extend(said);
}

/// The same for a question about the whole tenant: its subscriptions are those of the
/// management-group tree.
pub(super) fn assignments_of_tree(context: &mut Context) {
    let groups = context.tenant.management_groups.iter();
    let subscriptions = groups.flat_map(|group| &group.children);
    let subscriptions = subscriptions.filter_map(|child| match child {
        ManagementGroupChild::Subscription(scope) => Some(scope.clone()),
        ManagementGroupChild::Group(_) => None,
    });
    note_unseen(context, subscriptions.collect());
}

fn note_unseen(context: &mut Context, mut subscriptions: BTreeSet<Scope>) {
    let tenant = &context.tenant;
    if !holds_active_assignments(tenant) || is_collected(tenant) {
        return;
    }
    subscriptions.retain(|subscription| !holds_assignments(tenant, subscription));
    if subscriptions.is_empty() {
        return;
    }
    let named = subscriptions.iter().map(|scope| format!("`{scope}`"));
    let named = first_of(named, NAMED);
    context.diagnostics.push(Diagnostic::info(
        "not-exported",
        format!("the inputs hold no role assignment in {named}: those that exist are not seen"),
    ));
}

/// The id of a resource.
pub(super) fn id_of(resource: &ResourceRecord) -> Option<Scope> {
    let record: serde_json::Value = serde_json::from_str(&resource.json).ok()?;
    Scope::parse(record.get("id")?.as_str()?).ok()
}

fn last_part(scope: &Scope) -> &str {
    scope.as_str().rsplit('/').next().unwrap_or_default()
}

fn holds_assignments(tenant: &Tenant, subscription: &Scope) -> bool {
    active_scopes(tenant).any(|scope| subscription.contains(scope))
}

/// Whether a collection, which asks for every kind in every subscription, is among the inputs.
fn is_collected(tenant: &Tenant) -> bool {
    let is_manifest = |input: &InputFile| input.kind == InputKind::CollectManifest;
    tenant.inputs.iter().any(is_manifest)
}

/// A kind of record that the export of a tenant is easily left without.
#[derive(Clone, Copy)]
enum Kind {
    DenyAssignments,
    ScheduleInstances,
    ServicePrincipals,
}

impl Kind {
    fn is_in(self, tenant: &Tenant) -> bool {
        match self {
            Self::DenyAssignments => !tenant.deny_assignments.is_empty(),
            Self::ScheduleInstances => !tenant.schedules.is_empty(),
            Self::ServicePrincipals => tenant
                .principals
                .values()
                .any(|who| who.listed_kind == PrincipalKind::ServicePrincipal),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::DenyAssignments => "deny assignments",
            Self::ScheduleInstances => "schedule instances",
            Self::ServicePrincipals => "service principals of the directory",
        }
    }
}

/// Says of which kinds the inputs hold no record, though the tenant may have some.
fn note_kinds(context: &mut Context, kinds: &[Kind]) {
    let tenant = &context.tenant;
    let absent = kinds.iter().filter(|kind| !kind.is_in(tenant));
    let absent: Vec<&str> = absent.map(|kind| kind.name()).collect();
    if absent.is_empty() || is_collected(tenant) {
        return;
    }
    let message = format!(
        "the inputs hold no {}: those that exist are not seen",
        absent.join(" and no ")
    );
    context
        .diagnostics
        .push(Diagnostic::info("not-exported", message));
}

/// What an analysis of the whole tenant can't see since the inputs don't say who is in a group, or
/// which management group holds a subscription.
pub(super) fn gaps(index: &AccessIndex<'_>, moment: Moment) -> Vec<Diagnostic> {
    let mut found = past_gaps(index, None);
    found.extend(uncertain_past(index));
    found.extend(untimed(index, moment));
    let groups = index.open_holders(moment);
    if !groups.is_empty() {
        let label = |id: &&PrincipalId| {
            let known = index.tenant().principal(id);
            let name = known.map_or(id.as_str(), Principal::label);
            format!("`{name}`")
        };
        let named: Vec<String> = groups.iter().take(3).map(label).collect();
        let more = if groups.len() > named.len() {
            ", …"
        } else {
            ""
        };
        let holders = match groups.len() {
            1 => "1 holder of assignments is a group, or may be one".to_owned(),
            several => format!("{several} holders of assignments are groups, or may be"),
        };
        let holders = format!("{holders} ({}{more})", named.join(", "));
        let message = format!(
            "{holders}, and no member list is in the inputs: what members hold through it is not seen"
        );
        found.push(
            Diagnostic::warning("missing-members", message)
                .help("export them with `az ad group member list` or from Microsoft Graph")
                .may_change_answer(),
        );
    }

    let is_assigned_above = index
        .grants(moment)
        .any(|grant| grant.scope.kind() == ScopeKind::ManagementGroup);
    let subscriptions: BTreeSet<Scope> = match is_assigned_above {
        true => Scope::subscriptions_of(index.grants(moment).map(|grant| grant.scope)),
        false => BTreeSet::new(),
    };
    let unplaced = subscriptions
        .iter()
        .find(|scope| !index.hierarchy().ancestors(scope).is_complete);
    if let Some(unplaced) = unplaced {
        let message = format!(
            "no input says which management group holds `{unplaced}`: what is assigned above is not seen there"
        );
        found.push(
            Diagnostic::warning("unknown-hierarchy", message)
                .help("add `az account management-group show -n ROOT --expand --recurse` to the inputs")
                .may_change_answer(),
        );
    }
    found
}

/// Refuses inputs in which no file was found to read. One with an empty list is an export: it says that
/// there is nothing.
///
/// # Errors
///
/// When there is none; `message` says what that means.
pub(super) fn holds_exports(tenant: &Tenant, message: &str) -> Result<(), Complaint> {
    if !tenant.inputs.is_empty() {
        return Ok(());
    }
    Err(Complaint::input(message.to_owned())
        .help(format!("name exports or a folder of them; {GATHER}")))
}
