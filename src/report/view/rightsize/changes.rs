//! What to run for a proposal, and what undoes it.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::access::{AccessIndex, AssignmentKey};
use crate::ids::guid_text;
use crate::minimize::{CustomRole, Recommendation};
use crate::model::{Grant, GrantIx, Moment, RoleAssignment, Standing};
use crate::report::view::recommend::emit::{Assignee, create_assignment, word};
use crate::report::view::roles::export;
use crate::rule::{ELIGIBILITY_REQUESTS, RequestType, ScheduleRequest, assignment_removal};
use crate::scope::Scope;
use crate::usage::{Proposal, Rightsized};

/// What is assigned in place of an assignment.
#[derive(Debug)]
pub(crate) struct NewAssignment {
    /// The GUID of the role, or the name of the custom role.
    pub(crate) role: String,
    pub(crate) scope: Scope,
    /// The last part of its id.
    pub(crate) name: String,
}

/// What to run for a proposal, and what undoes it.
#[derive(Debug, Default)]
pub(crate) struct Change {
    /// The commands of `az` that do it, in their order.
    pub(crate) commands: Vec<String>,
    /// Those that undo it.
    pub(crate) undo: Vec<String>,
    /// The command among the first that removes the assignment.
    pub(super) remove: Option<String>,
    pub(crate) custom_role: Option<CustomRole>,
    pub(crate) assigned: Vec<NewAssignment>,
}

/// What is assigned without a condition or an end, or will be by what was proposed before.
#[derive(Default)]
pub(super) struct Held {
    assigned: BTreeSet<AssignmentKey>,
    /// What several proposals assign: undoing one leaves it to the others.
    shared: BTreeSet<AssignmentKey>,
}

impl NewAssignment {
    pub(crate) fn id(&self) -> String {
        below(&self.scope, "roleAssignments", &self.name)
    }
}

/// The id of a record of Azure RBAC at a scope.
fn below(scope: &Scope, kind: &str, name: &str) -> String {
    let scope = scope.as_str().trim_end_matches('/');
    format!("{scope}/providers/Microsoft.Authorization/{kind}/{name}")
}

impl Held {
    pub(super) fn new(index: &AccessIndex<'_>, sized: &Rightsized) -> Self {
        let changes = sized.assignments.iter();
        let changes = changes.filter(|sized| sized.proposal.is_change());
        let changing: BTreeSet<GrantIx> = changes.clone().map(|sized| sized.grant).collect();
        let stays = |grant: &Grant<'_>| {
            let is_plain = grant.condition.is_none() && !grant.window.is_bounded();
            is_plain && grant.standing == Standing::Active && !changing.contains(&grant.number)
        };
        let staying = index
            .grants(Moment::At(sized.window.until))
            .filter(stays)
            .map(|grant| {
                AssignmentKey::new(index.catalog(), grant.holder, grant.reference, grant.scope)
            });
        let mut held = Self {
            assigned: staying.collect(),
            shared: BTreeSet::new(),
        };
        let mut once = BTreeSet::new();
        for sized in changes {
            let grant = index.grant(sized.grant);
            let assigned = grant.assignment();
            let assigned = assigned.map(|record| sized.proposal.assigns(record, index));
            for role in assigned.into_iter().flatten() {
                if !once.insert(role.clone()) {
                    held.shared.insert(role);
                }
            }
        }
        held
    }
}

impl Change {
    pub(super) fn of(
        index: &AccessIndex<'_>,
        record: &RoleAssignment,
        proposal: &Proposal,
        held: &mut Held,
    ) -> Self {
        let mut change = Self::default();
        let mut assigned = proposal.assigns(record, index).into_iter();
        match proposal {
            Proposal::Keep(_) => return change,
            Proposal::Remove => {}
            Proposal::Narrow(scope) => {
                change.assign_once(
                    record,
                    record.role.to_string(),
                    scope,
                    assigned.next(),
                    held,
                );
            }
            Proposal::Eligible => {
                change
                    .commands
                    .push(eligibility(record, RequestType::AdminAssign));
                change
                    .undo
                    .push(eligibility(record, RequestType::AdminRemove));
            }
            Proposal::Replace(replacement) if replacement.is_custom => {
                let custom = custom_role(record, &replacement.found);
                let definition =
                    serde_json::to_string(&export::az(&custom.definition())).unwrap_or_default();
                change.commands.push(format!(
                    "az role definition create --role-definition {}",
                    word(&definition)
                ));
                let name = word(&custom.name);
                let delete = format!(
                    "az role definition delete --name {name} --scope {}",
                    word(replacement.scope.as_str())
                );
                change.assign(record, custom.name.clone(), &replacement.scope, true);
                change.undo.push(delete);
                change.custom_role = Some(custom);
            }
            Proposal::Replace(replacement) => {
                for role in &replacement.found.roles {
                    let role = role
                        .id
                        .map_or_else(|| role.name.clone(), |id| id.to_string());
                    change.assign_once(record, role, &replacement.scope, assigned.next(), held);
                }
            }
        }
        let remove = assignment_removal(&record.id);
        change.commands.push(remove.clone());
        change.remove = Some(remove);
        // Azure gives nothing to a principal that isn't there.
        if !record.is_without_principal(index.tenant()) {
            change.undo.insert(0, restore(record));
        }
        change
    }

    /// Assigns a published role, unless it is assigned there already.
    fn assign_once(
        &mut self,
        record: &RoleAssignment,
        role: String,
        scope: &Scope,
        assigned: Option<AssignmentKey>,
        held: &mut Held,
    ) {
        let is_shared = assigned
            .as_ref()
            .is_some_and(|assigned| held.shared.contains(assigned));
        if assigned.is_none_or(|assigned| held.assigned.insert(assigned)) {
            self.assign(record, role, scope, !is_shared);
        }
    }

    fn assign(&mut self, record: &RoleAssignment, role: String, scope: &Scope, is_undone: bool) {
        let name = guid_of(&[&record.id, &role, scope.folded()]);
        self.commands.push(create(record, &role, scope, &name));
        let new = NewAssignment {
            role,
            scope: scope.clone(),
            name,
        };
        if is_undone {
            self.undo.push(assignment_removal(&new.id()));
        }
        self.assigned.push(new);
    }

    /// The id that an eligible assignment would have.
    pub(crate) fn eligible_id(&self, record: &RoleAssignment) -> String {
        let name = guid_of(&[&record.id, "eligible"]);
        below(&record.scope, "roleEligibilityScheduleInstances", &name)
    }
}

/// The custom role in place of an assignment, with a name of its own.
fn custom_role(record: &RoleAssignment, found: &Recommendation) -> CustomRole {
    let mut custom = found.custom_role.clone();
    custom.name = format!("As used by {}", record.name());
    custom
}

/// A command that gives the holder of an assignment a role.
fn create(record: &RoleAssignment, role: &str, scope: &Scope, name: &str) -> String {
    let assignee = Assignee {
        id: Some(record.principal.clone()),
        kind: record.principal_kind,
    };
    let mut command = create_assignment(&assignee, &word(role), Some(scope));
    command.push_str(&format!(" --name {}", word(name)));
    if let Some(description) = &record.description {
        command.push_str(&format!(" --description {}", word(description)));
    }
    command
}

/// The command that makes an assignment again.
fn restore(record: &RoleAssignment) -> String {
    create(
        record,
        &record.role.to_string(),
        &record.scope,
        record.name(),
    )
}

/// The request that makes an assignment eligible, or takes that back.
fn eligibility(record: &RoleAssignment, request: RequestType) -> String {
    let role = format!(
        "/providers/Microsoft.Authorization/roleDefinitions/{}",
        record.role
    );
    let name = match request {
        RequestType::AdminAssign => request_name(record),
        RequestType::AdminRemove => guid_of(&[&record.id, request.as_str()]),
    };
    ScheduleRequest {
        requests: ELIGIBILITY_REQUESTS,
        request,
        scope: &record.scope,
        principal: &record.principal,
        role: &role,
    }
    .command(Some(&name))
}

/// The name of the request that makes an assignment eligible.
pub(super) fn request_name(record: &RoleAssignment) -> String {
    guid_of(&[&record.id, RequestType::AdminAssign.as_str()])
}

/// A GUID that the same texts always give: what is made with it can be taken back by its id, and made
/// once.
fn guid_of(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.to_lowercase());
        hash.update([0]);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    // Version 8: made in a way of its own (RFC 9562).
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    guid_text(u128::from_be_bytes(bytes))
}
