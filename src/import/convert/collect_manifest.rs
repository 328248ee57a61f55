use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, list, text};
use crate::model::{InputKind, Tenant};
use crate::span::{Diagnostic, Effect, Place};
use crate::text::first_of;

/// How many missing files are named.
const NAMED: usize = 3;

/// Takes what `rolecall collect` says of a folder that it filled. Nothing is said of a folder in
/// which nothing is missing.
pub(crate) fn collect_manifest(fragment: &mut Fragment, record: &Record<'_>, place: Place) {
    fragment.count(InputKind::CollectManifest);
    let ids: Vec<String> = record
        .list(list::PrincipalsNotFound)
        .texts()
        .map(Cow::into_owned)
        .collect();
    let ids: Vec<_> = ids.iter().map(|id| fragment.principal_id(id)).collect();
    let not_found = fragment.updates.asked.not_found.get_or_insert_default();
    not_found.extend(ids);
    let files = record.list(list::CollectedFiles).texts();
    let files: Vec<String> = files.map(Cow::into_owned).collect();
    fragment.collections.push((files, place.clone()));
    let missing = record.children(child::Missing);
    let named = missing.iter().map(|entry| {
        let name = entry.text(text::Name).unwrap_or("a file");
        (name, entry.text(text::Status).unwrap_or("missing"))
    });
    let named: Vec<(&str, &str)> = named.collect();
    if let Some(diagnostic) = incomplete_collection(&named, place) {
        fragment.note(diagnostic);
    }
}

/// That files are missing from a collection, with why each is.
fn incomplete_collection(missing: &[(&str, &str)], place: Place) -> Option<Diagnostic> {
    let effect = missing.iter().map(|(name, _)| effect(name)).max()?;
    let named = missing.iter();
    let named = named.map(|(name, status)| format!("`{name}` ({status})"));
    let named = first_of(named, NAMED);
    let message = format!("not everything was collected: {named}");
    let mut diagnostic = Diagnostic::warning("incomplete-collection", message)
        .at(place)
        .help("`rolecall collect` into the same folder asks again for what is missing");
    diagnostic.effect = effect;
    Some(diagnostic)
}

/// Says of each collection which of its files were not read: they are gone since.
pub(crate) fn gone(tenant: &mut Tenant, collections: &[(Vec<String>, Place)]) {
    let plain = |path: &str| {
        let path = path.replace('\\', "/");
        path.strip_suffix(".gz").unwrap_or(&path).to_owned()
    };
    let read: BTreeSet<String> = tenant
        .inputs
        .iter()
        .map(|input| plain(&input.path))
        .collect();
    for (files, place) in collections {
        let manifest = plain(&place.file);
        let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_read = |file: &str| match folder {
            "" => read.contains(file) || read.contains(&format!("./{file}")),
            folder => read.contains(&format!("{folder}/{file}")),
        };
        let gone = files
            .iter()
            .map(String::as_str)
            .filter(|file| !is_read(file));
        let gone: Vec<(&str, &str)> = gone.map(|file| (file, "gone since")).collect();
        tenant
            .diagnostics
            .extend(incomplete_collection(&gone, place.clone()));
    }
}

/// What it means for answers that a file is missing. Where members, roles, the tree or names matter
/// to an answer, it says so itself; some files hold nothing that an answer on access is made of, and
/// checks of clusters say what they lack.
fn effect(name: &str) -> Effect {
    let file = name.rsplit('/').next().unwrap_or(name);
    let what = file.split('.').next().unwrap_or(file);
    let of_resources = [
        "locks",
        "identities",
        "hosts",
        "clusters",
        "key-vaults",
        "workspaces",
        "storage-accounts",
        "operations",
    ];
    let is_of_containers =
        name.starts_with("subscriptions/") && name.split('/').nth(2) == Some("containers");
    match what {
        _ if is_of_containers || what.starts_with("activity-log") => Effect::None,
        _ if of_resources.contains(&what) => Effect::None,
        "role-assignments" | "active-assignments" => Effect::GrantLost,
        "deny-assignments" => Effect::RecordsLost,
        "principals" | "groups" => Effect::MayChangeAnswer,
        // An entry that is no file stands for many of them.
        _ if !file.contains('.') => Effect::RecordsLost,
        _ => Effect::MayChangeAnswer,
    }
}
