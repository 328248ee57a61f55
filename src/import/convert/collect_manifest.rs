use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, text};
use crate::model::InputKind;
use crate::span::{Diagnostic, Effect, Place};

/// How many missing files are named.
const NAMED: usize = 3;

/// Takes what `rolecall collect` says of a folder that it filled. Nothing is said of a folder in
/// which nothing is missing.
pub(crate) fn collect_manifest(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::CollectManifest);
    let missing = record.children(child::Missing);
    if missing.is_empty() {
        return;
    }
    let named: Vec<String> = missing
        .iter()
        .take(NAMED)
        .map(|entry| {
            let name = entry.text(text::Name).unwrap_or("a file");
            let status = entry.text(text::Status).unwrap_or("missing");
            format!("`{name}` ({status})")
        })
        .collect();
    let tail = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("not everything was collected: {}{tail}", named.join(", "));
    let mut diagnostic = Diagnostic::warning("incomplete-collection", message)
        .at(place)
        .help("`rolecall collect` into the same folder asks again for what is missing");
    let names = missing.iter().filter_map(|entry| entry.text(text::Name));
    diagnostic.effect = names.map(effect).max().unwrap_or(Effect::MayChangeAnswer);
    fragment.note(diagnostic);
}

/// What it means for answers that a file is missing. Where members, roles, the tree or names matter
/// to an answer, it says so itself.
fn effect(name: &str) -> Effect {
    match name.rsplit('/').next() {
        Some("role-assignments.json" | "active-assignments.json") => Effect::GrantLost,
        Some("deny-assignments.json") => Effect::RecordsLost,
        _ => Effect::MayChangeAnswer,
    }
}
