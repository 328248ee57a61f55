//! `--redact`: pseudonyms from the moment on that the inputs are read. What is asked with the
//! original names is put into the new ones.

use std::cell::OnceCell;

use super::complain::Complaint;
use crate::catalog::Catalog;
use crate::cli::args::{RedactArgs, ScopeArgs};
use crate::cli::scoping::scope_of;
use crate::directory::{LookUpScopeError, ScopeNames, look_up_principal};
use crate::model::Tenant;
use crate::nexus::{PLATFORM_APPLICATION, PLATFORM_NAME};
use crate::redact::{Published, RedactionKey, Redactor, redact};
use crate::scope::{Scope, ScopeKind};

/// Rewrites snapshots as the arguments ask for, under one key, and gives the means to rewrite
/// more. The catalogue must not hold the roles of the snapshots yet.
pub(crate) fn apply(
    args: &RedactArgs,
    catalog: &Catalog,
    tenants: &mut [&mut Tenant],
) -> Option<Redactor> {
    if !args.redact {
        return None;
    }
    let key = match &args.redact_key {
        Some(text) => RedactionKey::of_text(text),
        None => RedactionKey::of_content(tenants.iter().map(|tenant| &**tenant)),
    };
    let roles = catalog
        .roles()
        .map(|at| (catalog.role_id(at), catalog.role_name(at)));
    let mut redactor = Redactor::new(
        key,
        Published::new(roles).with_service(PLATFORM_APPLICATION, PLATFORM_NAME),
    );
    for tenant in tenants {
        redact(tenant, &mut redactor);
    }
    Some(redactor)
}

/// What the words of a question stand for in the snapshot that was read.
#[derive(Debug, Default)]
pub(crate) struct Names {
    veil: Option<Veil>,
    /// What scopes are called, under their own names: made when a question names one.
    scopes: OnceCell<ScopeNames>,
}

#[derive(Debug)]
struct Veil {
    redactor: Redactor,
    /// The principals under their own names, and nothing else.
    originals: Tenant,
}

impl Names {
    /// Rewrites a snapshot as the arguments ask for, and keeps what questions about it take.
    pub(crate) fn of(args: &RedactArgs, catalog: &Catalog, tenant: &mut Tenant) -> Self {
        let mut originals = Tenant::default();
        if args.redact {
            originals.principals = tenant.principals.clone();
            originals.applications = tenant.applications.clone();
        }
        let scopes = OnceCell::new();
        if args.redact {
            let _ = scopes.set(ScopeNames::new(tenant));
        }
        let redactor = apply(args, catalog, &mut [tenant]);
        let veil = redactor.map(|redactor| Veil {
            redactor,
            originals,
        });
        Self { veil, scopes }
    }

    /// The giver of pseudonyms, where names are replaced.
    pub(crate) fn into_redactor(self) -> Option<Redactor> {
        self.veil.map(|veil| veil.redactor)
    }

    /// A principal: its name as asked for, or its pseudonym.
    pub(crate) fn principal(&mut self, word: &str) -> Result<String, Complaint> {
        let Some(Veil {
            redactor,
            originals,
        }) = &mut self.veil
        else {
            return Ok(word.to_owned());
        };
        let found =
            look_up_principal(originals, word).map_err(|_| not_among_inputs("principal"))?;
        Ok(redactor.principal(&found).to_string())
    }

    /// A role: its name or id as asked for, or its pseudonym.
    pub(crate) fn role(&mut self, word: &str) -> String {
        match &mut self.veil {
            Some(veil) => veil.redactor.role(word),
            None => word.to_owned(),
        }
    }

    /// The scope that a question about the snapshot is about, with the names that the snapshot has.
    pub(crate) fn scope(
        &mut self,
        args: &ScopeArgs,
        tenant: &Tenant,
    ) -> Result<Option<Scope>, Complaint> {
        let names = || self.scopes.get_or_init(|| ScopeNames::new(tenant));
        let scope = scope_of(args, names).map_err(|complaint| {
            let is_hidden = complaint.is_of_name && self.veil.is_some();
            if is_hidden {
                not_among_inputs("scope")
            } else {
                complaint
            }
        })?;
        Ok(scope.map(|scope| self.of_snapshot(scope)))
    }

    /// The scope of the snapshot that has a name, where names are not replaced.
    ///
    /// # Errors
    ///
    /// When no scope or several have it.
    pub(crate) fn named_scope(
        &self,
        name: &str,
        kind: Option<ScopeKind>,
        tenant: &Tenant,
    ) -> Result<Scope, LookUpScopeError> {
        let names = self.scopes.get_or_init(|| ScopeNames::new(tenant));
        names.look_up(name, kind)
    }

    /// A name that the snapshot doesn't hold once, as it may be shown.
    pub(crate) fn shown(&mut self, kind: &str, word: &str) -> String {
        match &mut self.veil {
            Some(veil) => veil.redactor.wanted(kind, word),
            None => word.to_owned(),
        }
    }

    /// A scope with the names that the snapshot has.
    fn of_snapshot(&mut self, scope: Scope) -> Scope {
        match &mut self.veil {
            Some(veil) => veil.redactor.scope(&scope),
            None => scope,
        }
    }

    /// Refuses what can't be asked about a redacted snapshot.
    pub(crate) fn refuse(&self, what: &'static str) -> Result<(), Complaint> {
        match self.veil {
            Some(_) => Err(Complaint::usage(format!("`--redact` takes no {what}"))
                .help("it replaces the names that they are compared with, or that they hold")),
            None => Ok(()),
        }
    }
}

/// Refuses a name that is not one of the inputs, without the names that are near: these are not for the readers of
/// a redacted answer.
pub(crate) fn not_among_inputs(kind: &str) -> Complaint {
    Complaint::of_name(format!(
        "the name asked for belongs to no {kind} of the inputs, or to several"
    ))
    .help("leave out `--redact` to see which names are near")
}
