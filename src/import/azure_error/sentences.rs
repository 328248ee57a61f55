//! The sentences of the errors.

use std::sync::Arc;

use super::flat::Flat;
use super::{AzureErrorCode, LinkedFrom, QuotedRequest};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;

/// What stands before the action in every sentence of Resource Manager.
const ACTION: &str = "toperformaction";
/// What its sentences start with.
const CLIENT: &str = "theclient";
/// What Key Vault starts with.
const VAULT: &str = "callerisnotauthorizedtoperformaction";
/// What storage says, beside its code.
const STORAGE: [&str; 2] = [
    "authorizationpermissionmismatch",
    "thisrequestisnotauthorizedtoperformthisoperationusingthispermission",
];
/// How far from the action the scope may stand, and from the start of a sentence its code.
const NEAR: usize = 200;
/// How far before the action a sentence may start, and before its error what Terraform was doing.
const FAR: usize = 2_000;

/// The requests with the places of their sentences in the squeezed text, in order.
pub(super) fn requests(flat: &Flat) -> Vec<(usize, QuotedRequest)> {
    let mut found = resource_manager(flat);
    found.extend(key_vault(flat));
    found.extend(storage(flat));
    found.sort_by_key(|(at, _)| *at);
    found
}

fn nothing(code: AzureErrorCode) -> QuotedRequest {
    QuotedRequest {
        code,
        principal: None,
        client: None,
        action: None,
        plane: None,
        scope: None,
        linked_from: None,
        place: Place::whole(&Arc::from("")),
    }
}

/// "… to perform action 'A' over scope 'S'", with what stands around it.
struct Clause {
    /// Where the sentence starts.
    start: usize,
    /// Where `to perform action` stands.
    at: usize,
    /// Where the clause ends.
    end: usize,
    verdict: Verdict,
    reach: Reach,
    actions: Vec<String>,
    scopes: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Has,
    HasNot,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Own,
    Linked,
}

fn resource_manager(flat: &Flat) -> Vec<(usize, QuotedRequest)> {
    let text = flat.squeezed();
    let mut found = Vec::new();
    let mut before: Option<Clause> = None;
    for (at, _) in text.match_indices(ACTION) {
        let Some(clause) = clause(flat, at, before.as_ref()) else {
            continue;
        };
        let (principal, client) = who(flat, clause.start, clause.at);
        let base = |code| QuotedRequest {
            principal: principal.clone(),
            client: client.clone(),
            ..nothing(code)
        };
        match clause.verdict {
            Verdict::Has if is_denied(text, clause.end) => {
                let code = AzureErrorCode::DenyAssignmentAuthorizationFailed;
                push(&mut found, &clause, &base(code), None);
            }
            Verdict::Has => {}
            Verdict::HasNot => {
                let granted = before.as_ref().filter(|before| {
                    before.verdict == Verdict::Has && before.start == clause.start
                });
                let code = code(text, &clause, before.as_ref());
                push(&mut found, &clause, &base(code), granted);
            }
        }
        before = Some(clause);
    }
    found
}

fn clause(flat: &Flat, at: usize, before: Option<&Clause>) -> Option<Clause> {
    let text = flat.squeezed();
    let floor = before.map_or(0, |before| before.end);
    if at < floor {
        return None;
    }
    let (actions, after) = flat.quoted(skip(text, at + ACTION.len(), &["(s)", "s"]))?;
    let near = floor.max(at.saturating_sub(FAR));
    let start = match text[near..at].rfind(CLIENT) {
        Some(start) => near + start,
        // "however, it does not have …" goes on with the sentence before.
        None => before
            .filter(|before| text[before.end..at].contains("however") && at - before.end < NEAR)
            .map_or(at, |before| before.start),
    };
    let from = if start == at {
        at.saturating_sub(NEAR)
    } else {
        start
    };
    let said = &text[floor.max(from)..at];
    let verdict = match (said.rfind("nothave"), said.rfind("has")) {
        (Some(_), None) => Verdict::HasNot,
        (Some(not), Some(has)) if not > has => Verdict::HasNot,
        (_, Some(_)) => Verdict::Has,
        (None, None) => return None,
    };
    let mut clause = Clause {
        start,
        at,
        end: after,
        verdict,
        reach: Reach::Own,
        actions: list(&actions),
        scopes: Vec::new(),
    };
    let window = &text[after..text.len().min(after + NEAR)];
    let window = &window[..window.find(CLIENT).unwrap_or(window.len())];
    if let Some(scope) = window.find("scope") {
        if window[..scope].ends_with("linked") {
            clause.reach = Reach::Linked;
        }
        let from = skip(text, after + scope + "scope".len(), &["(s)", "s"]);
        if let Some((scopes, end)) = flat.quoted(from) {
            clause.scopes = list(&scopes);
            clause.end = end;
        }
    }
    Some(clause)
}

/// Past the first of some words that stands here.
fn skip(text: &str, at: usize, words: &[&str]) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let word = words.iter().find(|word| rest.starts_with(**word));
    at + word.map_or(0, |word| word.len())
}

fn list(value: &str) -> Vec<String> {
    let items = value.split(',').map(str::trim);
    items
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// "The client 'NAME' with object id 'ID' …"; either may be absent.
fn who(flat: &Flat, start: usize, end: usize) -> (Option<PrincipalId>, Option<Arc<str>>) {
    const ID: &str = "withobjectid";
    let text = flat.squeezed();
    let said = &text[start..end];
    let Some(at) = said.find(ID) else {
        return (None, None);
    };
    let id = flat.quoted(start + at + ID.len()).map(|(id, _)| id);
    let id = id.filter(|id| parse_guid(id).is_some());
    // The name may hold a quote itself, so it ends at the last one.
    let name = said[..at].strip_prefix(CLIENT).and_then(|quoted| {
        let inner = quoted
            .strip_prefix(['\'', '"'])?
            .strip_suffix(['\'', '"'])?;
        let from = start + CLIENT.len() + 1;
        Some(flat.between(from, from + inner.len()))
    });
    let name = name.filter(|name| name.chars().any(char::is_alphanumeric));
    (id.as_deref().map(PrincipalId::new), name.map(Arc::from))
}

fn is_denied(text: &str, at: usize) -> bool {
    let tail = &text[at..text.len().min(at + NEAR)];
    let tail = &tail[..tail.find(CLIENT).unwrap_or(tail.len())];
    tail.contains("denied") && tail.contains("denyassignment")
}

fn code(text: &str, clause: &Clause, before: Option<&Clause>) -> AzureErrorCode {
    let floor = before
        .filter(|before| before.start != clause.start)
        .map_or(0, |before| before.end);
    let from = floor
        .max(clause.start.saturating_sub(NEAR))
        .min(clause.start);
    if text[from..clause.start].contains("linkedaccesscheckfailed") {
        AzureErrorCode::LinkedAccessCheckFailed
    } else if clause.reach == Reach::Linked {
        AzureErrorCode::LinkedAuthorizationFailed
    } else {
        AzureErrorCode::AuthorizationFailed
    }
}

/// A request for each action and its scope: one to one where there are as many of both, as the
/// message means by "respectively".
fn push(
    found: &mut Vec<(usize, QuotedRequest)>,
    clause: &Clause,
    base: &QuotedRequest,
    granted: Option<&Clause>,
) {
    let linked_from = granted.and_then(|granted| {
        let action = ActionPattern::parse(granted.actions.first()?).ok()?;
        let scope = granted.scopes.first().and_then(|s| Scope::parse(s).ok());
        Some(LinkedFrom { action, scope })
    });
    let scopes: Vec<Option<&str>> = if clause.scopes.is_empty() {
        vec![None]
    } else {
        clause
            .scopes
            .iter()
            .map(|scope| Some(scope.as_str()))
            .collect()
    };
    let pairs: Vec<(&str, Option<&str>)> = if clause.actions.len() == scopes.len() {
        clause
            .actions
            .iter()
            .map(String::as_str)
            .zip(scopes)
            .collect()
    } else {
        let actions = clause.actions.iter();
        actions
            .flat_map(|a| scopes.iter().map(move |s| (a.as_str(), *s)))
            .collect()
    };
    for (action, scope) in pairs {
        let scope = scope.and_then(|scope| Scope::parse(scope).ok());
        let Some(action) = whole_action(action, scope.as_ref()) else {
            continue;
        };
        let request = QuotedRequest {
            action: Some(action),
            scope,
            linked_from: linked_from.clone(),
            ..base.clone()
        };
        found.push((clause.start, request));
    }
}

/// A linked action may come without its resource type (`/read`), which is that of the scope.
fn whole_action(text: &str, scope: Option<&Scope>) -> Option<ActionPattern> {
    if text.starts_with('/') {
        let kind = resource_type(scope?)?;
        return ActionPattern::parse(&format!("{kind}{text}")).ok();
    }
    ActionPattern::parse(text)
        .ok()
        .filter(|action| action.as_str().contains('/'))
}

/// The resource type of what a scope is.
fn resource_type(scope: &Scope) -> Option<String> {
    match scope.kind() {
        ScopeKind::Subscription => Some("Microsoft.Resources/subscriptions".to_owned()),
        ScopeKind::ResourceGroup => {
            Some("Microsoft.Resources/subscriptions/resourceGroups".to_owned())
        }
        ScopeKind::ManagementGroup => Some("Microsoft.Management/managementGroups".to_owned()),
        ScopeKind::Root => None,
        ScopeKind::Resource | ScopeKind::TenantResource => {
            let at = scope.folded().rfind("/providers/")?;
            let mut segments = scope.as_str()[at + "/providers/".len()..].split('/');
            let mut kind = segments.next()?.to_owned();
            for segment in segments.step_by(2) {
                kind.push('/');
                kind.push_str(segment);
            }
            Some(kind)
        }
    }
}

/// "Caller is not authorized to perform action on resource … Caller: appid=…;oid=…;… Action: '…'
/// Resource: '…'".
fn key_vault(flat: &Flat) -> Vec<(usize, QuotedRequest)> {
    let text = flat.squeezed();
    let starts: Vec<usize> = text.match_indices(VAULT).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut found: Vec<(usize, QuotedRequest)> = Vec::new();
    for (&start, end) in starts.iter().zip(ends) {
        let said = &text[start..end];
        let value = |label: &str| -> Option<String> {
            let at = start + said.find(label)? + label.len();
            flat.quoted(at).map(|(value, _)| value)
        };
        let guid = |label: &str| -> Option<String> {
            let at = start + said.find(label)? + label.len();
            let id = text.get(at..at + 36)?;
            parse_guid(id).map(|_| id.to_owned())
        };
        let scope = value("resource:").and_then(|scope| Scope::parse(&scope).ok());
        let request = QuotedRequest {
            principal: guid("oid=").as_deref().map(PrincipalId::new),
            client: guid("appid=").map(Arc::from),
            action: value("action:").and_then(|a| whole_action(&a, scope.as_ref())),
            plane: Some(Plane::Data),
            scope,
            ..nothing(AzureErrorCode::ForbiddenByRbac)
        };
        found.push((start, request));
    }
    // Tools repeat the first line above the whole; what says nothing gives way to what does.
    if found.iter().any(|(_, request)| request.action.is_some()) {
        found.retain(|(_, request)| request.action.is_some());
    }
    found
}

/// Storage names neither principal nor action nor scope. Terraform tells the account.
fn storage(flat: &Flat) -> Vec<(usize, QuotedRequest)> {
    let text = flat.squeezed();
    let mut places: Vec<usize> = STORAGE
        .iter()
        .flat_map(|sign| text.match_indices(sign).map(|(at, _)| at))
        .collect();
    places.sort_unstable();
    let mut found: Vec<(usize, QuotedRequest)> = Vec::new();
    for at in places {
        let request = QuotedRequest {
            plane: Some(Plane::Data),
            scope: storage_account(flat, at),
            ..nothing(AzureErrorCode::AuthorizationPermissionMismatch)
        };
        found.push((at, request));
    }
    if found.iter().any(|(_, request)| request.scope.is_some()) {
        found.retain(|(_, request)| request.scope.is_some());
    }
    found
}

/// `(Subscription: "S" Resource Group Name: "G" Storage Account Name: "A")` before a place.
fn storage_account(flat: &Flat, before: usize) -> Option<Scope> {
    let from = before.saturating_sub(FAR);
    let said = &flat.squeezed()[from..before];
    let value = |label: &str| -> Option<String> {
        let at = from + said.rfind(label)? + label.len();
        flat.quoted(at).map(|(value, _)| value)
    };
    let path = format!(
        "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Storage/storageAccounts/{}",
        value("subscription:")?,
        value("resourcegroupname:")?,
        value("storageaccountname:")?
    );
    Scope::parse(&path).ok()
}
