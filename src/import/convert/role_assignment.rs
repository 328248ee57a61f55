use std::sync::Arc;

use super::{
    condition, holder, incomplete, learn_unidentified, moment, note_like_conditions, printed_kind,
    role_reference, scope, updated,
};
use crate::ids::{PrincipalId, RoleId, parse_guid};
use crate::import::detect::{ClassicRole, classic_roles};
use crate::import::fragment::Fragment;
use crate::import::record::{Record, text};
use crate::model::{
    InputKind, PrincipalFound, PrincipalKind, RoleAssignment, RoleReference, assignment_id,
    name_of_unnamed,
};
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};
use crate::text as names;
use crate::time::Timestamp;

const OWNER: u128 = 0x8e3a_f657_a8ff_443c_a75c_2fe8_c4bc_b635;

/// Takes a role assignment of `az`, REST, Resource Graph or PowerShell (§4.6 to §4.8).
pub(crate) fn role_assignment(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::RoleAssignments);
    let id = record
        .text(text::RoleAssignmentId)
        .or_else(|| record.text(text::Id));
    let Some((principal, is_unidentified)) = holder(record) else {
        return fragment.note(incomplete("a role assignment", "a principal", place).grant_lost());
    };
    let Some(role) = role_reference(fragment, record) else {
        return fragment.note(incomplete("a role assignment", "a role", place).grant_lost());
    };
    let Some(scope) = scope(fragment, record, id, &place) else {
        return fragment.note(incomplete("a role assignment", "a scope", place).grant_lost());
    };
    let kind = match is_unidentified {
        true => PrincipalKind::User,
        false => printed_kind(record),
    };
    let [sign_in_name, display_name] = printed_names(record);
    let sign_in_name = sign_in_name.or(Some(principal).filter(|_| is_unidentified));
    let principal = fragment.assigned_principal(principal, kind, [sign_in_name, display_name]);
    if is_unidentified {
        learn_unidentified(fragment, &principal);
    }
    // Tables have the name alone where others have the whole id.
    let id = match id.or_else(|| record.text(text::Name)) {
        Some(id) if id.contains('/') => Arc::from(id),
        Some(name) => Arc::from(assignment_id(&scope, name)),
        None => {
            let name = name_of_unnamed(principal.as_str(), &role.to_string());
            Arc::from(assignment_id(&scope, &name))
        }
    };
    let held = Held {
        id,
        principal,
        kind,
        role,
        scope,
        is_classic: false,
    };
    held.take(fragment, record, place);
}

/// Takes a classic administrator of REST, `az` or PowerShell (CL-1, CL-2): an Owner of the
/// subscription. An export may give a name where an object id belongs.
pub(crate) fn classic_administrator(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::RoleAssignments);
    let roles = record
        .text(text::RoleDefinitionName)
        .or_else(|| record.text(text::Role));
    let Some(roles) = roles else {
        return fragment.note(incomplete("a classic administrator", "a role", place).grant_lost());
    };
    let who = [
        text::PrincipalId,
        text::ObjectId,
        text::PrincipalName,
        text::SignInName,
        text::Mail,
        text::DisplayName,
    ];
    let mut who = who.into_iter().filter_map(|slot| record.text(slot));
    let Some(who) = who.find(|who| !PrincipalId::new(who).is_all_principals()) else {
        return fragment
            .note(incomplete("a classic administrator", "a principal", place).grant_lost());
    };
    // A role of another name is taken for one that gives access.
    let mut known = classic_roles(roles).peekable();
    if known.peek().is_some() && known.all(|role| role == ClassicRole::Account) {
        let message = format!(
            "`{who}` is the account administrator, who is billed for the subscription: that gives no access to it"
        );
        return fragment.note(Diagnostic::info("account-administrator", message).at(place));
    }
    let id = record.text(text::Id);
    let Some(scope) = scope(fragment, record, id, &place) else {
        return fragment.note(incomplete("a classic administrator", "a scope", place).grant_lost());
    };
    // Only users can be classic administrators, whatever an export prints.
    let kind = PrincipalKind::User;
    let unidentified = parse_guid(who).is_none();
    let [sign_in_name, display_name] = printed_names(record);
    let sign_in_name = sign_in_name.or_else(|| Some(who).filter(|_| unidentified));
    let principal = fragment.assigned_principal(who, kind, [sign_in_name, display_name]);
    if unidentified {
        learn_unidentified(fragment, &principal);
    }
    // `az` prints `NA(classic admins)` for all of them, PowerShell nothing.
    let id = match id.filter(|id| id.starts_with('/')) {
        Some(id) => Arc::from(id),
        None => Arc::from(format!(
            "{scope}/providers/Microsoft.Authorization/classicAdministrators/{principal}"
        )),
    };
    let role = RoleReference::Id(RoleId::from_u128(OWNER));
    let held = Held {
        id,
        principal,
        kind,
        role,
        scope,
        is_classic: true,
    };
    held.take(fragment, record, place);
}

/// The sign-in name and the display name of the principal.
fn printed_names<'r>(record: &'r Record<'_>) -> [Option<&'r str>; 2] {
    let sign_in_name = record
        .text(text::PrincipalName)
        .or_else(|| record.text(text::SignInName));
    [sign_in_name, record.text(text::DisplayName)]
}

/// What is known of an assignment before the rest of its record is read.
struct Held {
    id: Arc<str>,
    principal: PrincipalId,
    kind: PrincipalKind,
    role: RoleReference,
    scope: Scope,
    is_classic: bool,
}

impl Held {
    fn take(self, fragment: &mut Fragment, record: &Record<'_>, place: Place) {
        let condition = condition(fragment, record, &place);
        note_like_conditions(fragment, record, "a role assignment", &place);
        let role_name = [text::RoleDefinitionName, text::RoleName, text::Role];
        let role_name = role_name.into_iter().find_map(|slot| record.text(slot));
        let created_on = record.text(text::CreatedOn);
        let created_on = moment(fragment, ("createdOn", created_on), &place);
        // A date that can't be read is reported where it counts.
        let updated_on = updated(record).and_then(|written| Timestamp::parse(written).ok());
        let assignment = RoleAssignment {
            id: self.id,
            principal_found: found(record, &self.principal, self.kind),
            principal: self.principal,
            principal_kind: self.kind,
            role: self.role,
            role_name: role_name.map(|name| fragment.pool(name)),
            scope: self.scope,
            condition,
            is_classic: self.is_classic,
            created_on,
            updated_on,
            description: record.text(text::Description).map(Arc::from),
            is_delegated: record.text(text::DelegatedIdentity).is_some(),
            contradicted: false,
            place,
        };
        if assignment.is_delegated {
            let delegated = &mut fragment.updates.asked.delegated;
            delegated.insert(assignment.principal.clone());
        }
        fragment.updates.role_assignments.push(updated(record));
        fragment.tenant.role_assignments.push(assignment);
    }
}

/// `az` prints an empty name and PowerShell the type `Unknown` for a principal that isn't there. Of
/// everyone (PR-5), of a group of another tenant and of an identity that Azure Lighthouse delegates
/// the directory says nothing, whoever they are.
fn found(record: &Record<'_>, principal: &PrincipalId, kind: PrincipalKind) -> PrincipalFound {
    let unknown = record
        .text(text::ObjectType)
        .is_some_and(|kind| names::same(kind, "Unknown"));
    let names = [text::PrincipalName, text::SignInName, text::DisplayName];
    if names.iter().any(|slot| record.text(*slot).is_some()) {
        PrincipalFound::Yes
    } else if principal.is_all_principals()
        || kind == PrincipalKind::ForeignGroup
        || record.text(text::DelegatedIdentity).is_some()
    {
        PrincipalFound::NotSaid
    } else if unknown || record.raw_text(text::PrincipalName).is_some() {
        PrincipalFound::No
    } else {
        PrincipalFound::NotSaid
    }
}
