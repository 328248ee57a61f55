//! `roles/` is canonical and consistent; and, where the facts are at hand, every difference from
//! them is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rolecall::pattern::{ActionPattern, Wildcards};
use serde_json::Value;

use crate::shared::shared;

/// The lists of a permission, with the plane that each is about.
const LISTS: [(&str, &str); 4] = [
    ("actions", "control"),
    ("notActions", "control"),
    ("dataActions", "data"),
    ("notDataActions", "data"),
];

struct File {
    path: PathBuf,
    value: Value,
}

impl File {
    fn stem(&self) -> &str {
        self.path.file_stem().unwrap().to_str().unwrap()
    }

    fn text(&self, key: &str) -> &str {
        self.value[key]
            .as_str()
            .unwrap_or_else(|| panic!("{} lacks `{key}`", self.path.display()))
    }
}

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("roles")
        .join(path)
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder(name: &str) -> Vec<File> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(data(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    let read = |path: PathBuf| File {
        value: json(&path),
        path,
    };
    paths.into_iter().map(read).collect()
}

fn roles() -> Vec<File> {
    [folder("nexus"), folder("azure")]
        .into_iter()
        .flatten()
        .collect()
}

fn texts(value: &Value) -> Vec<&str> {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    items.iter().map(|item| item.as_str().unwrap()).collect()
}

fn permissions(role: &File) -> &[Value] {
    role.value["permissions"].as_array().unwrap()
}

/// Every pattern of a role with its plane.
fn patterns(role: &File) -> impl Iterator<Item = (&str, &str)> {
    permissions(role).iter().flat_map(|permission| {
        let of = |(list, plane)| {
            texts(&permission[list])
                .into_iter()
                .map(move |p| (plane, p))
        };
        LISTS.into_iter().flat_map(of)
    })
}

/// The operations by plane.
fn operations() -> BTreeMap<&'static str, Vec<String>> {
    let files = folder("operations");
    let of = |plane| {
        let names = files.iter().flat_map(|file| texts(&file.value[plane]));
        names.map(str::to_owned).collect()
    };
    BTreeMap::from([("control", of("control")), ("data", of("data"))])
}

fn hits(pattern: &str, operations: &[String]) -> bool {
    let pattern = ActionPattern::parse(pattern).unwrap();
    operations
        .iter()
        .any(|name| pattern.matches(name, Wildcards::Azure))
}

fn slug(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

fn assert_sorted(list: &[&str], of: &str) {
    let folded: Vec<String> = list.iter().map(|item| item.to_ascii_lowercase()).collect();
    for pair in folded.windows(2) {
        assert!(pair[0] < pair[1], "{of}: `{}` after `{}`", pair[1], pair[0]);
    }
}

#[test]
fn every_file_is_printed_one_way() {
    let files = ["nexus", "azure", "operations", "tasks", ".", "deployments"];
    for file in files.into_iter().flat_map(folder) {
        let text = std::fs::read_to_string(&file.path).unwrap();
        let printed = serde_json::to_string_pretty(&file.value).unwrap() + "\n";
        assert!(
            text == printed,
            "{}: print it with two blanks",
            file.path.display()
        );
    }
}

#[test]
fn a_role_file_is_named_after_its_role() {
    for role in roles() {
        assert_eq!(role.stem(), slug(role.text("name")));
    }
}

#[test]
fn ids_and_names_are_unique() {
    let roles = roles();
    assert!(roles.len() > 70);
    let mut names = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for role in &roles {
        assert!(
            names.insert(role.text("name").to_lowercase()),
            "{}",
            role.stem()
        );
        match role.value["id"].as_str() {
            Some(id) => {
                assert_eq!(role.text("status"), "published", "{}", role.stem());
                assert!(ids.insert(id), "{id} is there twice");
                assert_eq!(id.len(), 36);
                assert_eq!(id, id.to_lowercase());
            }
            None => assert_eq!(role.text("status"), "documented", "{}", role.stem()),
        }
    }
    for role in &roles {
        if let Some(published) = role.value["publishedAs"].as_str() {
            assert!(
                ids.contains(published),
                "{}: no role {published}",
                role.stem()
            );
        }
    }
}

#[test]
fn lists_are_sorted_and_patterns_well_formed() {
    for role in roles() {
        for permission in permissions(&role) {
            for (list, _) in LISTS {
                let items = texts(&permission[list]);
                assert_sorted(&items, &format!("{}, {list}", role.stem()));
                let empty = permission[list].is_array() && items.is_empty();
                assert!(!empty, "{}: leave the empty {list} out", role.stem());
            }
        }
        for (_, pattern) in patterns(&role) {
            assert!(
                ActionPattern::parse(pattern).is_ok(),
                "{}: {pattern}",
                role.stem()
            );
        }
    }
}

#[test]
fn operations_stand_in_the_file_of_their_namespace() {
    for file in folder("operations") {
        assert_eq!(file.stem(), file.text("namespace").to_ascii_lowercase());
        let start = format!("{}/", file.stem());
        for plane in ["control", "data"] {
            let names = texts(&file.value[plane]);
            assert_sorted(&names, file.stem());
            for name in names {
                assert!(name.to_ascii_lowercase().starts_with(&start), "{name}");
                assert!(ActionPattern::parse(name).unwrap().is_concrete(), "{name}");
            }
        }
        for name in texts(&file.value["uncertain"]) {
            assert!(texts(&file.value["control"]).contains(&name), "{name}");
        }
    }
}

#[test]
fn tasks_name_known_operations() {
    let operations = operations();
    let tasks = folder("tasks");
    assert_eq!(tasks.len(), 99);
    for task in &tasks {
        assert_eq!(task.stem(), task.text("id"));
        assert!(!task.text("title").is_empty() && !task.text("source").is_empty());
        assert!(matches!(task.text("evidence"), "stated" | "inferred"));
        let mut required = 0;
        for (list, plane) in [("actions", "control"), ("dataActions", "data")] {
            let names = texts(&task.value[list]);
            assert_sorted(&names, task.stem());
            required += names.len();
            for name in names {
                assert!(hits(name, &operations[plane]), "{}: {name}", task.stem());
            }
        }
        assert!(required > 0, "{} requires nothing", task.stem());
    }
}

/// Rows of a list of exceptions: the fields named, each row with a reason.
fn listed<'v>(rows: &'v Value, fields: &[&str]) -> BTreeSet<Vec<&'v str>> {
    let rows = rows.as_array().unwrap();
    let row = |row: &'v Value| -> Vec<&'v str> {
        assert!(!row["reason"].as_str().unwrap().is_empty(), "{row}");
        fields
            .iter()
            .map(|field| row[*field].as_str().unwrap())
            .collect()
    };
    let set: BTreeSet<_> = rows.iter().map(row).collect();
    assert_eq!(set.len(), rows.len(), "a row is there twice");
    set
}

#[test]
fn what_hits_nothing_is_listed_with_a_reason() {
    let operations = operations();
    let dangling = json(&data("dangling.json"));
    let roles = roles();
    let found: BTreeSet<Vec<&str>> = roles
        .iter()
        .flat_map(|role| patterns(role).map(move |(plane, pattern)| (role, plane, pattern)))
        .filter(|(_, plane, pattern)| !hits(pattern, &operations[plane]))
        .map(|(role, _, pattern)| vec![role.text("name"), pattern])
        .collect();
    assert_eq!(found, listed(&dangling["patterns"], &["role", "pattern"]));
    let effects = json(&data("effects.json"));
    let entries = effects["operations"].as_array().unwrap();
    let entries = entries.iter().filter(|entry| entry["class"].is_string());
    let found: BTreeSet<Vec<&str>> = entries
        .map(|entry| {
            (
                entry["action"].as_str().unwrap(),
                entry["plane"].as_str().unwrap(),
            )
        })
        .filter(|(action, plane)| !hits(action, &operations[plane]))
        .map(|(action, _)| vec![action])
        .collect();
    assert_eq!(found, listed(&dangling["escalation"], &["pattern"]));
}

#[test]
fn every_operation_of_nexus_is_described() {
    let file = json(&data("descriptions.json"));
    let described = file["operations"].as_object().unwrap();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for name in ["microsoft.networkcloud", "microsoft.managednetworkfabric"] {
        let file = json(&data(&format!("operations/{name}.json")));
        for plane in ["control", "data"] {
            known.extend(texts(&file[plane]).into_iter().map(str::to_owned));
        }
    }
    let names: BTreeSet<String> = described.keys().cloned().collect();
    assert_eq!(names, known);
    for (name, description) in described {
        let does = description["does"].as_str().unwrap();
        assert!(
            !does.ends_with('.') && does.chars().next().unwrap().is_uppercase(),
            "{name}"
        );
    }
}

#[test]
fn the_vocabulary_names_what_there_is() {
    let words = json(&data("words.json"));
    let Some(azure) = crate::support::azure(Wildcards::Azure) else {
        let count = words["things"].as_array().unwrap().len();
        eprintln!("SKIPPED: {count} words for resource types");
        return;
    };
    for thing in words["things"].as_array().unwrap() {
        for kind in texts(&thing["types"]) {
            let under = ActionPattern::parse(&format!("{kind}/*")).unwrap();
            let known = rolecall::model::Plane::BOTH.map(|plane| azure.expand(&under, plane).len());
            assert!(known[0] + known[1] > 0, "{kind}");
        }
    }
    for phrase in words["phrases"].as_array().unwrap() {
        for (list, plane) in [
            ("actions", rolecall::model::Plane::Control),
            ("dataActions", rolecall::model::Plane::Data),
        ] {
            for name in phrase[list]
                .as_array()
                .map_or(Vec::new(), |_| texts(&phrase[list]))
            {
                let action = ActionPattern::parse(name).unwrap();
                assert!(azure.count_matching(&action, plane) > 0, "{name}");
            }
        }
    }
    for context in words["contexts"].as_array().unwrap() {
        for name in texts(&context["namespaces"]) {
            assert!(azure.knows_namespace(&format!("{name}/x")), "{name}");
        }
    }
    for name in texts(&words["namespaces"]) {
        assert!(azure.knows_namespace(&format!("{name}/x")), "{name}");
    }
}

#[test]
fn tasks_give_roles_that_are_published() {
    let core = rolecall::catalog::Catalog::core(Wildcards::Azure);
    let kind = rolecall::model::RoleKind::BuiltIn;
    let names: Vec<String> = (core.roles().filter(|role| core.role_kind(*role) == kind))
        .map(|role| core.role_name(role))
        .collect();
    let giving = core.tasks().into_iter().filter(|task| {
        let mut actions = task.actions.iter();
        let gives = actions.any(|action| action == "Microsoft.Authorization/roleAssignments/write");
        // Azure asks for it where a vault leaves its access policies, and no role is given.
        gives && task.id != "enable-key-vault-rbac"
    });
    let giving: Vec<_> = giving.collect();
    assert_eq!(giving.len(), 6);
    for task in giving {
        assert!(!task.assigns.is_empty(), "{}", task.id);
        for role in &task.assigns {
            assert!(names.contains(role), "{}: {role}", task.id);
        }
    }
}

#[test]
fn risk_lists_are_whole() {
    let effects = json(&data("effects.json"));
    let entries = effects["operations"].as_array().unwrap();
    let keys: BTreeSet<_> = entries
        .iter()
        .map(|e| {
            (
                e["action"].as_str().unwrap().to_lowercase(),
                e["plane"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(keys.len(), entries.len(), "an entry is there twice");
    assert!(
        entries
            .iter()
            .all(|e| !e["why"].as_str().unwrap().is_empty())
    );
    let services = json(&data("service-roles.json"));
    let rows = listed(&services["roles"], &["id"]);
    assert!(rows.len() > 50);
    assert!(!services["rule"].as_str().unwrap().is_empty());
    let names = services["roles"].as_array().unwrap().iter();
    let names: Vec<String> = names
        .map(|role| role["name"].as_str().unwrap().to_lowercase())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn service_roles_are_published_under_their_names() {
    let Some(path) = shared("facts/azure-roles.jsonl") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let published: BTreeSet<(String, String)> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|role| (role["id"].to_string(), role["name"].to_string()))
        .collect();
    let services = json(&data("service-roles.json"));
    for role in services["roles"].as_array().unwrap() {
        let pair = (role["id"].to_string(), role["name"].to_string());
        assert!(published.contains(&pair), "{pair:?}");
    }
}

/// The lists of every permission, folded and sorted, with the condition.
fn shape(permissions: &Value) -> BTreeSet<Vec<String>> {
    let permission = |permission: &Value| {
        let mut shape: Vec<String> = LISTS
            .iter()
            .flat_map(|(list, _)| {
                let items: BTreeSet<String> = texts(&permission[list])
                    .iter()
                    .map(|item| format!("{list} {}", item.trim().to_ascii_lowercase()))
                    .collect();
                items
            })
            .collect();
        shape.extend(permission["condition"].as_str().map(str::to_owned));
        shape
    };
    permissions
        .as_array()
        .unwrap()
        .iter()
        .map(permission)
        .collect()
}

#[test]
fn roles_differ_from_the_facts_only_where_listed() {
    let Some(path) = shared("facts/azure-roles.jsonl") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let facts: BTreeMap<String, Value> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|role| (role["id"].as_str().unwrap().to_owned(), role))
        .collect();
    let differences = json(&data("differences.json"));
    let _ = listed(&differences["roles"], &["role"]);
    let mut rows = differences["roles"].as_array().unwrap().clone();
    let mut wrong = Vec::new();
    for role in roles() {
        let Some(id) = role.value["id"].as_str() else {
            continue;
        };
        let name = role.text("name");
        let Some(fact) = facts.get(id) else {
            wrong.push(format!("{name}: no such id"));
            continue;
        };
        if fact["name"].as_str() != Some(name) {
            wrong.push(format!("{name}: named {} there", fact["name"]));
        }
        let (ours, theirs) = (
            shape(&role.value["permissions"]),
            shape(&fact["permissions"]),
        );
        if ours == theirs {
            continue;
        }
        let flat = |shape: &BTreeSet<Vec<String>>| -> BTreeSet<String> {
            shape.iter().flatten().cloned().collect()
        };
        let (ours, theirs) = (flat(&ours), flat(&theirs));
        let (adds, removes) = (
            theirs.difference(&ours).count(),
            ours.difference(&theirs).count(),
        );
        let row = rows.iter().position(|row| {
            row["role"] == name && row["adds"] == adds && row["removes"] == removes
        });
        match row {
            Some(row) => {
                rows.remove(row);
            }
            None => wrong.push(format!("{name}: adds {adds}, removes {removes}")),
        }
    }
    assert!(wrong.is_empty(), "not in differences.json: {wrong:#?}");
    assert!(rows.is_empty(), "no longer different: {rows:#?}");
}

#[test]
fn operations_differ_from_the_facts_only_where_listed() {
    let Some(path) = shared("facts/operations.tsv") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let facts: BTreeSet<(String, &str)> = text
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .flat_map(|fields| {
            let planes = if fields[1] == "both" {
                vec!["control", "data"]
            } else {
                vec![fields[1]]
            };
            planes
                .into_iter()
                .map(move |p| (fields[0].trim().to_ascii_lowercase(), p))
        })
        .collect();
    let operations = operations();
    let found: BTreeSet<Vec<&str>> = operations
        .iter()
        .flat_map(|(plane, names)| names.iter().map(move |name| (*plane, name)))
        .filter(|(plane, name)| !facts.contains(&(name.to_ascii_lowercase(), *plane)))
        .map(|(_, name)| vec![name.as_str()])
        .collect();
    let differences = json(&data("differences.json"));
    assert_eq!(found, listed(&differences["operations"], &["operation"]));
}

#[test]
fn the_nexus_lists_are_those_of_the_facts() {
    let Some(path) = shared("facts/nexus-roles.json") else {
        return;
    };
    let files = [
        (
            "Operator Nexus Compute Contributor Role (Preview)",
            "operator-nexus-compute-contributor-role-preview-documented",
        ),
        (
            "Operator Nexus Keyset Administrator Role (Preview)",
            "operator-nexus-keyset-administrator-role-preview",
        ),
        (
            "Operator Nexus Owner Role (Preview)",
            "operator-nexus-owner-preview",
        ),
        (
            "Ancillary Operator Nexus Compute Contributor Actions",
            "operator-nexus-ancillary-actions",
        ),
    ];
    let facts = json(&path);
    let facts = facts.as_array().unwrap();
    assert_eq!(facts.len(), files.len());
    let nexus = folder("nexus");
    for (name, stem) in files {
        let fact = facts.iter().find(|fact| fact["name"] == name).unwrap();
        let role = nexus.iter().find(|role| role.stem() == stem).unwrap();
        let fold = |list: Vec<&str>| -> BTreeSet<String> {
            list.iter().map(|item| item.to_ascii_lowercase()).collect()
        };
        let ours = fold(patterns(role).map(|(_, pattern)| pattern).collect());
        assert_eq!(ours, fold(texts(&fact["actions"])), "{name}");
        let own = role.value["id"]
            .as_str()
            .or(role.value["publishedAs"].as_str());
        assert_eq!(own, fact["id"].as_str(), "{name}");
    }
}

#[test]
fn the_tasks_are_those_of_the_facts() {
    let Some(path) = shared("facts/nexus-tasks.json") else {
        return;
    };
    let facts = json(&path);
    let facts = facts.as_array().unwrap();
    let tasks = folder("tasks");
    assert_eq!(facts.len(), tasks.len());
    for fact in facts {
        let id = fact["id"].as_str().unwrap();
        let task = tasks.iter().find(|task| task.stem() == id).unwrap();
        for list in ["actions", "dataActions"] {
            let fold = |value: &Value| -> BTreeSet<String> {
                texts(&value[list])
                    .iter()
                    .map(|item| item.to_ascii_lowercase())
                    .collect()
            };
            assert_eq!(fold(&task.value), fold(fact), "{id}, {list}");
        }
        for (ours, theirs) in [
            ("evidence", "evidence"),
            ("scope", "scope_hint"),
            ("principal", "principal"),
            ("source", "source"),
        ] {
            assert_eq!(task.value[ours], fact[theirs], "{id}, {ours}");
        }
    }
}

#[test]
fn the_types_of_terraform_are_sorted_and_told_once() {
    let types = json(&data("deployments/terraform.json"));
    let keys = |field: &str| -> Vec<String> {
        let fields = types[field].as_object().unwrap();
        fields.keys().cloned().collect()
    };
    assert!(keys("types").len() > 600);
    for field in ["types", "parts", "operations", "dataSources", "attributes"] {
        let keys = keys(field);
        let sorted: BTreeSet<&String> = keys.iter().collect();
        assert!(sorted.into_iter().eq(keys.iter()), "{field} is not sorted");
    }
    let parts = keys("parts");
    assert!(keys("types").iter().all(|name| !parts.contains(name)));
    for operations in types["operations"].as_object().unwrap().values() {
        for operation in operations.as_array().unwrap() {
            let sure = operation["certain"] != false;
            assert!(sure || operation["why"].is_string(), "{operation}");
        }
    }
}

/// What `roles/deployments/` derives is what Azure has.
#[test]
fn derived_operations_are_published_ones() {
    let Some(path) = shared("facts/operations.tsv") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let published: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split('\t').next())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut unknown = Vec::new();
    let mut check = |operation: String| {
        if !published.contains(&operation.to_ascii_lowercase()) {
            unknown.push(operation);
        }
    };
    let types = json(&data("deployments/terraform.json"));
    for field in ["types", "parts"] {
        for kind in types[field].as_object().unwrap().values() {
            for what in ["read", "write"] {
                check(format!("{}/{what}", kind.as_str().unwrap()));
            }
        }
    }
    for operations in types["operations"].as_object().unwrap().values() {
        for operation in operations.as_array().unwrap() {
            check(operation["action"].as_str().unwrap().to_owned());
        }
    }
    for operations in types["dataSources"].as_object().unwrap().values() {
        texts(operations)
            .iter()
            .for_each(|operation| check((*operation).to_owned()));
    }
    let links = json(&data("deployments/links.json"));
    for (kind, how) in links["links"].as_object().unwrap() {
        check(format!("{kind}/{}", how.as_str().unwrap()));
    }
    for between in links["checks"].as_array().unwrap() {
        let part = |field: &str| between[field].as_str().unwrap();
        check(format!("{}/{}", part("to"), part("operation")));
    }
    for kind in texts(&links["privateEndpoints"]) {
        check(format!("{kind}/privateEndpointConnectionsApproval/action"));
    }
    let linked = [&links["properties"], &types["attributes"]];
    for (_, kind) in linked
        .into_iter()
        .flat_map(|kinds| kinds.as_object().unwrap())
    {
        let kind = kind.as_str().unwrap();
        let known = ["read", "join/action"].map(|what| format!("{kind}/{what}").to_lowercase());
        if !known.iter().any(|operation| published.contains(operation)) {
            check(format!("{kind}/read"));
        }
    }
    assert_eq!(unknown, Vec::<String>::new());
}
