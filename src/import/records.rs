//! Gives each record to what reads records of its kind.

use std::sync::Arc;

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::detect::{RecordKind, kind_of};
use super::fragment::Fragment;
use super::one_line::on_one_line;
use super::record::{Record, RecordSeed, child, text};
use super::typed::WrongTypes;
use super::{activity_log, convert, hosts, stack};
use crate::model::{
    InputKind, Principal, PrincipalKind, PrincipalSource, ResourceKind, ResourceRecord, Tenant,
};
use crate::span::{Diagnostic, Place, Position};

/// How many fields of a record that isn't understood are named.
const SHOWN: usize = 5;

/// The fields that hold the members of a group.
const MEMBERS: [&str; 2] = ["members", "transitiveMembers"];

impl Fragment {
    /// Takes a record.
    pub(crate) fn record(&mut self, record: &Record<'_>, at: Position) {
        let place = self.place(at.clone());
        let kind = kind_of(record);
        if let RecordKind::Resource(kind) = kind {
            // Of all that another resource has, this one decides who it acts as.
            let is_principal = kind == ResourceKind::Identity;
            let mut odd = record.odd.clone();
            odd.retain(|field| is_principal || *field == "principalId");
            self.note_odd(odd, &[], &place, record.cut_off);
            return self.resource(kind, record, at);
        }
        if kind == RecordKind::Host {
            self.count(InputKind::Hosts);
            return self.hosts.push(at);
        }
        if kind == RecordKind::Activity {
            self.count(InputKind::ActivityLog);
            return self.events.push(at);
        }
        if kind == RecordKind::DeploymentStack {
            self.count(InputKind::DeploymentStacks);
            return self.stacks.push(at);
        }
        if let RecordKind::NoGrant(kind) = kind {
            if kind == InputKind::LighthouseDelegations {
                self.delegations.push(at);
            }
            if kind == InputKind::Applications {
                convert::application(self, record);
            }
            return self.count(kind);
        }
        if kind == RecordKind::Page {
            return self.page(record, &at);
        }
        if record.fields > 0 {
            // Of a role, its permissions are looked into where it is reported by name.
            let mut odd = record.odd.clone();
            if kind != RecordKind::RoleDefinition {
                record.note_odd_within(&mut odd);
            }
            // Those of a deny assignment and of a role are reported with the record.
            // In a listing of management groups it says what the reader may do with them.
            if matches!(
                kind,
                RecordKind::RoleDefinition
                    | RecordKind::DenyAssignment
                    | RecordKind::ManagementGroup
                    | RecordKind::ManagementGroupEntity
            ) {
                odd.retain(|field| *field != "permissions");
            }
            self.note_odd(odd, &MEMBERS, &place, record.is_cut_off());
        }
        self.note_trimmed(record, &place);
        self.note_twice(record, &place);
        match kind {
            RecordKind::RoleAssignment => convert::role_assignment(self, record, place),
            RecordKind::ClassicAdministrator => {
                convert::classic_administrator(self, record, place);
            }
            RecordKind::RoleDefinition => convert::role_definition(self, record, place),
            RecordKind::DenyAssignment => convert::deny_assignment(self, record, place),
            RecordKind::Eligibility | RecordKind::ActiveSchedule => {
                convert::schedule(self, record, place);
            }
            RecordKind::ManagementGroup => convert::management_group(self, record, &place),
            RecordKind::ManagementGroupEntity => convert::entity(self, record, &place),
            RecordKind::Principal if self.stem_group.is_some() => self.stem_member(record, place),
            RecordKind::Principal if record.is_removed => self.count(InputKind::Principals),
            RecordKind::Principal => {
                convert::principal(self, record);
                if record.has_open_list
                    && let Some(id) = record.text(text::Id)
                {
                    let id = self.principal_id(id);
                    self.open_list(id, place);
                }
            }
            RecordKind::Group => {
                // A record that names its group outranks the name of the file.
                self.stem_group = None;
                convert::group(self, record, &place);
            }
            RecordKind::KeyedMembers => {
                for (group, members) in &record.keyed {
                    self.keyed_members(group, members.as_deref());
                }
            }
            RecordKind::Operations => convert::operations(self, record, &place),
            RecordKind::CollectManifest => convert::collect_manifest(self, record, place),
            RecordKind::Resource(_)
            | RecordKind::Host
            | RecordKind::Activity
            | RecordKind::DeploymentStack
            | RecordKind::NoGrant(_)
            | RecordKind::Page => {}
            RecordKind::Unknown => {
                self.count(InputKind::Unrecognised);
                let diagnostic = Diagnostic::warning("unrecognised-record", unrecognised(record));
                self.note(diagnostic.at(place).records_lost());
            }
        }
    }

    /// Takes the records of a page, one of a list of pages.
    fn page(&mut self, page: &Record<'_>, at: &Position) {
        let above = at.pointer().unwrap_or_default();
        for (index, record) in page.children(child::Value).iter().enumerate() {
            let pointer = format!("{above}/value/{index}");
            self.record(record, Position::Pointer(Arc::from(pointer)));
        }
        if !page.odd.is_empty() {
            let place = self.place(at.clone());
            self.note_odd(page.odd.clone(), &["value"], &place, page.cut_off);
        }
        let listed = page.children(child::Value).len() as u64;
        self.around_list(page, listed, &self.place(at.clone()));
        let is_open = page.text(text::NextLink).is_some() || page.text(text::SkipToken).is_some();
        self.open_page = is_open.then(|| self.place(at.clone()));
    }

    /// Takes the members that stand under the id of their group.
    pub(crate) fn keyed_members(&mut self, group: &str, members: Option<&[Record<'_>]>) {
        let Some(members) = members else {
            return self.no_list_of(group);
        };
        // Other lists are kept by an id too, as role assignments by that of their subscription.
        let is_member = |record: &Record<'_>| {
            matches!(
                kind_of(record),
                RecordKind::Principal | RecordKind::Group | RecordKind::Unknown
            )
        };
        if !members.is_empty() && !members.iter().any(is_member) {
            for (index, record) in members.iter().enumerate() {
                let pointer = format!("/{group}/{index}");
                self.record(record, Position::Pointer(Arc::from(pointer)));
            }
            return;
        }
        // A record that names its group outranks the name of the file.
        self.stem_group = None;
        let id = self.principal_id(group);
        let place = self.place(Position::Key(id.text_as_written(group)));
        let mut odd = Vec::new();
        members.iter().for_each(|member| member.note_odd(&mut odd));
        let is_cut_off = members.iter().any(Record::is_cut_off);
        self.note_odd(odd, &MEMBERS, &place, is_cut_off);
        convert::keyed_members(self, id, members, place);
    }

    /// Says that a group has no list where its members belong: who is in it is not known.
    fn no_list_of(&mut self, group: &str) {
        self.stem_group = None;
        let id = self.principal_id(group);
        let place = self.place(Position::Key(id.text_as_written(group)));
        self.count(InputKind::GroupMembers);
        let message = format!(
            "the members of the group `{id}` are null, as after a query that failed: who is in it is not known"
        );
        let diagnostic = Diagnostic::warning("no-member-list", message);
        self.note(diagnostic.at(place).help(format!(
            "export them again: `az ad group member list --group {id} -o json`"
        )));
    }

    /// Takes what stands in a document beside members under the ids of their groups.
    pub(crate) fn beside_members(&mut self, record: &Record<'_>) {
        if kind_of(record) == RecordKind::Unknown {
            let place = self.place(Position::Whole);
            self.note_odd(record.odd.clone(), &MEMBERS, &place, record.cut_off);
        } else {
            self.record(record, Position::Whole);
        }
    }

    /// Says which fields hold values of the wrong type. What is no record in one of the `lists` was left
    /// out of it.
    fn note_odd(
        &mut self,
        mut odd: Vec<&'static str>,
        lists: &[&str],
        place: &Place,
        is_cut_off: bool,
    ) {
        if odd.is_empty() {
            return;
        }
        odd.sort_unstable();
        odd.dedup();
        let fields: Vec<String> = odd.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("{} holds a value of the wrong type", fields.join(", "));
        let mut diagnostic = Diagnostic::warning("wrong-type", message).may_change_answer();
        if odd.iter().any(|field| lists.contains(field)) {
            diagnostic = diagnostic.records_lost();
        }
        if is_cut_off {
            diagnostic = diagnostic.help(
                "text stands where objects belong: `ConvertTo-Json` cuts off below a depth of 2, so export again with `-Depth 10`",
            );
        }
        self.note(diagnostic.at(place.clone()));
    }

    /// Says of which ids and scopes blanks were left out.
    fn note_trimmed(&mut self, record: &Record<'_>, place: &Place) {
        if record.trimmed.is_empty() {
            return;
        }
        let fields: Vec<String> = record.trimmed.iter().map(|f| format!("`{f}`")).collect();
        let message = format!(
            "blanks or line ends around {} were left out",
            fields.join(" and ")
        );
        self.note(Diagnostic::info("trimmed-text", message).at(place.clone()));
    }

    /// Says which ids a record has twice: where two records ran into each other, one of them was lost.
    fn note_twice(&mut self, record: &Record<'_>, place: &Place) {
        if record.twice.is_empty() {
            return;
        }
        let fields: Vec<String> = record.twice.iter().map(|f| format!("`{f}`")).collect();
        let message = format!(
            "{} stands twice in one record, with different values",
            fields.join(" and ")
        );
        let note = Diagnostic::warning("duplicate-field", message).at(place.clone());
        self.note(
            note.records_lost()
                .help("two records may have run into each other: export again"),
        );
    }

    /// Notes a resource; a user-assigned identity is a principal too (PR-1).
    fn resource(&mut self, kind: ResourceKind, record: &Record<'_>, at: Position) {
        if kind == ResourceKind::Identity {
            convert::learn_principal(self, record);
        }
        self.count(InputKind::Resources(kind));
        self.resources.push((kind, at));
    }

    /// Keeps the JSON of the resources in a document that was read, and which of them run as
    /// managed identities; reads its events.
    pub(crate) fn keep_resources(&mut self, document: &[u8]) {
        self.keep_noted(document, record_at);
    }

    /// The same for the element of a list that was read last.
    pub(super) fn keep_element(&mut self, element: &[u8]) {
        self.keep_noted(element, |element, at| match at {
            // Of a page, without the index of the page itself.
            Position::Pointer(pointer) => {
                let inside = pointer.get(1..)?.find('/')? + 1;
                at_pointer(element, &pointer[inside..])
            }
            _ => Some(element),
        });
    }

    fn keep_noted(
        &mut self,
        json: &[u8],
        record_at: impl for<'d> Fn(&'d Value, &Position) -> Option<&'d Value>,
    ) {
        let noted = [&self.hosts, &self.events, &self.delegations, &self.stacks];
        if self.resources.is_empty() && noted.iter().all(|noted| noted.is_empty()) {
            return;
        }
        let delegations = std::mem::take(&mut self.delegations);
        let stacks = std::mem::take(&mut self.stacks);
        let noted = std::mem::take(&mut self.resources);
        let hosts = std::mem::take(&mut self.hosts);
        let events = std::mem::take(&mut self.events);
        let Ok(mut document) = serde_json::from_slice::<Value>(json) else {
            let message = "the resources of the document are nested too deep to be read";
            return self.note_document(
                Diagnostic::error("unrecognised-document", message).may_change_answer(),
            );
        };
        on_one_line(&mut document);
        for (kind, at) in noted {
            let Some(record) = record_at(&document, &at) else {
                continue;
            };
            if kind == ResourceKind::Cluster {
                self.learn_host(record, &at);
            }
            self.tenant.resources.push(ResourceRecord {
                kind,
                json: Arc::from(record.to_string()),
                place: self.place(at),
            });
        }
        for at in hosts {
            if let Some(record) = record_at(&document, &at) {
                self.learn_host(record, &at);
            }
        }
        for at in delegations {
            if let Some(record) = record_at(&document, &at) {
                self.delegation(record, at);
            }
        }
        for at in stacks {
            if let Some(record) = record_at(&document, &at) {
                self.stack(record, &at);
            }
        }
        for at in events {
            if let Some(record) = record_at(&document, &at) {
                let calls = activity_log::read(self, record, at);
                self.tenant.activity.extend(calls);
            }
        }
    }

    /// Takes what Azure Lighthouse delegates, or defines to be delegated.
    fn delegation(&mut self, record: &Value, at: Position) {
        let place = self.place(at);
        let wrong = WrongTypes::default();
        if let Some(record) = wrong.object(record, "") {
            let taken = self.lighthouse.take(&record, place.clone());
            if let Err(lacks) = taken {
                let what = "a Lighthouse delegation";
                self.note(convert::incomplete(what, lacks, place.clone()).records_lost());
            }
        }
        wrong.note_at(self, &place);
    }

    /// Takes what a deployment stack denies at its resources.
    fn stack(&mut self, record: &Value, at: &Position) {
        let place = self.place(at.clone());
        let wrong = WrongTypes::default();
        if let Some(stack) = wrong.object(record, "") {
            let (denies, notes) = stack::deny_assignments(&stack);
            for note in notes {
                self.note(note.at(place.clone()));
            }
            for deny in denies {
                self.value(&deny, at.clone());
            }
        }
        wrong.note_at(self, &place);
    }

    /// Takes a resource that runs as managed identities; those are principals (PR-1).
    fn learn_host(&mut self, record: &Value, at: &Position) {
        if let Some(found) = hosts::subscription(record) {
            if let Some(tenant) = found.tenant {
                let tenant = crate::text::fold(tenant.trim()).into_owned();
                let place = self.place(at.clone());
                self.subscriptions
                    .push((found.scope.clone(), tenant, place));
            }
            return self.name_subscription(found.scope, found.name.into());
        }
        let Some(host) = hosts::host(record, self.place(at.clone())) else {
            return;
        };
        for identity in &host.identities {
            if let Some(principal) = &identity.principal {
                let home = identity.resource.as_ref().unwrap_or(&host.id);
                let kind = PrincipalKind::ManagedIdentity;
                let source = PrincipalSource::Resource;
                let mut who = Principal::reported_by(source, principal.clone(), kind);
                who.resource_id = Some(self.pool(home.as_str()));
                who.display_name = home.as_str().rsplit('/').next().map(|name| self.pool(name));
                self.tenant.learn(who);
            }
        }
        self.tenant.identity_hosts.push(host);
    }

    fn stem_member(&mut self, record: &Record<'_>, place: Place) {
        if record.is_removed {
            return self.count(InputKind::GroupMembers);
        }
        match convert::learn_principal(self, record) {
            Some(id) => self.stem_members.push(id),
            None => self.note(convert::member_without_id(place)),
        }
        self.count(InputKind::GroupMembers);
    }

    /// Takes a record that a reader has put into the shape of REST.
    pub(super) fn value(&mut self, value: &Value, at: Position) {
        // Owned, since only those texts are looked through for line ends.
        if let Ok(record) = RecordSeed::top().deserialize(value.clone()) {
            self.record(&record, at.clone());
            // The document has it in another shape.
            if self.delegations.pop_if(|noted| *noted == at).is_some() {
                self.delegation(value, at.clone());
            }
            if self.stacks.pop_if(|noted| *noted == at).is_some() {
                self.stack(value, &at);
            }
            let is_cluster = |noted: &mut (ResourceKind, Position)| {
                noted.0 == ResourceKind::Cluster && noted.1 == at
            };
            if self.resources.pop_if(is_cluster).is_some() {
                self.learn_host(value, &at);
                self.tenant.resources.push(ResourceRecord {
                    kind: ResourceKind::Cluster,
                    json: Arc::from(value.to_string()),
                    place: self.place(at),
                });
            }
        }
    }

    /// Settles what only the whole of the inputs can tell.
    pub(crate) fn finish(mut self) -> Tenant {
        self.say_meanings();
        self.take_lists_by_id();
        self.say_open_lists();
        self.say_tenants();
        convert::gone(&mut self.tenant, &self.collections);
        convert::settle(&mut self.tenant, &self.updates);
        let (delegations, notes) = std::mem::take(&mut self.lighthouse).settle();
        self.tenant.lighthouse_delegations = delegations;
        self.tenant.diagnostics.extend(notes);
        self.tenant
            .diagnostics
            .sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.tenant
    }
}

/// What a record that isn't understood looks like.
fn unrecognised(record: &Record<'_>) -> String {
    if record.has_errors && record.fields == 1 {
        return "this is an error that a service answered, not what was asked for".to_owned();
    }
    let mut fields: Vec<String> = record
        .unknown
        .iter()
        .take(SHOWN)
        .map(|f| format!("`{f}`"))
        .collect();
    if record.unknown.len() > SHOWN {
        fields.push("others".to_owned());
    }
    match fields.is_empty() {
        true => "this record is of no kind that is read".to_owned(),
        false => format!(
            "this record, with {}, is of no kind that is read",
            fields.join(", ")
        ),
    }
}

/// What stands at a pointer; a page of a list may be called otherwise than `value`.
fn at_pointer<'d>(document: &'d Value, pointer: &str) -> Option<&'d Value> {
    let under = |name: &str| document.pointer(&pointer.replacen("/value/", name, 1));
    document
        .pointer(pointer)
        .or_else(|| under("/data/"))
        .or_else(|| under("/records/"))
}

/// The JSON of the record at a position of a document.
fn record_at<'d>(document: &'d Value, at: &Position) -> Option<&'d Value> {
    match at {
        Position::Whole | Position::Line { .. } => Some(document),
        Position::Key(key) => document.get(&**key),
        Position::Pointer(pointer) => at_pointer(document, pointer),
        Position::Element { list, index } => {
            let list = document.pointer(list)?;
            list.get(usize::try_from(*index).ok()?)
        }
    }
}
