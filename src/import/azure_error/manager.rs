//! The sentences of Azure Resource Manager, and of those who write like it.

use std::sync::Arc;

use super::action::{is_full_action, list, skip, whole_action};
use super::elsewhere::other_tenant;
use super::flat::Flat;
use super::{AzureErrorCode, Found, LinkedFrom, QuotedRequest, RefusalReason};
use crate::ids::{PrincipalId, parse_guid};
use crate::pattern::ActionPattern;
use crate::scope::Scope;

/// What stands before the action in every sentence.
const PERFORM: &str = "toperform";
/// What the sentences start with.
const SUBJECTS: [&str; 5] = [
    "theclient",
    "theuser",
    "theprincipal",
    "theserviceprincipal",
    "theidentity",
];
/// A sentence without the names.
const SHORT: &str = "nothaveauthorizationtoperformactionoverscope(";
/// How far from the action the scope may stand, and from the start of a sentence its code.
const NEAR: usize = 200;
/// How far before the action a sentence may start.
const FAR: usize = 2_000;

/// "… to perform action 'A' over scope 'S'", with what stands around it.
struct Clause {
    /// Where the sentence starts.
    start: usize,
    /// Where the words stand that say whether it is granted.
    verb: usize,
    /// Where `to perform` stands.
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
    Refused(RefusalReason),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Own,
    Linked,
}

/// What a deny assignment blocks, after a clause.
struct Denial {
    /// The linked scopes, where the sentence counts them apart.
    scopes: Vec<String>,
    /// Where it ends.
    end: usize,
}

pub(super) fn read(flat: &Flat, found: &mut Found) {
    let text = flat.squeezed();
    let mut before: Option<Clause> = None;
    for (at, _) in text.match_indices(PERFORM) {
        let Some(clause) = clause(flat, at, before.as_ref()) else {
            continue;
        };
        let granted = before
            .as_ref()
            .filter(|before| before.verdict == Verdict::Has && before.start == clause.start);
        refusals(flat, &clause, before.as_ref(), granted, found);
        before = Some(clause);
    }
    // The portal's short form names nothing.
    for (at, _) in text.match_indices(SHORT) {
        let floor = at.saturating_sub(NEAR / 4);
        let start = text[floor..at].rfind(SUBJECTS[0]).map(|n| floor + n);
        let request = QuotedRequest::of(AzureErrorCode::AuthorizationFailed);
        found.request(start.unwrap_or(at), at + SHORT.len(), request);
    }
}

/// What a clause refuses.
fn refusals(
    flat: &Flat,
    clause: &Clause,
    before: Option<&Clause>,
    granted: Option<&Clause>,
    found: &mut Found,
) {
    let text = flat.squeezed();
    let (principal, client) = who(flat, clause.start, clause.at);
    let base = |code, reason| QuotedRequest {
        principal: principal.clone(),
        client: client.clone(),
        reason,
        linked_from: granted.and_then(linked_from),
        ..QuotedRequest::of(code)
    };
    let denial = denial(flat, clause.end);
    match (clause.verdict, denial) {
        (Verdict::Has, Some(denial)) => {
            let code = AzureErrorCode::DenyAssignmentAuthorizationFailed;
            let base = base(code, RefusalReason::Denied);
            push(found, clause, &clause.scopes, denial.end, &base);
        }
        (Verdict::Has, None) => {
            let end = text.len().min(clause.end + NEAR);
            if let Some((other, end)) = other_tenant(flat, clause.end, end) {
                found.read(clause.start, end, other.code);
                found.others.push((clause.start, other));
            }
        }
        (Verdict::Refused(reason), denial) => {
            let code = code(text, clause, before);
            match denial {
                Some(denial) if denial.scopes.is_empty() => {
                    let base = base(code, RefusalReason::Denied);
                    push(found, clause, &clause.scopes, denial.end, &base);
                }
                Some(denial) => {
                    if !clause.scopes.is_empty() {
                        push(
                            found,
                            clause,
                            &clause.scopes,
                            clause.end,
                            &base(code, reason),
                        );
                    }
                    let base = base(code, RefusalReason::Denied);
                    push(found, clause, &denial.scopes, denial.end, &base);
                }
                None => push(
                    found,
                    clause,
                    &clause.scopes,
                    clause.end,
                    &base(code, reason),
                ),
            }
        }
    }
}

fn clause(flat: &Flat, at: usize, before: Option<&Clause>) -> Option<Clause> {
    let text = flat.squeezed();
    let floor = before.map_or(0, |before| before.end);
    if at < floor {
        return None;
    }
    let (actions, after) = actions(flat, at + PERFORM.len())?;
    let near = floor.max(at.saturating_sub(FAR));
    let subject = SUBJECTS
        .iter()
        .filter_map(|word| text[near..at].rfind(word));
    let start = match subject.max() {
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
    let from = floor.max(from);
    // Cosmos DB's own roles.
    if text[from..at].ends_with("rbacpermissions") {
        return None;
    }
    let (verdict, verb) = verdict(&text[from..at])?;
    let mut clause = Clause {
        start,
        verb: from + verb,
        at,
        end: after,
        verdict,
        reach: Reach::Own,
        actions,
        scopes: Vec::new(),
    };
    let window = &text[after..text.len().min(after + NEAR)];
    let next = SUBJECTS.iter().filter_map(|word| window.find(word)).min();
    let window = &window[..next.unwrap_or(window.len())];
    let stop = window.find("invalid").unwrap_or(window.len());
    if let Some(scope) = window[..stop].find("scope") {
        if window[..scope].ends_with("linked") {
            clause.reach = Reach::Linked;
        }
        let from = skip(text, after + scope + "scope".len(), &["(s)", "s"]);
        if let Some((scopes, end)) = scopes(flat, from) {
            clause.scopes = list(&scopes);
            clause.end = end;
        }
    }
    Some(clause)
}

/// The actions after `to perform`, and the place after them.
fn actions(flat: &Flat, at: usize) -> Option<(Vec<String>, usize)> {
    let text = flat.squeezed();
    let at = skip(text, at, &["thefollowing", "the"]);
    let named = skip(text, at, &["action", "operation"]);
    let after = skip(text, named, &["(s)", "s"]);
    let after = skip(text, after, &[":"]);
    let is_quoted = |at: usize| text[at..].starts_with(['\'', '"', '`', '[']);
    let (value, end) = flat.value(if named > at { after } else { at })?;
    let actions = list(&value);
    let is_sure = named > at && is_quoted(after);
    (is_sure || actions.iter().all(|action| is_full_action(action)) && !actions.is_empty())
        .then_some((actions, end))
}

/// The scopes that start here; without quotes one path, where the sentence ends or goes on after it.
fn scopes(flat: &Flat, at: usize) -> Option<(String, usize)> {
    if let Some(quoted) = flat.quoted(at) {
        return Some(quoted);
    }
    let (scope, end) = flat.value(at)?;
    let rest = &flat.squeezed()[end..];
    let goes_on = ["or", ".", ";", ",", "if", "code:", "(", "\"", "however"];
    let is_whole = rest.is_empty() || goes_on.iter().any(|word| rest.starts_with(word));
    (scope.starts_with('/') && is_whole).then_some((scope, end))
}

/// What a sentence says before `to perform`, and where it does.
fn verdict(said: &str) -> Option<(Verdict, usize)> {
    use RefusalReason as Reason;
    let not = ["nothave", "n'thave"];
    let not = not.iter().filter_map(|word| said.rfind(word)).max();
    let has = said.rfind("has");
    let is_conditional = said.contains("condition") && said.contains("notfulfilled");
    match (not, has) {
        (Some(not), _) if is_conditional => {
            Some((Verdict::Refused(Reason::NotGrantedOrCondition), not))
        }
        (None, Some(has)) if is_conditional => Some((Verdict::Refused(Reason::Condition), has)),
        (Some(not), has) if has.is_none_or(|has| not > has) => {
            Some((Verdict::Refused(Reason::NotGranted), not))
        }
        (_, Some(has)) => Some((Verdict::Has, has)),
        (_, None) => None,
    }
}

/// "The client 'NAME' with object id 'ID' …"; either may be absent. A name that is a GUID is an
/// application id, but for a principal, which is named by its object id.
fn who(flat: &Flat, start: usize, end: usize) -> (Option<PrincipalId>, Option<Arc<str>>) {
    const ID: &str = "withobjectid";
    let text = flat.squeezed();
    let said = &text[start..end];
    let subject = SUBJECTS.iter().find(|word| said.starts_with(**word));
    let Some(subject) = subject else {
        return (None, None);
    };
    let at = said.find(ID);
    let id = at.and_then(|at| flat.value(start + at + ID.len()));
    let id = id.map(|(id, _)| id).filter(|id| parse_guid(id).is_some());
    let from = start + subject.len();
    let name = match at {
        // The name may hold a quote itself, so it ends at the last one.
        Some(at) => said[subject.len().min(at)..at]
            .strip_prefix(['\'', '"', '`'])
            .and_then(|inner| inner.strip_suffix(['\'', '"', '`']))
            .map(|inner| flat.between(from + 1, from + 1 + inner.len())),
        None => flat
            .quoted(from)
            .filter(|(_, after)| *after <= end)
            .map(|(name, _)| name),
    };
    let name = name.filter(|name| name.chars().any(char::is_alphanumeric));
    match (id, name) {
        (None, Some(name)) if *subject == "theprincipal" && parse_guid(&name).is_some() => {
            (Some(PrincipalId::new(&name)), None)
        }
        (id, name) => (id.as_deref().map(PrincipalId::new), name.map(Arc::from)),
    }
}

/// "… because of the deny assignment with name …", "… blocked by deny assignments on the '2' linked
/// scope(s) 'S,T'".
fn denial(flat: &Flat, at: usize) -> Option<Denial> {
    const DENY: &str = "denyassignment";
    let text = flat.squeezed();
    let tail = &text[at..text.len().min(at + NEAR)];
    let next = SUBJECTS.iter().chain([&PERFORM]);
    let next = next.filter_map(|word| tail.find(word)).min();
    let tail = &tail[..next.unwrap_or(tail.len())];
    let deny = tail.find(DENY)?;
    if !tail[..deny].contains("denied") && !tail[..deny].contains("blocked") {
        return None;
    }
    let end = at + deny + DENY.len();
    let linked = text[end..text.len().min(end + NEAR / 4)].find("linkedscope");
    let linked = linked.map(|linked| skip(text, end + linked + "linkedscope".len(), &["(s)", "s"]));
    Some(match linked.and_then(|from| flat.quoted(from)) {
        Some((scopes, end)) => Denial {
            scopes: list(&scopes),
            end,
        },
        None => Denial {
            scopes: Vec::new(),
            end,
        },
    })
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

fn linked_from(granted: &Clause) -> Option<LinkedFrom> {
    let scope = granted.scopes.first().and_then(|s| Scope::parse(s).ok());
    let action = whole_action(granted.actions.first()?, scope.as_ref())?;
    Some(LinkedFrom { action, scope })
}

/// A request for each action and its scope: one to one where there are as many of both, as the
/// message means by "respectively". The clause counts as understood if every one could be read.
fn push(found: &mut Found, clause: &Clause, scopes: &[String], end: usize, base: &QuotedRequest) {
    let scopes: Vec<Option<&str>> = if scopes.is_empty() {
        vec![None]
    } else {
        scopes.iter().map(|scope| Some(scope.as_str())).collect()
    };
    let pairs: Vec<(&str, Option<&str>)> = if clause.actions.len() == scopes.len() {
        let actions = clause.actions.iter().map(String::as_str);
        actions.zip(scopes).collect()
    } else {
        let actions = clause.actions.iter();
        actions
            .flat_map(|a| scopes.iter().map(move |s| (a.as_str(), *s)))
            .collect()
    };
    let requests: Vec<QuotedRequest> = pairs
        .iter()
        .filter_map(|(action, scope)| {
            let scope = scope.and_then(|scope| Scope::parse(scope).ok());
            let action: Option<ActionPattern> = whole_action(action, scope.as_ref());
            Some(QuotedRequest {
                action: Some(action?),
                scope,
                ..base.clone()
            })
        })
        .collect();
    if !requests.is_empty() && requests.len() == pairs.len() {
        found.read(clause.start.min(clause.verb), end, base.code);
    }
    let each = requests.into_iter().map(|request| (clause.start, request));
    found.requests.extend(each);
}
