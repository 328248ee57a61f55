//! `--redact`: pseudonyms from the moment on that the inputs are read.

use crate::catalog::Catalog;
use crate::cli::args::RedactArgs;
use crate::model::Tenant;
use crate::nexus::{PLATFORM_APPLICATION, PLATFORM_NAME};
use crate::redact::{Published, RedactionKey, Redactor, redact};

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
