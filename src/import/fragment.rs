//! What has been read so far, and the bookkeeping of the file being read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::convert::Updates;
use super::forms::Places;
use super::lighthouse::Lighthouse;
use super::no_grant;
use super::pools::Pools;
use super::query_counts::QueryCounts;
use super::record::{Record, flag, text};
use super::syntax::SyntaxFault;
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{
    GroupKnowledge, GroupMembers, InputFile, InputKind, MembershipReach, Principal, PrincipalKind,
    PrincipalSource, ResourceKind, SubscriptionName, Tenant,
};
use crate::scope::{ParseScopeError, Scope, ScopeKind};
use crate::span::{Diagnostic, DiagnosticSeverity, Effect, Place, Position};

/// How many diagnostics of one code a file gives before the rest are only counted.
const REPEATS: usize = 5;

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
    pub(crate) updates: Updates,
    /// Whether the caller looks at blanks around actions itself.
    pub(super) spelling_is_kept: bool,
    pools: Pools,
    file: Arc<str>,
    /// The group whose members the file lists, by its name (docs/inputs.md).
    pub(super) stem_group: Option<PrincipalId>,
    pub(super) stem_members: Vec<PrincipalId>,
    stem_reach: Option<MembershipReach>,
    /// The lists that are kept under an id; what they are the whole of the inputs tells.
    lists_by_id: Vec<GroupMembers>,
    /// The groups of which a list may be a page, and where that stands.
    open_lists: Vec<(PrincipalId, Place)>,
    /// The tenants that management groups are of, with the first place that names each.
    tenants: BTreeMap<String, Place>,
    /// Subscriptions, with the tenants that they are of and where that stands.
    pub(super) subscriptions: Vec<(Scope, String, Place)>,
    kinds: Vec<(InputKind, usize)>,
    /// The files that collections name as theirs, and where.
    pub(super) collections: Vec<(Vec<String>, Place)>,
    /// Files with records that give no access: their kind, how many, and where.
    without_grant: Vec<(InputKind, usize, Place)>,
    repeats: HashMap<&'static str, Repeats>,
    documents: usize,
    /// The parts that are being read, each in the one before, and where they stand there.
    parts: Vec<Places>,
    /// The last page of a list of pages, where it has a link to another.
    pub(super) open_page: Option<Place>,
    queries: QueryCounts,
    /// Resources of the document being read: their JSON is taken when it has been read.
    pub(super) resources: Vec<(ResourceKind, Position)>,
    /// Other resources of it, which may run as managed identities.
    pub(super) hosts: Vec<Position>,
    /// The same for events of an activity log.
    pub(super) events: Vec<Position>,
    /// The same for what Azure Lighthouse delegates.
    pub(super) delegations: Vec<Position>,
    /// The same for deployment stacks.
    pub(super) stacks: Vec<Position>,
    pub(super) lighthouse: Lighthouse,
}

impl Fragment {
    /// Notes what a subscription is called.
    pub(crate) fn name_subscription(&mut self, scope: Scope, name: Arc<str>) {
        let named = SubscriptionName { scope, name };
        self.tenant.subscription_names.push(named);
    }

    pub(crate) fn begin(&mut self, path: &Arc<str>, stem: &str) {
        self.file = Arc::clone(path);
        self.stem_group = parse_guid(stem).map(|_| PrincipalId::new(stem));
        self.stem_members.clear();
        self.stem_reach = None;
        self.kinds.clear();
        self.repeats.clear();
        self.documents = 0;
        self.parts.clear();
        self.open_page = None;
        self.queries = QueryCounts::default();
        self.forget_resources();
    }

    /// Notes that documents of the file were read.
    pub(crate) fn read_documents(&mut self, documents: usize) {
        self.documents += documents;
    }

    /// Goes into a part of the file that is read as if it were one.
    pub(super) fn enter(&mut self, places: Places) {
        self.parts.push(places);
    }

    pub(super) fn leave(&mut self) {
        self.parts.pop();
    }

    /// In how many parts the one that is read stands.
    pub(super) fn depth(&self) -> usize {
        self.parts.len()
    }

    /// Ends the file with its digest.
    pub(crate) fn end(&mut self, sha256: String) {
        let documents = self.documents;
        if let Some(group) = self.stem_group.take()
            && (documents > 0 || !self.kinds.is_empty())
            && self
                .kinds
                .iter()
                .all(|(kind, _)| *kind == InputKind::GroupMembers)
        {
            let members = std::mem::take(&mut self.stem_members);
            let place = Place::whole(&self.file);
            let reach = self.stem_reach.unwrap_or(MembershipReach::Direct);
            self.list_by_id(GroupMembers {
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
            let message = "the file is empty, as a failed export leaves it";
            let diagnostic = Diagnostic::warning("empty-file", message);
            self.note_document(diagnostic.records_lost());
        }
        if let Some(page) = self.open_page.take() {
            self.truncated_page(page);
        }
        self.say_what_was_not_given();
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
        let who = Principal::reported_by(PrincipalSource::Directory, group, kind);
        self.tenant.learn(who);
        self.tenant.group_members.push(list);
    }

    /// Notes which tenant a management group is of.
    pub(crate) fn is_of_tenant(&mut self, tenant: Option<&str>, place: &Place) {
        if let Some(tenant) = tenant {
            let tenant = crate::text::fold(tenant.trim()).into_owned();
            self.tenants.entry(tenant).or_insert_with(|| place.clone());
        }
    }

    /// Says that the inputs are of several tenants, where something is assigned at `/`: that is in one of them.
    pub(super) fn say_tenants(&mut self) {
        let tenant = &self.tenant;
        if !tenant.scopes().any(|scope| scope.kind() == ScopeKind::Root) {
            return;
        }
        // A person is asked for all tenants of a sign-in: those count of which there are records.
        let known = Scope::subscriptions_of(tenant.scopes());
        let are_trees = self.tenants.len() > 1;
        for (scope, tenant, place) in std::mem::take(&mut self.subscriptions) {
            if known.contains(&scope) {
                self.tenants.entry(tenant).or_insert(place);
            }
        }
        let mut tenants = std::mem::take(&mut self.tenants).into_iter();
        if let (Some((first, _)), Some((second, place))) = (tenants.next(), tenants.next()) {
            let message = format!(
                "the inputs are of several tenants, `{first}` and `{second}` among them: what is assigned at `/` counts in all of them here"
            );
            let said = Diagnostic::warning("several-tenants", message)
                .at(place)
                .help("ask about the exports of one tenant at a time");
            // A list of subscriptions alone shows no second tenant's access.
            self.tenant.diagnostics.push(match are_trees {
                true => said.records_lost(),
                false => said.may_change_answer(),
            });
        }
    }

    /// Takes a list that is kept under an id: that of its group, or of something else.
    pub(crate) fn list_by_id(&mut self, list: GroupMembers) {
        self.lists_by_id.push(list);
    }

    /// Notes that a list of members may be a page of them.
    pub(crate) fn open_list(&mut self, group: PrincipalId, place: Place) {
        self.open_lists.push((group, place));
    }

    /// Takes the lists that are kept under the ids of groups. What is kept under that of a user or an application
    /// is something else, as the groups that it is in (§4.11), or its own record.
    pub(super) fn take_lists_by_id(&mut self) {
        for list in std::mem::take(&mut self.lists_by_id) {
            let owner = self.tenant.principal(&list.group);
            let is_no_group =
                owner.map(Principal::group_knowledge) == Some(GroupKnowledge::NotGroup);
            let is_own_record = matches!(&list.members[..], [only] if *only == list.group);
            if is_own_record || is_no_group && list.members.is_empty() {
                continue;
            }
            if !is_no_group {
                self.member_list(list);
                continue;
            }
            let message = format!(
                "a list is kept under `{}`, which is no group and has no members: what is in it is not read",
                list.group
            );
            self.note_lost_members(
                Diagnostic::warning("list-of-no-group", message)
                    .at(list.place)
                    .help("export the members of the groups: `az ad group member list`, a file for each group that is named by its object id"),
            );
        }
    }

    /// Says which lists may be pages, where no other list of the group is whole.
    pub(super) fn say_open_lists(&mut self) {
        let open: BTreeSet<(PrincipalId, Place)> =
            std::mem::take(&mut self.open_lists).into_iter().collect();
        let is_open =
            |list: &&GroupMembers| open.contains(&(list.group.clone(), list.place.clone()));
        let lists = self.tenant.group_members.iter();
        let whole: BTreeSet<PrincipalId> = match open.is_empty() {
            true => BTreeSet::new(),
            false => lists
                .filter(|list| !is_open(list))
                .map(|list| list.group.clone())
                .collect(),
        };
        for (group, place) in open {
            if whole.contains(&group) {
                continue;
            }
            let message =
                format!("the members of group `{group}` are the first of several pages, or may be");
            self.note_lost_members(
                Diagnostic::warning("truncated-page", message)
                    .at(place)
                    .help("export them by `/groups/{id}/members`: Graph gives at most 20 where it expands them"),
            );
        }
    }

    /// Members that were lost could have access that no answer knows of, and be denied it, where something
    /// is denied.
    fn note_lost_members(&mut self, diagnostic: Diagnostic) {
        let diagnostic = match self.tenant.deny_assignments.is_empty() {
            true => diagnostic.grant_lost(),
            false => diagnostic.records_lost(),
        };
        self.tenant.diagnostics.push(diagnostic);
    }

    /// The place of a position, in the file itself where it is one of a part.
    pub(crate) fn place(&self, at: Position) -> Place {
        let parts = self.parts.iter().rev();
        Place {
            file: Arc::clone(&self.file),
            at: parts.fold(at, |at, places| places.outside(&at)),
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

    /// Says what the kinds of records mean that give nobody access.
    fn note_meanings(&mut self) {
        for (kind, count) in &self.kinds {
            if no_grant::meaning(*kind).is_some() {
                let place = Place::whole(&self.file);
                self.without_grant.push((*kind, *count, place));
            }
        }
    }

    /// What records that give no access mean, once for each kind: a collection has a file of them in
    /// every subscription.
    pub(super) fn say_meanings(&mut self) {
        let mut files = std::mem::take(&mut self.without_grant);
        files.sort_by(|a, b| (a.0.as_str(), &a.2).cmp(&(b.0.as_str(), &b.2)));
        for files in files.chunk_by(|a, b| a.0 == b.0) {
            let [(kind, _, place), ..] = files else {
                continue;
            };
            let Some(meaning) = no_grant::meaning(*kind) else {
                continue;
            };
            let count: usize = files.iter().map(|(_, count, _)| count).sum();
            let spread = match files.len() {
                1 => String::new(),
                many => format!(" in {many} files"),
            };
            let message = format!("{} ({count}{spread}): {meaning}", kind.as_str());
            let diagnostic = Diagnostic::info("no-grant", message).at(place.clone());
            self.tenant.diagnostics.push(diagnostic);
        }
    }

    /// Lets go of the resources and events of a document whose JSON can't be taken.
    pub(crate) fn forget_resources(&mut self) {
        self.resources.clear();
        self.hosts.clear();
        self.events.clear();
        self.delegations.clear();
        self.stacks.clear();
    }

    /// Takes what stands around a list of so many records.
    pub(crate) fn wrapper(&mut self, record: &Record<'_>, listed: u64) {
        if let Some(context) = record.text(text::OdataContext) {
            let transitive = context.to_ascii_lowercase().contains("transitivemembers");
            self.stem_reach = transitive.then_some(MembershipReach::Transitive);
        }
        self.around_list(record, listed, &self.place(Position::Whole));
        let has_more = [text::NextLink, text::SkipToken];
        if has_more.iter().any(|link| record.text(*link).is_some()) {
            self.truncated_page(self.place(Position::Whole));
        }
    }

    /// Takes what stands around a list that says whether it is whole.
    pub(super) fn around_list(&mut self, record: &Record<'_>, listed: u64, place: &Place) {
        if record.has_errors {
            let message = "an error stands beside the records: what was asked for is not whole";
            self.note(
                Diagnostic::warning("failed-response", message)
                    .at(place.clone())
                    .records_lost()
                    .help("ask again; what the error says is in the file"),
            );
        }
        if let Some((found, given)) = record.found_and_given(listed) {
            self.queries.add(found, given);
        }
        if record.flag(flag::ResultTruncated) == Some(true) {
            self.truncated_page(place.clone());
        }
        if !record.other_lists.is_empty() {
            let lists: Vec<String> = record
                .other_lists
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let message = format!("{} beside the records is not read", lists.join(", "));
            self.note(
                Diagnostic::warning("unread-list", message)
                    .at(place.clone())
                    .records_lost()
                    .help("a file of its own for each list, as `az` writes it, is read"),
            );
        }
    }

    /// Says where the pages of a query have less than it found.
    fn say_what_was_not_given(&mut self) {
        if let Some((found, given)) = std::mem::take(&mut self.queries).incomplete() {
            let message = match given < found {
                true => format!("a query found {found} records, of which {given} can be read here"),
                false => format!(
                    "queries found {found} records each, and their pages hold {given} of them: one is not whole, or stands twice"
                ),
            };
            self.note_document(
                Diagnostic::warning("truncated-page", message)
                    .records_lost()
                    .help("export all pages into one file"),
            );
        }
    }

    pub(super) fn truncated_page(&mut self, place: Place) {
        let message = "this is one page of several: the link to the next page was not followed";
        self.note(
            Diagnostic::warning("truncated-page", message)
                .at(place)
                .records_lost()
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
        self.note_document(diagnostic.records_lost());
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
        let place = self.place(Position::Whole);
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
                .records_lost()
                .help(format!("{read} records before this place were read")),
        );
    }
}
