use crate::ids::{PrincipalId, parse_guid};
use crate::model::{Principal, Tenant};
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
        return match by(|p| p.app_id.as_deref())[..] {
            [principal] => Err(LookUpPrincipalError::ApplicationId {
                input: input.to_owned(),
                object_id: principal.id.clone(),
            }),
            _ => Ok(id),
        };
    }
    let mut found = by(|p| p.sign_in_name.as_deref());
    if found.is_empty() {
        found = by(|p| p.display_name.as_deref());
    }
    match found[..] {
        [principal] => Ok(principal.id.clone()),
        [] => {
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
