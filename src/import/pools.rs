//! What the records of an export name again and again: each text, scope and principal is held once.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::ids::{IdKey, PrincipalId};
use crate::model::{Principal, PrincipalKind, PrincipalSource};
use crate::scope::{ParseScopeError, Scope};
use crate::text::{Interner, NameSet, NameTable};

#[derive(Debug, Default)]
pub(super) struct Pools {
    texts: Interner,
    scopes: NameSet<Spelled>,
    /// By the keys of their ids.
    principals: NameTable<NamedPrincipal>,
}

/// A principal that records name.
#[derive(Debug)]
struct NamedPrincipal {
    id: PrincipalId,
    /// What its last assignment printed; most principals have none.
    printed: Option<Box<Printed>>,
}

/// What an assignment prints of its principal.
#[derive(Debug, PartialEq, Eq)]
struct Printed {
    kind: PrincipalKind,
    sign_in_name: Option<Arc<str>>,
    display_name: Option<Arc<str>>,
}

impl Pools {
    /// The shared copy of a text.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        self.texts.intern(text)
    }

    /// The scope that a text means; each spelling is parsed once.
    pub(super) fn scope(&mut self, text: &str) -> Result<Scope, ParseScopeError> {
        if let Some(Spelled(known)) = self.scopes.get(text) {
            return Ok(known.clone());
        }
        let scope = Scope::parse(text)?;
        self.scopes.insert(Spelled(scope.clone()));
        Ok(scope)
    }

    /// The id that a text means.
    pub(super) fn principal(&mut self, text: &str) -> PrincipalId {
        self.named(text).id.clone()
    }

    /// The principal of an assignment, which prints its kind and names, and what that says of it:
    /// nothing where the last assignment printed the same.
    pub(super) fn assigned(
        &mut self,
        text: &str,
        kind: PrincipalKind,
        [sign_in_name, display_name]: [Option<&str>; 2],
    ) -> (PrincipalId, Option<Principal>) {
        let known = self.named(text);
        let id = known.id.clone();
        if known.printed.as_ref().is_some_and(|printed| {
            printed.kind == kind
                && printed.sign_in_name.as_deref() == sign_in_name
                && printed.display_name.as_deref() == display_name
        }) {
            return (id, None);
        }
        let [sign_in_name, display_name] =
            [sign_in_name, display_name].map(|name| name.map(|name| self.text(name)));
        let mut news = Principal::reported_by(PrincipalSource::Assignment, id.clone(), kind);
        news.sign_in_name.clone_from(&sign_in_name);
        news.display_name.clone_from(&display_name);
        self.named(text).printed = Some(Box::new(Printed {
            kind,
            sign_in_name,
            display_name,
        }));
        (id, Some(news))
    }

    fn named(&mut self, text: &str) -> &mut NamedPrincipal {
        let key = IdKey::of_principal(text);
        let make = || NamedPrincipal {
            id: PrincipalId::new(text),
            printed: None,
        };
        self.principals
            .find_or_insert(&key, |named| named.id.key(), make)
    }
}

/// A scope as it is spelled: scopes are equal in any case, spellings are not.
#[derive(Debug)]
struct Spelled(Scope);

impl PartialEq for Spelled {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Spelled {}

impl Hash for Spelled {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl Borrow<str> for Spelled {
    fn borrow(&self) -> &str {
        self.0.as_str()
    }
}
