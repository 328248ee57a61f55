//! What has been read so far, and the bookkeeping of the file being read.

use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeSeed;
use serde_json::Value;

use super::convert;
use super::detect::{RecordKind, kind_of};
use super::no_grant;
use super::one_line::on_one_line;
use super::pools::Pools;
use super::record::{Record, RecordSeed, Shape, child, text};
use super::syntax::SyntaxFault;
use super::{activity_log, arm, hosts, terraform};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{
    GroupMembers, InputFile, InputKind, MembershipReach, Principal, PrincipalKind, PrincipalSource,
    ResourceKind, ResourceRecord, Tenant,
};
use crate::scope::{ParseScopeError, Scope};
use crate::span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position};

/// How many diagnostics of one code a file gives before the rest are only counted.
const REPEATS: usize = 5;

/// How many fields of a record that isn't understood are named.
const SHOWN: usize = 5;

/// Diagnostics of one code in a file.
#[derive(Debug)]
struct Repeats {
    count: usize,
    /// The gravest of those that are only counted, and whether one of them could change an answer.
    severity: DiagnosticSeverity,
    effect: Effect,
}

/// A tenant in the making.
#[derive(Debug, Default)]
pub(crate) struct Fragment {
    pub(crate) tenant: Tenant,
    pub(crate) updates: convert::Updates,
    /// Whether the caller looks at blanks around actions itself.
    pub(super) spelling_is_kept: bool,
    pools: Pools,
    file: Arc<str>,
    /// The group whose members the file lists, by its name (cli.md §6).
    stem_group: Option<PrincipalId>,
    stem_members: Vec<PrincipalId>,
    stem_reach: Option<MembershipReach>,
    kinds: Vec<(InputKind, usize)>,
    repeats: HashMap<&'static str, Repeats>,
    documents: usize,
    /// The last page of a list of pages, where it has a link to another.
    open_page: Option<Place>,
    /// Resources of the document being read: their JSON is taken when it has been read.
    resources: Vec<(ResourceKind, Position)>,
    /// Other resources of it, which may run as managed identities.
    hosts: Vec<Position>,
    /// The same for events of an activity log.
    events: Vec<Position>,
}

impl Fragment {
    pub(crate) fn begin(&mut self, path: &Arc<str>, stem: &str) {
        self.file = Arc::clone(path);
        self.stem_group = parse_guid(stem).map(|_| PrincipalId::new(stem));
        self.stem_members.clear();
        self.stem_reach = None;
        self.kinds.clear();
        self.repeats.clear();
        self.open_page = None;
        self.forget_resources();
    }

    /// Notes how many documents the file holds.
    pub(crate) fn read_documents(&mut self, documents: usize) {
        self.documents = documents;
    }

    /// Ends the file with its digest.
    pub(crate) fn end(&mut self, sha256: String) {
        let documents = self.documents;
        if let Some(group) = self.stem_group.take()
            && self
                .kinds
                .iter()
                .all(|(kind, _)| *kind == InputKind::GroupMembers)
        {
            let members = std::mem::take(&mut self.stem_members);
            let place = Place::whole(&self.file);
            let reach = self.stem_reach.unwrap_or(MembershipReach::Direct);
            self.member_list(GroupMembers {
                group,
                members,
                reach,
                place,
            });
            if self.kinds.is_empty() {
                self.kinds.push((InputKind::GroupMembers, 0));
            }
        }
        if documents == 0 && self.kinds.is_empty() && !self.repeats.contains_key("malformed-json") {
            let message = "the file is empty: an export that failed leaves one";
            let diagnostic = Diagnostic::warning("empty-file", message);
            self.note_document(diagnostic.may_change_answer());
        }
        if let Some(page) = self.open_page.take() {
            self.truncated_page(page);
        }
        self.note_meanings();
        let repeats = self.repeats.drain().filter(|(_, r)| r.count > REPEATS);
        let mut repeats: Vec<_> = repeats.collect();
        repeats.sort_unstable_by_key(|(code, _)| *code);
        for (code, repeats) in repeats {
            let message = format!(
                "{} more like the {REPEATS} above in this file",
                repeats.count - REPEATS
            );
            let mut diagnostic = Diagnostic::warning(code, message).at(Place::whole(&self.file));
            (diagnostic.severity, diagnostic.effect) = (repeats.severity, repeats.effect);
            self.tenant.diagnostics.push(diagnostic);
        }
        let records = self.kinds.iter().map(|(_, count)| count).sum();
        let understood: Vec<InputKind> = self.kinds.iter().map(|(kind, _)| *kind).collect();
        let kind = match understood[..] {
            [] if documents > 0 => InputKind::Empty,
            [] => InputKind::Unrecognised,
            [kind] => kind,
            _ => InputKind::Mixed,
        };
        self.tenant.inputs.push(InputFile {
            path: Arc::clone(&self.file),
            kind,
            records: if kind == InputKind::Unrecognised {
                0
            } else {
                records
            },
            sha256,
        });
    }

    pub(crate) fn pool(&mut self, text: &str) -> Arc<str> {
        self.pools.text(text)
    }

    pub(crate) fn principal_id(&mut self, text: &str) -> PrincipalId {
        self.pools.principal(text)
    }

    /// The principal of an assignment; what the assignment prints of it is learnt: its kind, its
    /// sign-in name and its display name.
    pub(crate) fn assigned_principal(
        &mut self,
        text: &str,
        kind: PrincipalKind,
        names: [Option<&str>; 2],
    ) -> PrincipalId {
        let (id, news) = self.pools.assigned(text, kind, names);
        if let Some(who) = news {
            self.tenant.learn(who);
        }
        id
    }

    pub(crate) fn scope(&mut self, text: &str) -> Result<Scope, ParseScopeError> {
        self.pools.scope(text)
    }

    /// Takes a member list; what has one is a group.
    pub(crate) fn member_list(&mut self, list: GroupMembers) {
        let group = list.group.clone();
        let kind = PrincipalKind::Group;
        let who = Principal::told_by(PrincipalSource::Directory, group, kind);
        self.tenant.learn(who);
        self.tenant.group_members.push(list);
    }

    pub(crate) fn place(&self, at: Position) -> Place {
        Place {
            file: Arc::clone(&self.file),
            at,
        }
    }

    pub(crate) fn count(&mut self, kind: InputKind) {
        match self.kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => self.kinds.push((kind, 1)),
        }
    }

    /// Notes what is odd; after [`REPEATS`] of one code in a file, only counts.
    pub(crate) fn note(&mut self, diagnostic: Diagnostic) {
        let repeats = self.repeats.entry(diagnostic.code).or_insert(Repeats {
            count: 0,
            severity: DiagnosticSeverity::Info,
            effect: Effect::None,
        });
        repeats.count += 1;
        if repeats.count <= REPEATS {
            self.tenant.diagnostics.push(diagnostic);
        } else {
            repeats.severity = repeats.severity.max(diagnostic.severity);
            repeats.effect = repeats.effect.max(diagnostic.effect);
        }
    }

    /// Takes a record.
    pub(crate) fn record(&mut self, record: &Record<'_>, at: Position) {
        let place = self.place(at.clone());
        let kind = kind_of(record);
        if let RecordKind::Resource(kind) = kind {
            // Of all that a resource has, this one decides who it acts as.
            if record.odd.contains(&"principalId") {
                let message = "`principalId` holds a value of the wrong type";
                let diagnostic = Diagnostic::warning("wrong-type", message);
                self.note(diagnostic.at(place).may_change_answer());
            }
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
        if let RecordKind::NoGrant(kind) = kind {
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
            self.note_odd(odd, &place, record.is_cut_off());
        }
        self.note_trimmed(record, &place);
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
            RecordKind::Principal if self.stem_group.is_some() => self.stem_member(record),
            RecordKind::Principal => convert::principal(self, record),
            RecordKind::Group => {
                // A record that names its group outranks the name of the file.
                self.stem_group = None;
                convert::group(self, record, &place);
            }
            RecordKind::KeyedMembers => {
                for (group, members) in &record.keyed {
                    self.keyed_members(group, members);
                }
            }
            RecordKind::Operations => convert::operations(self, record),
            RecordKind::CollectManifest => convert::collect_manifest(self, record, place),
            RecordKind::Resource(_)
            | RecordKind::Host
            | RecordKind::Activity
            | RecordKind::NoGrant(_)
            | RecordKind::Page => {}
            RecordKind::Unknown => {
                self.count(InputKind::Unrecognised);
                let diagnostic = Diagnostic::warning("unrecognised-record", unrecognised(record));
                self.note(diagnostic.at(place).may_change_answer());
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
            self.note_odd(page.odd.clone(), &self.place(at.clone()), page.cut_off);
        }
        let is_open = page.text(text::NextLink).is_some() || page.text(text::SkipToken).is_some();
        self.open_page = is_open.then(|| self.place(at.clone()));
    }

    /// Says what the kinds of records mean that give nobody access.
    fn note_meanings(&mut self) {
        for (kind, count) in self.kinds.clone() {
            let Some(meaning) = no_grant::meaning(kind) else {
                continue;
            };
            let message = format!("{} ({count}): {meaning}", kind.as_str());
            let mut diagnostic = Diagnostic::info("no-grant", message);
            // Who acts here from another tenant does have access.
            if kind == InputKind::LighthouseDelegations {
                diagnostic = diagnostic.may_change_answer();
            }
            self.note(diagnostic.at(Place::whole(&self.file)));
        }
    }

    /// Takes the members that stand under the id of their group.
    pub(crate) fn keyed_members(&mut self, group: &str, members: &[Record<'_>]) {
        // A record that names its group outranks the name of the file.
        self.stem_group = None;
        let id = self.principal_id(group);
        let place = self.place(Position::Key(id.text_as_written(group)));
        let mut odd = Vec::new();
        members.iter().for_each(|member| member.note_odd(&mut odd));
        let is_cut_off = members.iter().any(Record::is_cut_off);
        self.note_odd(odd, &place, is_cut_off);
        convert::keyed_members(self, id, members, place);
    }

    /// Takes what stands in a document beside members under the ids of their groups.
    pub(crate) fn beside_members(&mut self, record: &Record<'_>) {
        if kind_of(record) == RecordKind::Unknown {
            self.note_odd(
                record.odd.clone(),
                &Place::whole(&self.file),
                record.cut_off,
            );
        } else {
            self.record(record, Position::Whole);
        }
    }

    /// Says which fields hold values of the wrong type.
    fn note_odd(&mut self, mut odd: Vec<&'static str>, place: &Place, is_cut_off: bool) {
        if odd.is_empty() {
            return;
        }
        odd.sort_unstable();
        odd.dedup();
        let fields: Vec<String> = odd.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("{} holds a value of the wrong type", fields.join(", "));
        let mut diagnostic = Diagnostic::warning("wrong-type", message);
        if is_cut_off {
            diagnostic = diagnostic.help(
                "text stands where objects belong: `ConvertTo-Json` cuts off below a depth of 2, so export again with `-Depth 10`",
            );
        }
        self.note(diagnostic.at(place.clone()).may_change_answer());
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
        if self.resources.is_empty() && self.hosts.is_empty() && self.events.is_empty() {
            return;
        }
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
        for at in events {
            let record = record_at(&document, &at);
            if let Some(event) = record.and_then(|record| activity_log::event(self, record, at)) {
                self.tenant.activity.push(event);
            }
        }
    }

    /// Takes a resource that runs as managed identities; those are principals (PR-1).
    fn learn_host(&mut self, record: &Value, at: &Position) {
        let Some(host) = hosts::host(record, self.place(at.clone())) else {
            return;
        };
        for identity in &host.identities {
            if let Some(principal) = &identity.principal {
                let home = identity.resource.as_ref().unwrap_or(&host.id);
                let kind = PrincipalKind::ManagedIdentity;
                let source = PrincipalSource::Resource;
                let mut who = Principal::told_by(source, principal.clone(), kind);
                who.resource_id = Some(self.pool(home.as_str()));
                who.display_name = home.as_str().rsplit('/').next().map(|name| self.pool(name));
                self.tenant.learn(who);
            }
        }
        self.tenant.identity_hosts.push(host);
    }

    /// Lets go of the resources and events of a document whose JSON can't be taken.
    pub(crate) fn forget_resources(&mut self) {
        self.resources.clear();
        self.hosts.clear();
        self.events.clear();
    }

    fn stem_member(&mut self, record: &Record<'_>) {
        if let Some(id) = convert::learn_principal(self, record) {
            self.stem_members.push(id);
        }
        self.count(InputKind::GroupMembers);
    }

    /// Takes what stands around a wrapped list.
    pub(crate) fn wrapper(&mut self, record: &Record<'_>) {
        if let Some(context) = record.text(text::OdataContext) {
            let transitive = context.to_ascii_lowercase().contains("transitivemembers");
            self.stem_reach = transitive.then_some(MembershipReach::Transitive);
        }
        if record.text(text::NextLink).is_some() || record.text(text::SkipToken).is_some() {
            self.truncated_page(Place::whole(&self.file));
        }
    }

    fn truncated_page(&mut self, place: Place) {
        let message = "this is one page of several: the link to the next page was not followed";
        self.note(
            Diagnostic::warning("truncated-page", message)
                .at(place)
                .may_change_answer()
                .help("export all pages, or all of them into one folder"),
        );
    }

    /// A document that is a bare string or number.
    pub(crate) fn scalar_document(&mut self) {
        self.count(InputKind::Unrecognised);
        let diagnostic = Diagnostic::warning(
            "unrecognised-document",
            "a document that is neither a list nor an object",
        );
        let place = Place::whole(&self.file);
        self.note(diagnostic.at(place));
    }

    /// A document that has a reader of its own.
    pub(crate) fn foreign_shape(&mut self, shape: Shape, bytes: &[u8]) {
        let Ok(document) = serde_json::from_slice::<Value>(bytes) else {
            // The bytes were read once already, so they are JSON; only their depth can be at fault.
            let message = "the document is nested too deep to be read";
            self.count(InputKind::Unrecognised);
            return self.note_document(
                Diagnostic::error("unrecognised-document", message).may_change_answer(),
            );
        };
        match shape {
            Shape::Terraform => terraform::read(self, &document),
            Shape::ArmTemplate => arm::read(self, &document),
            Shape::Record => {}
        }
    }

    /// Takes a record that a reader has put into the shape of REST.
    pub(super) fn value(&mut self, value: &Value, pointer: &str) {
        // Owned, since only those texts are looked through for line ends.
        if let Ok(record) = RecordSeed::top().deserialize(value.clone()) {
            self.record(&record, Position::Pointer(Arc::from(pointer)));
        }
    }

    /// How many records of the file were taken so far.
    pub(super) fn records(&self) -> usize {
        self.kinds.iter().map(|(_, count)| count).sum()
    }

    /// Notes what is odd at a JSON pointer of the file.
    pub(super) fn note_at(&mut self, pointer: &str, diagnostic: Diagnostic) {
        let place = self.place(Position::Pointer(Arc::from(pointer)));
        self.note(diagnostic.at(place));
    }

    /// Notes what is odd about the file as a whole.
    pub(super) fn note_document(&mut self, diagnostic: Diagnostic) {
        let place = Place::whole(&self.file);
        self.note(diagnostic.at(place));
    }

    /// The JSON itself is malformed.
    pub(crate) fn syntax_error(&mut self, fault: &SyntaxFault, path: &Arc<str>) {
        let message = fault.message(path);
        let read = self.kinds.iter().map(|(_, count)| count).sum::<usize>();
        let place = self.place(fault.position());
        self.note(
            Diagnostic::error("malformed-json", message)
                .at(place)
                .help(format!("{read} records before this place were read")),
        );
    }

    /// Settles what only the whole of the inputs can tell.
    pub(crate) fn finish(mut self) -> Tenant {
        convert::settle(&mut self.tenant, &self.updates);
        self.tenant
            .diagnostics
            .sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.tenant
    }
}

/// What a record that isn't understood looks like.
fn unrecognised(record: &Record<'_>) -> String {
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
