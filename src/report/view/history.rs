//! `history`: who changed access, and when.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::history::{AccessChange, Contradiction, ContradictionKind, History, HistoryEvent};
use crate::ids::{PrincipalId, RoleId};
use crate::import::log::AccessRecord;
use crate::import::{AccessContent, PimRequest, RecordContent};
use crate::model::{RoleReference, Tenant};
use crate::report::columns::{Columns, Rows};
use crate::report::page::{Page, Tone};
use crate::report::view::words::counted;
use crate::text::NameMap;

/// What logs say of changes of access, with names.
pub(crate) struct HistoryReport<'t> {
    pub(crate) history: &'t History,
    pub(crate) contradictions: Vec<Contradiction>,
    pub(crate) tenant: &'t Tenant,
    pub(crate) catalog: &'t Catalog,
    /// The names of roles that only the logs have.
    roles: NameMap<RoleId, Arc<str>>,
}

/// How many lines of a terminal each list takes.
const LINES: usize = 16;

impl<'t> HistoryReport<'t> {
    pub(crate) fn new(
        history: &'t History,
        contradictions: Vec<Contradiction>,
        tenant: &'t Tenant,
        catalog: &'t Catalog,
    ) -> Self {
        let contents = history.events.iter().filter_map(HistoryEvent::content);
        let roles = contents.filter_map(|content| match &content.record {
            RecordContent::Definition(role) => Some((role.id?, Arc::clone(&role.name))),
            _ => None,
        });
        Self {
            roles: roles.collect(),
            history,
            contradictions,
            tenant,
            catalog,
        }
    }
}

impl HistoryReport<'_> {
    fn label(&self, id: &PrincipalId) -> String {
        let known = self.tenant.principal(id);
        known.map_or_else(|| id.to_string(), |known| known.label().to_owned())
    }

    /// The name of a role, or its id.
    pub(crate) fn role(&self, role: &RoleReference) -> String {
        let RoleReference::Id(id) = role else {
            return role.to_string();
        };
        let known = self.catalog.find_role_id(*id);
        let own = || self.roles.get(id).map(ToString::to_string);
        let known = known.map(|known| self.catalog.role_name(known).to_string());
        known.or_else(own).unwrap_or_else(|| id.to_string())
    }

    /// What is known of who made a change: a name, or an id.
    pub(crate) fn caller(&self, event: &HistoryEvent) -> Option<String> {
        let id = event.by.id.as_ref();
        let known = id.and_then(|id| self.tenant.principal(id));
        let known = known.map(|known| known.label().to_owned());
        let name = event.by.name.as_deref().map(str::to_owned);
        known.or(name).or(id.map(PrincipalId::to_string))
    }

    /// What was done, in a sentence with who did it as its subject.
    pub(crate) fn sentence(&self, event: &HistoryEvent) -> String {
        let who = self.caller(event).unwrap_or_else(|| "somebody".to_owned());
        let did = self.did(event);
        match event.is_done {
            true => format!("{who} {did}"),
            false => format!("{who} {did}; no event says whether that succeeded"),
        }
    }

    fn did(&self, event: &HistoryEvent) -> String {
        let content = event.content();
        match &event.change {
            AccessChange::Written { record, is_new, .. } => self.wrote(event, *record, *is_new),
            AccessChange::Deleted {
                was_gone: Some(true),
                ..
            } => {
                format!("deleted {}, which was gone already", event.id)
            }
            AccessChange::Deleted { record, .. } => match (record, content) {
                (AccessRecord::Assignment, Some(content)) => {
                    format!("took {}", self.held(content, "from"))
                }
                (_, Some(content)) => format!("deleted {}", self.named(content)),
                (_, None) => format!("deleted {}: the log lacks what it was", event.id),
            },
            AccessChange::Requested {
                is_eligible,
                request,
                ..
            } => {
                let held = content.map(|content| self.held(content, "of"));
                let held = held.unwrap_or_else(|| event.id.to_string());
                let what = match is_eligible {
                    true => "the eligible assignment",
                    false => "the active assignment",
                };
                match request {
                    PimRequest::Assign => format!("made {what} of {held}"),
                    PimRequest::Change => format!("changed {what} of {held}"),
                    PimRequest::Remove => format!("removed {what} of {held}"),
                    PimRequest::Activate => format!("activated {held}{}", until(content)),
                    PimRequest::Deactivate => format!("ended the activation of {held}"),
                    PimRequest::Other => format!("made a request about {held}"),
                }
            }
            AccessChange::PolicyChanged => {
                format!("changed what activation asks for: {}", event.id)
            }
            AccessChange::Elevated => {
                "elevated access: User Access Administrator at the root".to_owned()
            }
            AccessChange::GroupWritten { is_new: Some(true) } => {
                format!("made the management group {}", event.id)
            }
            AccessChange::GroupWritten { .. } => {
                format!(
                    "changed the management group {}, perhaps where it lies",
                    event.id
                )
            }
            AccessChange::GroupDeleted => format!("deleted the management group {}", event.id),
            AccessChange::Moved {
                subscription: Some(subscription),
                into: Some(group),
            } => format!("moved {subscription} into the management group {group}"),
            AccessChange::Moved { .. } => format!("took a subscription out: {}", event.id),
            AccessChange::Other => format!("changed {}", event.id),
            AccessChange::ResourcesMoved => format!("moved resources out of {}", event.id),
            AccessChange::ScopeDeleted => {
                format!("deleted {}, with the assignments there", event.id)
            }
        }
    }

    fn wrote(&self, event: &HistoryEvent, record: AccessRecord, is_new: Option<bool>) -> String {
        let Some(content) = event.content() else {
            return format!("wrote {}: the log lacks what", event.id);
        };
        match (record, is_new) {
            (AccessRecord::Assignment, Some(false)) => {
                format!("changed the assignment of {}", self.held(content, "to"))
            }
            (AccessRecord::Assignment, _) => format!("gave {}", self.held(content, "to")),
            (_, Some(true)) => format!("made {}", self.named(content)),
            (_, Some(false)) => format!("changed {}", self.named(content)),
            (_, None) => format!("made or changed {}", self.named(content)),
        }
    }

    /// `Owner to Alice at /subscriptions/…`
    fn held(&self, content: &AccessContent, to: &str) -> String {
        let role = content.role().map(|role| self.role(role));
        let holder = content.holder().map(|holder| self.label(holder));
        let scope = content.scope().map(ToString::to_string);
        let condition = match &content.record {
            RecordContent::Assignment(record) if record.condition.is_some() => " under a condition",
            RecordContent::Schedule(record) if record.condition.is_some() => " under a condition",
            _ => "",
        };
        format!(
            "{} {to} {} at {}{condition}",
            role.unwrap_or_default(),
            holder.unwrap_or_default(),
            scope.unwrap_or_default()
        )
    }

    fn named(&self, content: &AccessContent) -> String {
        match &content.record {
            RecordContent::Definition(role) => format!("the role {}", role.name),
            RecordContent::Deny(deny) => {
                format!("the deny assignment {} at {}", deny.name, deny.scope)
            }
            RecordContent::Assignment(_) | RecordContent::Schedule(_) => self.held(content, "of"),
        }
    }
}

fn until(content: Option<&AccessContent>) -> String {
    match content.map(|content| &content.record) {
        Some(RecordContent::Schedule(record)) => match record.end {
            Some(end) => format!(" until {end}"),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// What a contradiction is, in a sentence.
pub(crate) fn contradiction_sentence(found: &Contradiction) -> String {
    let id = &found.assignment;
    match found.kind {
        ContradictionKind::Gone => format!("by the log {id} was made, but the exports lack it"),
        ContradictionKind::Undeleted => {
            format!("by the log {id} was deleted, but the exports have it")
        }
        ContradictionKind::Unlogged => {
            format!("{id} was made in a time that logs cover, but no event says so")
        }
        ContradictionKind::MadeTwice => {
            format!("by the log {id} was made while it was there already: its deletion is missing")
        }
        ContradictionKind::LostBetween => {
            format!("{id} is in the earlier exports only, but no log says that it was deleted")
        }
        ContradictionKind::NewBetween => {
            format!("{id} is in the later exports only, but no log says that it was made")
        }
    }
}

/// The events, the newest first, and where logs and exports contradict each other.
pub(crate) fn history_page(report: &HistoryReport<'_>) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    let history = report.history;
    let count = history.events.len();
    match report.contradictions.len() {
        0 => page.verdict(
            Tone::Good,
            "history",
            counted(count, "change") + " of access",
        ),
        some => page.verdict(
            Tone::Open,
            "history",
            format!(
                "{} of access; logs and exports contradict each other in {}",
                counted(count, "change"),
                counted(some, "place")
            ),
        ),
    }
    if history.failed > 0 {
        page.text(format!(
            "{} failed or {} refused, and changed nothing.",
            counted(history.failed, "more"),
            if history.failed == 1 { "was" } else { "were" }
        ));
    }
    let logged: Vec<String> = history
        .logged()
        .map(|(container, first, last)| format!("{container} from {first} to {last}"))
        .collect();
    page.text("The logs are of these, and have nothing of others:");
    page.bullets(logged);
    if count > 0 {
        let newest_first = history.events.iter().rev();
        page.table(columns(report).table("Changes".to_owned(), newest_first));
    }
    if !report.contradictions.is_empty() {
        page.heading("Contradictions");
        let sentences = report.contradictions.iter().map(contradiction_sentence);
        page.bullets(sentences.collect());
    }
    page
}

/// The events, row by row.
pub(crate) fn history_rows<'r>(report: &'r HistoryReport<'_>) -> Rows<'r> {
    columns(report).rows(report.history.events.iter())
}

fn columns<'r>(report: &'r HistoryReport<'_>) -> Columns<'r, &'r HistoryEvent> {
    let content = |event: &&'r HistoryEvent| event.content();
    Columns::new()
        .both("time", |event: &&HistoryEvent| event.time.to_string())
        .page("what", |event| report.sentence(event))
        .data("by", |event| report.caller(event).unwrap_or_default())
        .data("sentence", |event| report.sentence(event))
        .data("id", |event| event.id.to_string())
        .data("principal", move |event| {
            let holder = content(event).and_then(AccessContent::holder);
            holder.map(ToString::to_string).unwrap_or_default()
        })
        .data("role", move |event| {
            let role = content(event).and_then(AccessContent::role);
            role.map(|role| report.role(role)).unwrap_or_default()
        })
        .data("scope", |event| {
            event
                .scope()
                .map(|scope| scope.to_string())
                .unwrap_or_default()
        })
        .data("done", |event| event.is_done.to_string())
        .data("source", |event| event.place.to_string())
}
