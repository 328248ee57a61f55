//! Roles by GUID, id or name.

use super::Catalog;
use crate::ids::{RoleId, RoleIx};
use crate::model::RoleKind;
use crate::near::near;
use crate::text;

/// A role that a name could mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleCandidate {
    /// Its name.
    pub name: String,
    /// Its GUID, if it has one.
    pub id: Option<RoleId>,
}

/// A text that names no role, or several.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LookUpRoleError {
    /// No role has this name or id.
    #[error("no role `{input}` in the catalogue")]
    Unknown {
        /// The text as given.
        input: String,
        /// Names that look like it, nearest first.
        near: Vec<String>,
    },
    /// Several roles have this name.
    #[error("`{input}` names {} roles", candidates.len())]
    Ambiguous {
        /// The text as given.
        input: String,
        /// The roles it could mean.
        candidates: Vec<RoleCandidate>,
    },
}

impl Catalog {
    /// The role that a GUID, a full id or a name means. A name is matched without case; where no
    /// role has it, "(Preview)" and the word "Role" are disregarded, since Azure adds and drops
    /// them (P15).
    ///
    /// ```
    /// use rolecall::catalog::{Catalog, LookUpRoleError};
    /// use rolecall::pattern::Wildcards;
    ///
    /// let catalog = Catalog::core(Wildcards::Azure);
    /// let owner = catalog.look_up_role("operator nexus owner")?;
    /// assert_eq!(catalog.role_name(owner), "Operator Nexus Owner (Preview)");
    /// let error = catalog.look_up_role("Contributer").unwrap_err();
    /// assert!(matches!(error, LookUpRoleError::Unknown { near, .. } if near == ["Contributor"]));
    /// # Ok::<(), LookUpRoleError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When no role or more than one fits.
    pub fn look_up_role(&self, input: &str) -> Result<RoleIx, LookUpRoleError> {
        let wanted = input.trim();
        if let Some(role) = RoleId::parse(wanted).and_then(|id| self.find_role_id(id)) {
            return Ok(role);
        }
        let images = self.image.role_count();
        let mut found: Vec<RoleIx> = self
            .image
            .find_role_name(wanted)
            .into_iter()
            .filter(|at| !self.shadowed.contains(at))
            .collect();
        found.extend(
            (0..self.added.len())
                .filter(|&at| text::same(&self.added[at].name, wanted))
                .map(|at| RoleIx::new(images + at)),
        );
        if found.is_empty() {
            found = self.look_up_loosely(wanted);
        }
        match found[..] {
            [role] => Ok(role),
            [] => Err(self.unknown(input)),
            _ => Err(LookUpRoleError::Ambiguous {
                input: input.to_owned(),
                candidates: found
                    .into_iter()
                    .map(|at| RoleCandidate {
                        name: self.role_name(at),
                        id: self.role_id(at),
                    })
                    .collect(),
            }),
        }
    }

    fn look_up_loosely(&self, wanted: &str) -> Vec<RoleIx> {
        let wanted = bare_name(wanted);
        let names = |role: RoleIx| {
            let definition = self.role(role);
            let aliases = definition.aliases.iter().map(ToString::to_string);
            aliases
                .chain([definition.name.to_string()])
                .collect::<Vec<_>>()
        };
        let fits = |role: &RoleIx| names(*role).iter().any(|name| bare_name(name) == wanted);
        let found: Vec<RoleIx> = self.roles().filter(fits).collect();
        let assignable: Vec<RoleIx> = found
            .iter()
            .copied()
            .filter(|&role| self.role_kind(role) != RoleKind::Documented)
            .collect();
        if assignable.is_empty() {
            found
        } else {
            assignable
        }
    }

    fn unknown(&self, input: &str) -> LookUpRoleError {
        let mut names: Vec<String> = self.roles().map(|role| self.role_name(role)).collect();
        names.sort_by(|a, b| text::order(a, b));
        LookUpRoleError::Unknown {
            input: input.to_owned(),
            near: near(input, names.iter().map(String::as_str), 3)
                .into_iter()
                .map(str::to_owned)
                .collect(),
        }
    }
}

fn bare_name(name: &str) -> String {
    let folded = text::fold(name).replace("(preview)", " ");
    let words: Vec<&str> = folded
        .split_whitespace()
        .filter(|word| *word != "role")
        .collect();
    words.join(" ")
}
