//! Values of the wrong type, in every field of every form of record that the fixtures have: never a
//! panic, and never a change of what was read without a word of it.

use std::collections::BTreeSet;

use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::Tenant;
use serde_json::json;

use super::*;

/// Folders of exports, each of them in another form.
const FORMS: [&str; 11] = [
    "az",
    "delegates",
    "faults",
    "operations",
    "powershell",
    "resource-graph",
    "rest",
    "paths",
    "tenant",
    "terraform",
    "arm",
];

/// The fields of records that decide who may do what, in every spelling.
const DECISIVE: [&str; 21] = [
    "principalid",
    "roledefinitionid",
    "scope",
    "condition",
    "conditionversion",
    "principaltype",
    "actions",
    "notactions",
    "dataactions",
    "notdataactions",
    "permissions",
    "principals",
    "excludeprincipals",
    "members",
    "transitivemembers",
    "issystemprotected",
    "donotapplytochildscopes",
    "startdatetime",
    "enddatetime",
    "denyassignmenteffect",
    "iscustom",
];

fn exports() -> Vec<(PathBuf, Value)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found = Vec::new();
    for form in FORMS {
        for entry in std::fs::read_dir(fixtures.join(form)).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                let value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
                found.push((path, value));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(found.len() > 20, "the fixtures were found");
    found
}

/// The pointers of the values of a document, one for each place of a form: of a list the first
/// element that has the field.
fn places(document: &Value) -> Vec<(String, String)> {
    fn walk(
        value: &Value,
        at: &str,
        form: &str,
        seen: &mut BTreeSet<String>,
        out: &mut Vec<(String, String)>,
    ) {
        if !at.is_empty() && seen.insert(form.to_owned()) {
            out.push((at.to_owned(), form.to_owned()));
        }
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    walk(
                        item,
                        &format!("{at}/{index}"),
                        &format!("{form}/*"),
                        seen,
                        out,
                    );
                }
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    let token = key.replace('~', "~0").replace('/', "~1");
                    walk(
                        field,
                        &format!("{at}/{token}"),
                        &format!("{form}/{token}"),
                        seen,
                        out,
                    );
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(document, "", "", &mut BTreeSet::new(), &mut out);
    out
}

fn wrong_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(7),
        json!(-1.5e300),
        json!(true),
        json!([]),
        json!([7]),
        json!([[]]),
        json!([null]),
        json!({}),
        json!({"a": [{}]}),
        json!(""),
        json!("\u{0}\u{202e}"),
        json!("/"),
        json!("x".repeat(300)),
    ]
}

fn read(document: &Value) -> Tenant {
    import::read(&[InputSource::Stdin(Stdin(document.to_string().into_bytes()))])
}

/// What was read, less what is kept as its JSON.
fn gist(mut tenant: Tenant) -> (String, BTreeSet<String>) {
    let told = std::mem::take(&mut tenant.diagnostics);
    let told = told
        .iter()
        .map(|d| format!("{} {}", d.code, d.message))
        .collect();
    tenant.inputs.clear();
    tenant.resources.clear();
    tenant.identity_hosts.clear();
    tenant.activity.clear();
    (format!("{tenant:?}"), told)
}

#[test]
fn no_wrong_type_is_a_panic_or_passes_in_silence() {
    let mut silent = BTreeSet::new();
    let mut tried = 0;
    for (path, document) in exports() {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (before, told_before) = gist(read(&document));
        for (pointer, form) in places(&document) {
            for wrong in wrong_values() {
                let mut mutated = document.clone();
                let place = mutated.pointer_mut(&pointer).unwrap();
                let of_right_type = std::mem::discriminant(place) == std::mem::discriminant(&wrong);
                // G5: null and missing are the same; "" says nothing either, and one record may
                // stand for a list of one.
                let tolerated = place.is_null()
                    || wrong.is_null()
                    || wrong == json!("")
                    || (place.is_array() && wrong.is_object())
                    // A member may be written as its id alone.
                    || (place.is_object() && wrong.is_string())
                    // A list of one action may be that action.
                    || (place.is_array() && wrong == json!("/"))
                    // States, plans and templates have readers of their own.
                    || path.parent().is_some_and(|form| form.ends_with("terraform") || form.ends_with("arm"))
                    // Cut short by PowerShell already, and told to be.
                    || name.contains("-depth-2")
                    // Kept as their JSON, and judged where they are used.
                    || form.contains("/identity/");
                *place = wrong.clone();
                let (after, told) = gist(read(&mutated));
                tried += 1;
                let field = form
                    .rsplit('/')
                    .find(|part| *part != "*")
                    .unwrap_or_default();
                let field = field.replace('_', "").to_ascii_lowercase();
                let decisive = DECISIVE.contains(&field.as_str());
                if decisive
                    && !of_right_type
                    && !tolerated
                    && told.is_subset(&told_before)
                    && after != before
                {
                    silent.insert(format!("{name} {form} = {wrong}"));
                }
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
    assert!(
        silent.is_empty(),
        "{} changed without a word:\n{}",
        silent.len(),
        silent.iter().cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn commands_live_with_wrong_types() {
    let folder = folder();
    let mut number = 0;
    for (path, document) in exports() {
        for (at, (pointer, _)) in places(&document).into_iter().enumerate() {
            let mut mutated = document.clone();
            let wrong = wrong_values();
            *mutated.pointer_mut(&pointer).unwrap() =
                wrong[(at * 5 + number) % wrong.len()].clone();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            std::fs::write(
                folder.path().join(format!("{number}-{stem}.json")),
                mutated.to_string(),
            )
            .unwrap();
            number += 1;
        }
    }
    assert!(number > 300, "{number}");
    for reader in [
        &["audit", "-i"][..],
        &["who", ACTION, "-i"],
        &["roles", "list", "-i"],
        &["who", ACTION, "--format", "json", "-i"],
    ] {
        run_on(reader, folder.path());
    }
    for (position, entry) in std::fs::read_dir(folder.path()).unwrap().enumerate() {
        if position % 40 == 0 {
            let path = entry.unwrap().path();
            for reader in READERS {
                run_on(reader, &path);
            }
        }
    }
}
