//! What a delegate may assign, and how it gets to more, in words: for findings and for answers.

use crate::condition::Verdict;
use crate::delegation::{
    Audience, Beneficiary, Breakout, ByType, DelegatedRole, PrincipalType, RoleReach,
};
use crate::text::first_of;

/// Names listed before the rest is only counted.
const NAMES: usize = 6;

/// A role by its name, or by its id where nobody knows it.
pub(crate) fn role_name(role: &DelegatedRole) -> String {
    match &role.name {
        Some(name) if role.gap.is_some() => format!("{name} (nobody knows what it grants)"),
        Some(name) => name.to_string(),
        None => format!("the unknown role {}", role.id),
    }
}

/// Some names, and how many more there are.
fn names(roles: &[DelegatedRole]) -> String {
    first_of(roles.iter().map(role_name), NAMES)
}

/// The roles of a reach: `Reader, Contributor to users`, `every role but Owner`.
pub(crate) fn reach_words(reach: &RoleReach) -> String {
    match reach {
        RoleReach::Nothing => "no role".to_owned(),
        RoleReach::AnyRole { to } => format!("any role to {}", audience_words(to)),
        RoleReach::Undetermined { .. } => "roles that depend on what isn't known".to_owned(),
        RoleReach::Roles {
            allowed,
            unknown,
            refused,
            unlisted,
        } => {
            let plain = |reached: &[crate::delegation::ReachedRole]| -> Vec<DelegatedRole> {
                reached.iter().map(|r| r.role.clone()).collect()
            };
            let mut parts = Vec::new();
            if unlisted.best() == Verdict::Met {
                parts.push(match refused.as_slice() {
                    [] => "every role".to_owned(),
                    refused => format!("every role but {}", names(refused)),
                });
            } else if let [first, rest @ ..] = allowed.as_slice() {
                let one_audience = rest.iter().all(|other| other.to == first.to);
                let to = if one_audience {
                    format!(" to {}", audience_words(&first.to))
                } else {
                    String::new()
                };
                parts.push(format!("{}{to}", names(&plain(allowed))));
            }
            if !unknown.is_empty() {
                parts.push(format!("perhaps {}", names(&plain(unknown))));
            }
            if unlisted.best() == Verdict::Unknown {
                parts.push("perhaps any role that the conditions don't name".to_owned());
            }
            parts.join(", ")
        }
    }
}

/// Those to whom a role may be assigned: `anyone`, `users and groups, but not to itself`.
pub(crate) fn audience_words(audience: &Audience) -> String {
    let mut parts = Vec::new();
    for (verdict, prefix) in [(Verdict::Met, ""), (Verdict::Unknown, "perhaps ")] {
        if let Some(types) = types_words(audience.anyone, verdict, "anyone") {
            parts.push(format!("{prefix}{types}"));
        }
        for (id, types) in &audience.named {
            if audience.anyone == *types {
                continue;
            }
            if types_words(*types, verdict, "").is_some() {
                parts.push(format!("{prefix}{id}"));
            }
        }
    }
    let excluded = audience
        .named
        .iter()
        .filter(|(_, types)| types.with(Verdict::NotMet).count() == PrincipalType::ALL.len())
        .map(|(id, _)| id.to_string());
    let excluded: Vec<String> = excluded.collect();
    let mut words = parts.join(", ");
    if words.is_empty() {
        words = "nobody".to_owned();
    } else if !excluded.is_empty() {
        words.push_str(&format!(", but not to {}", excluded.join(", ")));
    }
    if audience.own == Verdict::NotMet && audience.others() != Verdict::NotMet {
        words.push_str(", not to itself");
    }
    words
}

fn types_words(types: ByType, verdict: Verdict, all: &str) -> Option<String> {
    let word = |principal_type| match principal_type {
        PrincipalType::User => "users",
        PrincipalType::Group => "groups",
        PrincipalType::ServicePrincipal => "service principals",
    };
    let words: Vec<&str> = types.with(verdict).map(word).collect();
    match words.len() {
        0 => None,
        n if n == PrincipalType::ALL.len() => Some(all.to_owned()),
        _ => Some(words.join(" and ")),
    }
}

/// All breakouts as clauses of one sentence; operations that the conditions leave open share a clause.
pub(super) fn breakouts_words(breakouts: &[Breakout]) -> String {
    let same_answer = |breakout: &Breakout, open: Verdict| match breakout {
        Breakout::OtherOperation {
            operation,
            open: other,
        } if *other == open => Some(format!("`{operation}`")),
        _ => None,
    };
    let mut clauses = Vec::new();
    for (at, breakout) in breakouts.iter().enumerate() {
        let Breakout::OtherOperation { open, .. } = breakout else {
            clauses.push(breakout_words(breakout));
            continue;
        };
        if breakouts[..at]
            .iter()
            .any(|earlier| same_answer(earlier, *open).is_some())
        {
            continue;
        }
        let operations: Vec<String> = breakouts
            .iter()
            .filter_map(|r| same_answer(r, *open))
            .collect();
        clauses.push(other_operations_words(&operations.join(", "), *open));
    }
    clauses.join("; ")
}

fn other_operations_words(operations: &str, open: Verdict) -> String {
    let holds = match open {
        Verdict::Met => "holds",
        _ => "may hold",
    };
    format!("{holds} {operations}, which its conditions leave open")
}

/// A breakout as a clause without subject: `can give itself Owner, which holds …`.
pub(crate) fn breakout_words(breakout: &Breakout) -> String {
    let may = |open: Verdict| {
        if open == Verdict::Met {
            "can"
        } else {
            "may be able to"
        }
    };
    let whom = |to: Beneficiary| match to {
        Beneficiary::Own => "itself",
        Beneficiary::Others => "other principals, one of which it may hold,",
    };
    match breakout {
        Breakout::PrivilegedRoles { roles, to, open } => {
            let by = match roles.as_slice() {
                [only] => only.privilege.as_deref(),
                _ => None,
            };
            let by = by.map_or_else(String::new, |by| format!(", which holds `{by}`"));
            format!("{} give {} {}{by}", may(*open), whom(*to), names(roles))
        }
        Breakout::UnlistedRole { to, open } => format!(
            "{} give {} any role that its conditions don't name, custom roles made later included",
            may(*open),
            whom(*to)
        ),
        Breakout::Chain {
            through,
            roles,
            open,
        } => {
            let what = match roles.as_slice() {
                [] => "any role that its conditions don't name".to_owned(),
                roles => names(roles),
            };
            let through = role_name(through);
            format!("{} give itself {through}, and by that {what}", may(*open))
        }
        Breakout::OtherOperation { operation, open } => {
            other_operations_words(&format!("`{operation}`"), *open)
        }
        Breakout::RemovesMore { open } => format!(
            "{} remove role assignments that it can't make, so that others are locked out",
            may(*open)
        ),
    }
}
