use std::borrow::Cow;

use super::incomplete;
use crate::ids::PrincipalId;
use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, flag, list, text};
use crate::model::{
    GroupMembers, InputKind, MembershipReach, Principal, PrincipalKind, PrincipalSource,
};
use crate::span::{Diagnostic, Place};
use crate::text as names;

/// Takes a user, group, service principal or identity (§4.11).
pub(crate) fn principal(fragment: &mut Fragment, record: &Record<'_>) {
    fragment.count(InputKind::Principals);
    learn_principal(fragment, record);
}

/// How many objects Graph gives at most of a list that it expands, without a link to the rest
/// (<https://learn.microsoft.com/graph/query-parameters#expand>).
const EXPANDED: usize = 20;

/// Takes a group with its members expanded: `members` are direct, `transitiveMembers` are all.
pub(crate) fn group(fragment: &mut Fragment, record: &Record<'_>, place: &Place) {
    fragment.count(InputKind::GroupMembers);
    let Some(group) = learn_principal(fragment, record) else {
        let lost = incomplete("a group with its members", "an id", place.clone());
        return fragment.note(lost.records_lost());
    };
    for (slot, reach) in [
        (child::Members, MembershipReach::Direct),
        (child::TransitiveMembers, MembershipReach::Transitive),
    ] {
        let Some(listed) = record.listed(slot) else {
            continue;
        };
        let members = members(fragment, listed, place);
        // A group of Graph has a name beside its members.
        let may_be_cut = listed.len() == EXPANDED && record.text(text::DisplayName).is_some();
        if record.has_open_list || may_be_cut {
            fragment.open_list(group.clone(), place.clone());
        }
        fragment.member_list(GroupMembers {
            group: group.clone(),
            members,
            reach,
            place: place.clone(),
        });
    }
}

/// Takes `{"<group id>": [members]}`.
pub(crate) fn keyed_members(
    fragment: &mut Fragment,
    group: PrincipalId,
    records: &[Record<'_>],
    place: Place,
) {
    fragment.count(InputKind::GroupMembers);
    let members = members(fragment, records, &place);
    fragment.list_by_id(GroupMembers {
        group,
        members,
        reach: MembershipReach::Direct,
        place,
    });
}

fn members(fragment: &mut Fragment, records: &[Record<'_>], place: &Place) -> Vec<PrincipalId> {
    // Most lists are short and there may be many: no room to grow.
    let mut members = Vec::with_capacity(records.len());
    for record in records.iter().filter(|record| !record.is_removed) {
        match learn_principal(fragment, record) {
            Some(id) => members.push(id),
            None => fragment.note(member_without_id(place.clone())),
        }
    }
    members
}

/// That a member was left out, by which a role or a deny assignment may apply to somebody.
pub(crate) fn member_without_id(place: Place) -> Diagnostic {
    incomplete("a member of a group", "an id", place).records_lost()
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
    let odata = record
        .text(text::OdataType)
        .map_or(PrincipalKind::Unknown, PrincipalKind::parse);
    let managed = record
        .text(text::ServicePrincipalType)
        .is_some_and(|kind| names::same(kind, "ManagedIdentity"));
    let kind = if managed || resource.is_some() {
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
    let mut who = Principal::reported_by(PrincipalSource::Directory, id.clone(), kind);
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
    let mut alternative = record.list(list::AlternativeNames).texts();
    who.resource_id = resource
        .map(Cow::Borrowed)
        .or_else(|| alternative.find(|name| name.starts_with('/')))
        .map(|id| fragment.pool(&id));
    who.user_type = record.text(text::UserType).map(|kind| fragment.pool(kind));
    if let Some(enabled) = record.flag(flag::AccountEnabled) {
        who.account_enabled(enabled);
    }
    fragment.tenant.learn(who);
    Some(id)
}

#[cfg(test)]
mod tests {
    use crate::import::{InputSource, Stdin, read};
    use crate::model::{InputKind, MembershipReach, Tenant};

    const GROUP: &str = "60000000-0000-0000-0000-000000000001";

    fn tenant(json: &str) -> Tenant {
        read(&[InputSource::Stdin(Stdin(json.as_bytes().to_vec()))])
    }

    fn lists(json: &str) -> Vec<(MembershipReach, usize)> {
        let tenant = tenant(json);
        let lists = tenant.group_members.iter();
        lists
            .inspect(|list| assert_eq!(list.group.as_str(), GROUP))
            .map(|list| (list.reach, list.members.len()))
            .collect()
    }

    #[test]
    fn the_key_says_how_far_a_member_list_goes() {
        let member = r#"{"id":"a0000000-0000-0000-0000-000000000001"}"#;
        for (fields, expected) in [
            (
                format!(r#""members":[{member}]"#),
                vec![(MembershipReach::Direct, 1)],
            ),
            (
                format!(r#""transitiveMembers":[{member}]"#),
                vec![(MembershipReach::Transitive, 1)],
            ),
            // A group that is known to be empty is another thing than one without a list.
            (
                r#""transitiveMembers":[]"#.to_owned(),
                vec![(MembershipReach::Transitive, 0)],
            ),
            (
                r#""transitiveMembers":null,"displayName":"G""#.to_owned(),
                vec![],
            ),
        ] {
            assert_eq!(
                lists(&format!(r#"{{"id":"{GROUP}",{fields}}}"#)),
                expected,
                "{fields}"
            );
        }
    }

    #[test]
    fn a_whole_collection_is_read_in_silence() {
        let manifest =
            r#"{"schema":"rolecall/collection/1","tenant":"t","complete":true,"missing":[]}"#;
        let read = tenant(manifest);
        assert_eq!(read.inputs[0].kind, InputKind::CollectManifest);
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    }

    #[test]
    fn what_a_collection_lacks_is_said_once() {
        let entry =
            |n| format!(r#"{{"name":"groups/{n}.json","status":"refused","message":"no"}}"#);
        let entries: Vec<String> = (0..5).map(entry).collect();
        let read = tenant(&format!(
            r#"{{"schema":"rolecall/collection/1","missing":[{}]}}"#,
            entries.join(",")
        ));
        let [note] = &read.diagnostics[..] else {
            panic!("{:?}", read.diagnostics);
        };
        assert_eq!(note.code, "incomplete-collection");
        assert_eq!(note.effect, crate::span::Effect::MayChangeAnswer);
        assert_eq!(
            note.message,
            "not everything was collected: `groups/0.json` (refused), `groups/1.json` (refused), `groups/2.json` (refused) and 2 more"
        );
    }
}
