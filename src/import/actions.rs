//! The actions that a text lists: one a line, as JSON, as role definitions, or in pasted errors.

use std::sync::Arc;

use serde_json::Value;

use super::activity_log::used;
use super::azure_error::{AzureErrors, OtherRefusal, RefusalReason, UnreadError, azure_errors};
use super::files::{InputSource, Printed};
use crate::ids::parse_guid;
use crate::model::{Activity, ActivityStatus, Plane, Principal, RoleDefinition};
use crate::pattern::ActionPattern;
use crate::span::{Diagnostic, Place, Position};
use crate::text as names;

/// An action that a text lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAction {
    /// The operation, or a pattern.
    pub action: ActionPattern,
    /// Its plane, where the text says it.
    pub plane: Option<Plane>,
    /// Where it stands.
    pub place: Place,
}

/// What a text lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedActions {
    /// Single actions, in their order.
    pub actions: Vec<ListedAction>,
    /// Role definitions, which stand for what they grant.
    pub roles: Vec<RoleDefinition>,
    /// What in the text is not understood.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the actions that a text lists; `source` names it in places. Of an error message it is
/// what was refused for want of a role: a role doesn't help against a deny assignment. Of a log it is
/// what was called.
pub fn actions_in_text(text: &str, source: &str) -> ListedActions {
    actions_of_caller(text, source, None)
}

/// The same; of a log, what this principal called.
pub(crate) fn actions_of_caller(
    text: &str,
    source: &str,
    caller: Option<&Principal>,
) -> ListedActions {
    let file: Arc<str> = Arc::from(source);
    if let Some(listed) = in_json(text, &file, caller) {
        return listed;
    }
    let errors = azure_errors(text, source);
    if !errors.requests.is_empty() || !errors.others.is_empty() {
        return of_errors(errors);
    }
    in_lines(text, &file)
}

fn of_errors(errors: AzureErrors) -> ListedActions {
    let mut listed = ListedActions::default();
    let others = errors.others.iter().map(OtherRefusal::diagnostic);
    listed.diagnostics.extend(others);
    let unread = errors.unread.iter().map(UnreadError::diagnostic);
    listed.diagnostics.extend(unread);
    for request in errors.requests {
        let place = request.place;
        if request.reason == RefusalReason::Condition {
            listed.diagnostics.push(
                Diagnostic::warning(
                    "condition-not-met",
                    "a role assignment grants this already, under a condition that the request does not meet",
                )
                .at(place.clone())
                .help("a request that meets the condition needs no further role: `rolecall can --from-error` with the role assignments shows it"),
            );
        }
        match (request.action, request.reason) {
            (_, RefusalReason::Denied) => listed.diagnostics.push(
                Diagnostic::warning(
                    "denied-action",
                    "what a deny assignment blocks is not required of roles",
                )
                .at(place),
            ),
            (Some(action), _) => listed.actions.push(ListedAction {
                action,
                plane: request.plane,
                place,
            }),
            (None, _) => {
                let code = request.code;
                let message = format!("this {code} names no action: the requirement lacks it");
                let help = match &request.candidates[..] {
                    [] => "add the action with `--data-action`".to_owned(),
                    several => format!(
                        "add the action with `--data-action`: {}",
                        alternatives(several)
                    ),
                };
                listed.diagnostics.push(
                    Diagnostic::warning("incomplete-error-message", message)
                        .at(place)
                        .help(help)
                        .grant_lost(),
                );
            }
        }
    }
    listed
}

/// Actions of which one is meant, in words.
pub(crate) fn alternatives(actions: &[ActionPattern]) -> String {
    let quoted: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
    quoted.join(" or ")
}

/// An array of strings, an object with action lists, or role definitions in any wire format;
/// `None` for what is no JSON of that kind.
fn in_json(text: &str, file: &Arc<str>, caller: Option<&Principal>) -> Option<ListedActions> {
    let trimmed = text.trim_start();
    if !trimmed.starts_with(['[', '{']) {
        return None;
    }
    let mut listed = ListedActions::default();
    let tenant = super::read(&[InputSource::Printed(Printed {
        command: file.to_string(),
        bytes: text.as_bytes().to_vec(),
    })]);
    if !tenant.role_definitions.is_empty() {
        listed.roles = tenant.role_definitions;
        listed.diagnostics = tenant.diagnostics;
        return Some(listed);
    }
    if !tenant.activity.is_empty() {
        let events = of_caller(&tenant.activity, caller);
        return Some(of_activity(&events, tenant.diagnostics, file));
    }
    match serde_json::from_str::<Value>(trimmed).ok()? {
        Value::Array(items) if items.iter().all(Value::is_string) => {
            listed.take(&items, None, "", file);
        }
        Value::Object(fields) => {
            for (key, value) in &fields {
                let Some(items) = value.as_array() else {
                    continue;
                };
                match heading(key) {
                    Some(Heading::Grants(plane)) => {
                        listed.take(items, plane, &format!("/{key}"), file);
                    }
                    Some(Heading::Excludes) if !items.is_empty() => {
                        listed.diagnostics.push(excluded(Place::whole(file)));
                    }
                    _ => {}
                }
            }
        }
        _ => return None,
    }
    (!listed.actions.is_empty()).then_some(listed)
}

/// The events of a log, by whose they are.
#[derive(Default)]
struct Events<'a> {
    asked_for: Vec<&'a Activity>,
    /// How many events of allowed calls are others', or maybe others'.
    of_others: usize,
    of_nobody_known: usize,
    has_caller: bool,
}

fn of_caller<'a>(activity: &'a [Activity], caller: Option<&Principal>) -> Events<'a> {
    let mut events = Events {
        has_caller: caller.is_some(),
        ..Events::default()
    };
    for event in activity {
        let was_allowed = usize::from(event.status.was_allowed());
        match caller.map_or(Some(true), |caller| is_by(event, caller)) {
            Some(true) => events.asked_for.push(event),
            Some(false) => events.of_others += was_allowed,
            None => events.of_nobody_known += was_allowed,
        }
    }
    events
}

/// Whether somebody made a call; none where the log or what is known of them doesn't say.
fn is_by(event: &Activity, who: &Principal) -> Option<bool> {
    let id = event.principal.as_ref()?;
    if *id == who.id {
        return Some(true);
    }
    let is = |name: &Option<Arc<str>>| Some(names::same(name.as_deref()?, id.as_str()));
    if parse_guid(id.as_str()).is_some() {
        return Some(is(&who.app_id) == Some(true));
    }
    is(&who.sign_in_name)
}

/// What a log proves to be used.
fn of_activity(
    events: &Events<'_>,
    diagnostics: Vec<Diagnostic>,
    file: &Arc<str>,
) -> ListedActions {
    let mut listed = ListedActions {
        diagnostics,
        ..ListedActions::default()
    };
    for used in used(events.asked_for.iter().copied()) {
        if let Ok(action) = ActionPattern::parse(&used.operation) {
            listed.actions.push(ListedAction {
                action,
                plane: Some(used.plane),
                place: used.place,
            });
        }
    }
    let denied = events
        .asked_for
        .iter()
        .filter(|event| event.status == ActivityStatus::Denied);
    let denied = match denied.count() {
        0 => String::new(),
        1 => "; the event of a denied call was left out".to_owned(),
        count => format!("; {count} events of denied calls were left out"),
    };
    let has_data = listed
        .actions
        .iter()
        .any(|listed| listed.plane == Some(Plane::Data));
    let lacks = match has_data {
        true => "a log holds no reads of the control plane, and of the data plane what was logged",
        false => "an activity log holds no reads and nothing of the data plane",
    };
    let message = format!(
        "{lacks}: {} operations of it are required{denied}",
        listed.actions.len()
    );
    listed.diagnostics.push(
        Diagnostic::warning("activity-log-without-reads", message)
            .at(Place::whole(file))
            .may_change_answer()
            .help("add what is read with `--action` and `--data-action`"),
    );
    if events.has_caller {
        listed.diagnostics.push(
            Diagnostic::info(
                "calls-of-others",
                format!(
                    "events of calls that others made were left out: {}",
                    events.of_others
                ),
            )
            .at(Place::whole(file)),
        );
    }
    if events.of_nobody_known > 0 {
        let message = format!(
            "events of calls were left out, since nothing says whether they are by whom the roles are for: {}",
            events.of_nobody_known
        );
        listed.diagnostics.push(
            Diagnostic::warning("unknown-caller", message)
                .at(Place::whole(file))
                .grant_lost()
                .help("add the directory's users and service principals with `-i`, or name who with the object id"),
        );
    }
    listed
}

impl ListedActions {
    fn take(&mut self, items: &[Value], plane: Option<Plane>, list: &str, file: &Arc<str>) {
        for (index, item) in items.iter().enumerate() {
            let at = Position::Element {
                list: Arc::from(list),
                index: u32::try_from(index).unwrap_or(u32::MAX),
            };
            let place = Place {
                file: Arc::clone(file),
                at,
            };
            self.add(item.as_str().unwrap_or_default(), plane, place);
        }
    }

    fn add(&mut self, text: &str, plane: Option<Plane>, place: Place) {
        match ActionPattern::parse(text) {
            Ok(action) if action.as_str().contains(['/', '*']) => self.actions.push(ListedAction {
                action,
                plane,
                place,
            }),
            _ => self.diagnostics.push(
                Diagnostic::warning(
                    "not-an-action",
                    format!("`{}` is not an action", text.trim()),
                )
                .at(place)
                .grant_lost()
                .help("an action looks like `Microsoft.Storage/storageAccounts/read`"),
            ),
        }
    }
}

fn excluded(place: Place) -> Diagnostic {
    Diagnostic::warning(
        "not-actions-in-list",
        "not actions in a bare list are left out: a list says what is required",
    )
    .at(place)
    .may_change_answer()
    .help("give a whole role definition to require what it grants")
}

/// What a key, or a line of its own, says of what stands under it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Grants(Option<Plane>),
    Excludes,
}

fn heading(word: &str) -> Option<Heading> {
    let is = |key| names::same(word, key);
    if is("actions") {
        Some(Heading::Grants(Some(Plane::Control)))
    } else if is("dataActions") || is("data_actions") {
        Some(Heading::Grants(Some(Plane::Data)))
    } else if [
        "notActions",
        "notDataActions",
        "not_actions",
        "not_data_actions",
    ]
    .into_iter()
    .any(is)
    {
        Some(Heading::Excludes)
    } else {
        None
    }
}

/// One action a line; bullets, quotes, commas and comments are no part of it. `dataActions:` on a
/// line of its own is a heading.
fn in_lines(text: &str, file: &Arc<str>) -> ListedActions {
    let mut listed = ListedActions::default();
    let mut under = Heading::Grants(None);
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let item = line
            .trim()
            .trim_start_matches(['-', '•', '+'])
            .trim_matches(|c: char| c.is_whitespace() || "\"'`,;[]{}".contains(c));
        if item.is_empty() || item.starts_with("//") {
            continue;
        }
        let word = item.trim_end_matches([':', '=', ' ', '"', '\'']);
        if let Some(found) = heading(word) {
            under = found;
            continue;
        }
        let place = Place {
            file: Arc::clone(file),
            at: Position::Line {
                line: u32::try_from(number + 1).unwrap_or(u32::MAX),
                column: 0,
            },
        };
        match under {
            Heading::Grants(plane) => listed.add(item, plane, place),
            Heading::Excludes => listed.diagnostics.push(excluded(place)),
        }
    }
    listed
}
