//! The sentences of services that check roles themselves: Key Vault, storage, AI services, Service Bus
//! and Event Hubs, Kubernetes clusters.

use std::sync::Arc;

use super::action::{is_full_action, list, skip, whole_action};
use super::flat::Flat;
use super::{AzureErrorCode, Found, QuotedRequest};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::text::starts_with;

/// How far a sentence reaches back from the words that it is known by.
const NEAR: usize = 400;
/// How far before its error Terraform says what it was doing.
const FAR: usize = 2_000;

pub(super) fn read(flat: &Flat, found: &mut Found) {
    not_authorized(flat, found);
    storage(flat, found);
    lacks_data_action(flat, found);
    missing_permissions(flat, found);
    claims(flat, found);
    kubernetes(flat, found);
}

fn of_data(code: AzureErrorCode) -> QuotedRequest {
    QuotedRequest {
        plane: Some(Plane::Data),
        ..QuotedRequest::of(code)
    }
}

/// "Caller is not authorized to perform action 'A' on resource 'R'"; Key Vault's own goes on with
/// "Caller: appid=…;oid=…;… Action: '…' Resource: '…'".
fn not_authorized(flat: &Flat, found: &mut Found) {
    const SIGN: &str = "isnotauthorizedtoperformaction";
    let text = flat.squeezed();
    let starts: Vec<usize> = text.match_indices(SIGN).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut silent = Vec::new();
    let mut has_detail = false;
    for (&at, end) in starts.iter().zip(ends) {
        let after = skip(text, at + SIGN.len(), &["(s)", "s"]);
        let action = flat.value(after).filter(|(a, _)| is_full_action(a));
        let floor = at.saturating_sub(60);
        let start = text[floor..at].rfind("caller").map_or(at, |n| floor + n);
        let Some((action, after)) = action else {
            let (request, end) = key_vault(flat, start, end);
            if request.action.is_some() {
                has_detail = true;
                found.request(start, end, request);
            } else {
                silent.push((start, end, request));
            }
            continue;
        };
        let window = &text[after..text.len().min(after + 30)];
        let resource = ["onresource", "overscope", "onscope"]
            .iter()
            .find_map(|word| Some(after + window.find(word)? + word.len()));
        let resource = resource.and_then(|at| flat.quoted(at));
        let end = resource.as_ref().map_or(after, |(_, end)| *end);
        let is_vault = starts_with(&action, "Microsoft.KeyVault/");
        let request = QuotedRequest {
            action: ActionPattern::parse(&action).ok(),
            scope: resource.and_then(|(scope, _)| Scope::parse(&scope).ok()),
            ..if is_vault {
                of_data(AzureErrorCode::ForbiddenByRbac)
            } else {
                QuotedRequest::of(AzureErrorCode::AuthorizationFailed)
            }
        };
        found.request(start, end, request);
    }
    // Tools repeat the first line above the whole; what says nothing gives way to what does.
    for (start, end, request) in silent {
        if has_detail {
            found.read(start, end, request.code);
        } else {
            found.request(start, end, request);
        }
    }
}

/// What Key Vault says between two places, and where that ends. `appid` is the application that called,
/// which may be a tool of whoever is signed in.
fn key_vault(flat: &Flat, start: usize, end: usize) -> (QuotedRequest, usize) {
    let text = flat.squeezed();
    let said = &text[start..end];
    let value = |label: &str| -> Option<(String, usize)> {
        flat.quoted(start + said.find(label)? + label.len())
    };
    let guid = |label: &str| -> Option<String> {
        let at = start + said.find(label)? + label.len();
        let id = text.get(at..at + 36)?;
        parse_guid(id).map(|_| id.to_owned())
    };
    let resource = value("resource:");
    let last = resource.as_ref().map_or(start, |(_, end)| *end);
    let reason = said.find("decisionreason").map_or(last, |at| start + at);
    let scope = resource.and_then(|(scope, _)| Scope::parse(&scope).ok());
    let action = value("action:").and_then(|(a, _)| whole_action(&a, scope.as_ref()));
    let request = QuotedRequest {
        principal: guid("oid=").as_deref().map(PrincipalId::new),
        application: guid("appid=").map(Arc::from),
        action,
        scope,
        ..of_data(AzureErrorCode::ForbiddenByRbac)
    };
    (request, last.max(reason).max((start + 60).min(end)))
}

/// Storage names neither principal nor action nor scope. Terraform reports the account.
fn storage(flat: &Flat, found: &mut Found) {
    const SIGNS: [&str; 3] = [
        "authorizationpermissionmismatch",
        "thisrequestisnotauthorizedtoperformthisoperationusingthispermission",
        "donothavetherequiredpermissionsneededtoperformthisoperation",
    ];
    let text = flat.squeezed();
    let mut places: Vec<(usize, usize)> = SIGNS
        .iter()
        .flat_map(|sign| {
            text.match_indices(sign)
                .map(|(at, _)| (at, at + sign.len()))
        })
        .collect();
    places.sort_unstable();
    let requests: Vec<(usize, QuotedRequest)> = places
        .iter()
        .map(|&(at, end)| {
            let code = AzureErrorCode::AuthorizationPermissionMismatch;
            found.read(at, end, code);
            let scope = storage_account(flat, at);
            (
                at,
                QuotedRequest {
                    scope,
                    ..of_data(code)
                },
            )
        })
        .collect();
    let names_account = requests.iter().any(|(_, request)| request.scope.is_some());
    let kept = requests.into_iter();
    found
        .requests
        .extend(kept.filter(|(_, request)| !names_account || request.scope.is_some()));
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

/// "The principal `P` lacks the required data action `A` to perform `GET …` operation"; older services
/// say only that the principal does not have access.
fn lacks_data_action(flat: &Flat, found: &mut Found) {
    const SIGN: &str = "lackstherequireddataaction";
    const SILENT: &str = "principaldoesnothaveaccesstoapi/operation";
    let text = flat.squeezed();
    for (at, _) in text.match_indices(SIGN) {
        let after = skip(text, at + SIGN.len(), &["(s)", "s"]);
        let Some((actions, end)) = flat.value(after) else {
            continue;
        };
        let actions = list(&actions);
        if actions.is_empty() || !actions.iter().all(|action| is_full_action(action)) {
            continue;
        }
        let floor = at.saturating_sub(NEAR);
        let subject = text[floor..at]
            .rfind("principal")
            .map(|start| floor + start);
        let name = subject
            .and_then(|start| flat.value(start + "principal".len()))
            .filter(|(_, after)| *after <= at)
            .map(|(name, _)| name);
        let (principal, client) = match name {
            Some(id) if parse_guid(&id).is_some() => (Some(PrincipalId::new(&id)), None),
            Some(name) if name.contains('@') => (None, Some(Arc::from(name))),
            _ => (None, None),
        };
        let start = subject.unwrap_or(at);
        let operation = &text[end..text.len().min(end + NEAR)];
        let rest = operation
            .find("operation")
            .map_or(0, |n| n + "operation".len());
        found.read(start, end + rest, AzureErrorCode::PermissionDenied);
        for action in &actions {
            let request = QuotedRequest {
                principal: principal.clone(),
                client: client.clone(),
                action: ActionPattern::parse(action).ok(),
                ..of_data(AzureErrorCode::PermissionDenied)
            };
            found.requests.push((start, request));
        }
    }
    for (at, _) in text.match_indices(SILENT) {
        let request = of_data(AzureErrorCode::PermissionDenied);
        found.request(at, at + SILENT.len(), request);
    }
}

/// "Missing permissions: A, B", as the portal says it.
fn missing_permissions(flat: &Flat, found: &mut Found) {
    let text = flat.squeezed();
    for (start, _) in text.match_indices("missingpermission") {
        let at = skip(text, start + "missingpermission".len(), &["(s)", "s"]);
        if !text[at..].starts_with(':') {
            continue;
        }
        // "You don't have access." before it says the same.
        let line = &text[start.saturating_sub(60)..start];
        let refusal = ["nothave", "n'thave"]
            .iter()
            .filter_map(|word| line.rfind(word))
            .min();
        let start = start - refusal.map_or(0, |n| line.len() - n);
        let mut at = at + 1;
        while let Some((value, end)) = flat.value(at) {
            let actions = list(&value);
            if actions.is_empty() || !actions.iter().all(|action| is_full_action(action)) {
                break;
            }
            found.read(start, end, AzureErrorCode::AuthorizationFailed);
            for action in &actions {
                let request = QuotedRequest {
                    action: ActionPattern::parse(action).ok(),
                    ..QuotedRequest::of(AzureErrorCode::AuthorizationFailed)
                };
                found.requests.push((start, request));
            }
            if !text[end..].starts_with(',') {
                break;
            }
            at = end + 1;
        }
    }
}

/// "Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://…'".
/// Only a consumer group says that it is Event Hubs and not Service Bus.
fn claims(flat: &Flat, found: &mut Found) {
    let text = flat.squeezed();
    for sign in ["claim(s)arerequired", "claimsrequiredforthisoperation"] {
        for (at, _) in text.match_indices(sign) {
            let floor = at.saturating_sub(40);
            let said = &text[floor..at];
            let verb = [("listen", "receive"), ("send", "send")];
            let verb = verb.iter().find(|(claim, _)| said.contains(claim));
            let end = at + sign.len();
            let resource = text[end..text.len().min(end + NEAR)].find("resource:");
            let resource = resource.and_then(|n| flat.quoted(end + n + "resource:".len()));
            let (resource, end) = resource.unwrap_or((String::new(), end));
            let services: &[&str] = if resource.to_ascii_lowercase().contains("/consumergroups/") {
                &["Microsoft.EventHub"]
            } else {
                &["Microsoft.ServiceBus", "Microsoft.EventHub"]
            };
            let candidates = verb.map_or_else(Vec::new, |(_, verb)| {
                let name = |service| format!("{service}/namespaces/messages/{verb}/action");
                services
                    .iter()
                    .map(|service| ActionPattern::literal(&name(service)))
                    .collect()
            });
            let request = one_or_several(candidates, of_data(AzureErrorCode::UnauthorizedAccess));
            let back = at.saturating_sub(NEAR);
            let start = text[back..at].rfind("unauthorized").map(|n| back + n);
            found.request(start.unwrap_or(floor).min(at), end, request);
        }
    }
}

fn one_or_several(mut candidates: Vec<ActionPattern>, request: QuotedRequest) -> QuotedRequest {
    let only = (candidates.len() == 1).then(|| candidates.pop()).flatten();
    QuotedRequest {
        action: only,
        candidates,
        ..request
    }
}

/// "User "U" cannot list resource "pods" in API group "" in the namespace "n": User does not have access
/// to the resource in Azure." The message doesn't say whether Azure runs the cluster or is connected to
/// it.
fn kubernetes(flat: &Flat, found: &mut Found) {
    const SIGN: &str = "doesnothaveaccesstotheresourceinazure";
    let text = flat.squeezed();
    for (at, _) in text.match_indices(SIGN) {
        let floor = at.saturating_sub(NEAR);
        let end = at + SIGN.len();
        let refused = text[floor..at].rfind("cannot").map(|n| floor + n);
        let refused = refused.and_then(|cannot| ClusterRequest::read(flat, cannot));
        let request = of_data(AzureErrorCode::Forbidden);
        let Some(refused) = refused else {
            found.request(at, end, request);
            continue;
        };
        let is_id = refused.user.as_deref().and_then(parse_guid).is_some();
        let user = refused.user.clone();
        let (principal, client) = if is_id { (user, None) } else { (None, user) };
        let request = QuotedRequest {
            principal: principal.as_deref().map(PrincipalId::new),
            client: client.map(Arc::from),
            candidates: refused.actions(),
            ..request
        };
        found.request(refused.start, end, request);
    }
}

/// What a Kubernetes cluster refused.
pub(super) struct ClusterRequest {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) user: Option<String>,
    pub(super) verb: String,
    pub(super) resource: String,
    group: String,
}

impl ClusterRequest {
    /// "User "U" cannot VERB resource "R" in API group "G"", where `cannot` stands at this place.
    pub(super) fn read(flat: &Flat, cannot: usize) -> Option<Self> {
        let text = flat.squeezed();
        let after = cannot + "cannot".len();
        let resource = after + text[after..text.len().min(after + 40)].find("resource\"")?;
        let verb = text[after..resource].to_owned();
        let (name, end) = flat.quoted(resource + "resource".len())?;
        let group = text[end..].starts_with("inapigroup");
        let (group, end) = flat.quoted(end + "inapigroup".len()).filter(|_| group)?;
        let floor = cannot.saturating_sub(NEAR);
        let start = text[floor..cannot].rfind("user").map(|n| floor + n);
        let user = start.and_then(|start| flat.quoted(start + "user".len()));
        Some(Self {
            start: start.unwrap_or(cannot),
            end,
            user: user.map(|(user, _)| user).filter(|user| !user.is_empty()),
            verb,
            resource: name,
            group,
        })
    }

    /// The data actions that ask Azure for it, for a cluster of AKS and for a connected one.
    fn actions(&self) -> Vec<ActionPattern> {
        let verb = match self.verb.as_str() {
            "get" | "list" | "watch" => "read",
            "create" | "update" | "patch" => "write",
            "delete" | "deletecollection" => "delete",
            _ => return Vec::new(),
        };
        // `pods/exec` and its like are actions of their own.
        let verb = if self.resource.contains('/') && verb == "write" {
            "action"
        } else {
            verb
        };
        let group = match self.group.as_str() {
            "" => String::new(),
            group => format!("{group}/"),
        };
        [
            "Microsoft.ContainerService/managedClusters",
            "Microsoft.Kubernetes/connectedClusters",
        ]
        .iter()
        .filter_map(|kind| {
            ActionPattern::parse(&format!("{kind}/{group}{}/{verb}", self.resource)).ok()
        })
        .collect()
    }
}
