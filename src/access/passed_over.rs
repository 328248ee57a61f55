//! What answers about many grants pass over, since it isn't known.

use super::AccessIndex;
use crate::model::{DenyEffect, Moment};
use crate::span::Diagnostic;
use crate::text::first_of;

/// How many records are named.
const NAMED: usize = 3;

/// That it isn't known whether grants count at a moment, for answers about many of them, which pass over them.
pub(crate) fn untimed(index: &AccessIndex<'_>, moment: Moment) -> Option<Diagnostic> {
    let grants = index.grants(moment);
    let open = grants.filter(|grant| !grant.is_current(moment));
    let named = first_of(open.map(|grant| format!("`{}`", grant.id())), NAMED);
    (!named.is_empty()).then(|| {
        let message = format!(
            "it is not known whether these count: their start or end can't be read, or they are to start after all else in the inputs: {named}"
        );
        Diagnostic::warning("unknown-time", message)
            .help("export schedule instances, or name the moment")
            .grant_lost()
    })
}

/// That it isn't known what deny assignments block, for answers that take them as they are written (DN-4).
pub(crate) fn unclear_denies(index: &AccessIndex<'_>) -> Option<Diagnostic> {
    let denies = index.tenant().deny_assignments.iter();
    let enforced = denies.filter(|deny| deny.effect == DenyEffect::Enforced);
    let unclear = enforced.filter(|deny| deny.cut_off || deny.contradicted);
    let named = first_of(unclear.map(|deny| format!("`{}`", deny.id)), NAMED);
    (!named.is_empty()).then(|| {
        let message = format!(
            "it is not known what these deny assignments block, or whom: an export cut them off, or several contradict each other: {named}"
        );
        Diagnostic::warning("cut-off-record", message)
            .help("export them again; with PowerShell: `ConvertTo-Json -Depth 10`")
            .grant_lost()
    })
}
