use std::sync::Arc;

use crate::ids::{PrincipalId, parse_guid};
use crate::model::{Application, Principal, Tenant};
use crate::text;

/// A text that names no principal, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookUpPrincipalError {
    /// No principal of the inputs has this name.
    #[error("no principal `{input}` in the inputs")]
    Unknown {
        /// The text as given.
        input: String,
        /// Names that look like it, nearest first.
        near: Vec<String>,
    },
    /// Several principals have this name.
    #[error("`{input}` names {} principals", candidates.len())]
    Ambiguous {
        /// The text as given.
        input: String,
        /// The principals it could mean.
        candidates: Vec<Principal>,
    },
    /// The text is the application id of a principal, which no assignment names (PR-1).
    #[error("`{input}` is an application id; the principal's object id is `{object_id}`")]
    ApplicationId {
        /// The text as given.
        input: String,
        /// The object id to use.
        object_id: PrincipalId,
    },
    /// The text means the registration of an application, which holds nothing itself (PR-1).
    #[error("`{input}` is an app registration{}", match object_id {
        Some(id) => format!("; the object id of its service principal is `{id}`"),
        None => ", which holds nothing, and the inputs don't name its service principal".to_owned(),
    })]
    Registration {
        /// The text as given.
        input: String,
        /// The application id.
        app_id: String,
        /// The object id of its service principal, where the inputs name it.
        object_id: Option<PrincipalId>,
    },
}

/// The principal that an object id, a user principal name or a display name means. An object id
/// that the inputs don't mention is a principal without access, not an error.
///
/// # Errors
///
/// When no principal or several have the name, or the text is an application id.
pub fn look_up_principal(
    tenant: &Tenant,
    input: &str,
) -> Result<PrincipalId, LookUpPrincipalError> {
    let wanted = input.trim();
    let id = PrincipalId::new(wanted);
    if tenant.principals.contains_key(&id) {
        return Ok(id);
    }
    let by = |field: fn(&Principal) -> Option<&str>| -> Vec<&Principal> {
        tenant
            .principals
            .values()
            .filter(|p| field(p).is_some_and(|name| text::same(name, wanted)))
            .collect()
    };
    if parse_guid(wanted).is_some() {
        return match of_application(tenant, wanted)[..] {
            [] => match registered(tenant, wanted)[..] {
                [application, ..] => Err(registration(tenant, input, application)),
                [] => Ok(id),
            },
            [principal] => Err(LookUpPrincipalError::ApplicationId {
                input: input.to_owned(),
                object_id: principal.id.clone(),
            }),
            ref several => Err(LookUpPrincipalError::Ambiguous {
                input: input.to_owned(),
                candidates: several.iter().copied().cloned().collect(),
            }),
        };
    }
    let mut found = by(|p| p.sign_in_name.as_deref());
    if found.is_empty() {
        found = by(|p| p.display_name.as_deref());
    }
    match found[..] {
        [principal] => Ok(principal.id.clone()),
        [] => {
            let registrations = registered(tenant, wanted);
            let of_these = registrations.iter();
            let candidates: Vec<&Principal> = of_these
                .flat_map(|application| of_application(tenant, &application.app_id))
                .collect();
            match (&registrations[..], &candidates[..]) {
                ([_], [principal]) => return Ok(principal.id.clone()),
                ([_, _, ..], [_, _, ..]) => {
                    return Err(LookUpPrincipalError::Ambiguous {
                        input: input.to_owned(),
                        candidates: candidates.into_iter().cloned().collect(),
                    });
                }
                ([application, ..], _) => return Err(registration(tenant, input, application)),
                ([], _) => {}
            }
            let names = tenant.principals.values().flat_map(|p| {
                p.sign_in_name
                    .iter()
                    .chain(&p.display_name)
                    .map(AsRef::as_ref)
            });
            let near = crate::near::near(wanted, names, 3);
            Err(LookUpPrincipalError::Unknown {
                input: input.to_owned(),
                near: near.into_iter().map(str::to_owned).collect(),
            })
        }
        _ => Err(LookUpPrincipalError::Ambiguous {
            input: input.to_owned(),
            candidates: found.into_iter().cloned().collect(),
        }),
    }
}

/// The service principals of an application. `az` prints the application id as the name of one that holds a
/// role.
fn of_application<'t>(tenant: &'t Tenant, app_id: &str) -> Vec<&'t Principal> {
    let is_it =
        |name: &Option<Arc<str>>| name.as_deref().is_some_and(|own| text::same(own, app_id));
    let all = tenant.principals.values();
    all.filter(|who| is_it(&who.app_id) || is_it(&who.sign_in_name))
        .collect()
}

/// The registrations that an object id, an application id or a display name means, each once.
fn registered<'t>(tenant: &'t Tenant, wanted: &str) -> Vec<&'t Application> {
    let id = PrincipalId::new(wanted);
    let meant = tenant.applications.iter().filter(|application| {
        let name = application.display_name.as_deref();
        application.id.as_ref() == Some(&id)
            || text::same(&application.app_id, wanted)
            || name.is_some_and(|name| text::same(name, wanted))
    });
    let mut found: Vec<&Application> = meant.collect();
    found.sort_by_key(|application| &application.app_id);
    found.dedup_by_key(|application| &application.app_id);
    found
}

fn registration(tenant: &Tenant, input: &str, application: &Application) -> LookUpPrincipalError {
    let object_id = match of_application(tenant, &application.app_id)[..] {
        [principal] => Some(principal.id.clone()),
        _ => None,
    };
    LookUpPrincipalError::Registration {
        input: input.to_owned(),
        app_id: application.app_id.to_string(),
        object_id,
    }
}
