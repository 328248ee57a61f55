use std::sync::Arc;

use crate::ids::PrincipalId;
use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, list, text};
use crate::model::{GroupMembers, InputKind, MembershipReach, Principal, PrincipalKind};
use crate::span::{Place, Position};
use crate::text as names;

/// Takes a user, group, service principal or identity (§4.11).
pub(crate) fn principal(fragment: &mut Fragment, record: &Record<'_>) {
    fragment.count(InputKind::Principals);
    learn_principal(fragment, record);
}

/// Takes a group with its members expanded. Graph's expansion lists direct members.
pub(crate) fn group(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::GroupMembers);
    let Some(group) = learn_principal(fragment, record) else {
        return;
    };
    if let Some(known) = fragment.tenant.principals.get_mut(&group)
        && known.kind == PrincipalKind::Unknown
    {
        known.kind = PrincipalKind::Group;
    }
    let members = members(fragment, record.children(child::Members));
    let reach = MembershipReach::Direct;
    fragment.tenant.group_members.push(GroupMembers {
        group,
        members,
        reach,
        place,
    });
}

/// Takes `{"<group id>": [members]}`.
pub(crate) fn keyed_members(fragment: &mut Fragment, record: &Record<'_>, place: &Place) {
    for (key, records) in &record.keyed {
        fragment.count(InputKind::GroupMembers);
        let group = fragment.principal_id(key);
        let members = members(fragment, records);
        let at = Position::Pointer(Arc::from(format!("/{key}")));
        let place = Place {
            file: Arc::clone(&place.file),
            at,
        };
        let reach = MembershipReach::Direct;
        fragment.tenant.group_members.push(GroupMembers {
            group,
            members,
            reach,
            place,
        });
    }
}

fn members(fragment: &mut Fragment, records: &[Record<'_>]) -> Vec<PrincipalId> {
    records
        .iter()
        .filter_map(|record| learn_principal(fragment, record))
        .collect()
}

/// Adds what a record says of a principal and gives its object id.
pub(crate) fn learn_principal(fragment: &mut Fragment, record: &Record<'_>) -> Option<PrincipalId> {
    // A user-assigned identity is a resource: its object id is `principalId` (PR-1).
    let resource = record.text(text::Id).filter(|id| id.starts_with('/'));
    let id = match resource {
        Some(_) => record.text(text::PrincipalId)?,
        None => record
            .text(text::Id)
            .or_else(|| record.text(text::ObjectId))?,
    };
    let id = fragment.principal_id(id);
    let mut who = Principal::new(id.clone());
    let odata = record
        .text(text::OdataType)
        .map_or(PrincipalKind::Unknown, PrincipalKind::parse);
    let managed = record
        .text(text::ServicePrincipalType)
        .is_some_and(|kind| names::same(kind, "ManagedIdentity"));
    who.kind = if managed || resource.is_some() {
        PrincipalKind::ManagedIdentity
    } else if odata != PrincipalKind::Unknown {
        odata
    } else if record.text(text::AppId).is_some()
        || record.text(text::ServicePrincipalType).is_some()
    {
        PrincipalKind::ServicePrincipal
    } else if record.text(text::UserPrincipalName).is_some() {
        PrincipalKind::User
    } else {
        record
            .text(text::ObjectType)
            .or_else(|| record.text(text::Type))
            .map_or(PrincipalKind::Unknown, PrincipalKind::parse)
    };
    who.display_name = record
        .text(text::DisplayName)
        .or_else(|| record.text(text::Name).filter(|_| resource.is_some()))
        .map(|name| fragment.pool(name));
    who.sign_in_name = record
        .text(text::UserPrincipalName)
        .map(|name| fragment.pool(name));
    who.app_id = record
        .text(text::AppId)
        .or_else(|| record.text(text::ClientId))
        .map(|id| fragment.pool(id));
    let alternative = record.list(list::AlternativeNames).items.iter();
    who.resource_id = resource
        .or_else(|| {
            alternative
                .map(AsRef::as_ref)
                .find(|name: &&str| name.starts_with('/'))
        })
        .map(|id| fragment.pool(id));
    who.user_type = record.text(text::UserType).map(|kind| fragment.pool(kind));
    fragment.tenant.learn(who);
    Some(id)
}
