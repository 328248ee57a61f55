use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, text};
use crate::model::InputKind;
use crate::span::{Diagnostic, Place};

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
    fragment.note(
        Diagnostic::warning(
            "incomplete-collection",
            format!("not everything was collected: {}{tail}", named.join(", ")),
        )
        .at(place)
        .may_change_answer()
        .help("`rolecall collect` into the same folder asks again for what is missing"),
    );
}
