//! Every value of an answer is changed, and every entry of a list dropped: `verify` accepts none of it.

use serde_json::json;

use super::*;

/// What may pass, by the pointer with a star for each number, and why.
const MAY_PASS: &[(&str, &str)] = &[
    (
        "/result/answers/*/derivations/*/steps/*/source",
        "a place: the same file may have another path",
    ),
    (
        "/result/principals/*/derivations/*/steps/*/source",
        "a place",
    ),
    ("/result/grants/*/source", "a place"),
    (
        "/result/answers/*/scope",
        "what was asked: at another scope that nobody holds anything at, the answer is the same",
    ),
    (
        "/result/answers/* dropped",
        "what was asked: fewer questions, where they come to the same together",
    ),
    (
        "/result/chosenFrom/serviceRoles",
        "what was asked: the same set is chosen either way",
    ),
    (
        "/result/chosenFrom/publishedOnly",
        "what was asked: the same set is chosen either way",
    ),
    (
        "/result/chosenFrom/anyRole",
        "what was asked: the same set is chosen either way",
    ),
];

/// A change of an answer, and its pointer.
type Change = (String, Value);

fn leaves(value: &Value, at: &str, found: &mut Vec<Change>, dropped: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                leaves(field, &format!("{at}/{name}"), found, dropped);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                leaves(item, &at, found, dropped);
                dropped.push(at);
            }
        }
        Value::String(text) => {
            let other = match &**text {
                "allowed" | "conditional" => "notGranted".to_owned(),
                "notGranted" | "denied" | "partial" | "eligible" | "undetermined" => {
                    "allowed".to_owned()
                }
                text => format!("{text}X"),
            };
            found.push((at.to_owned(), json!(other)));
        }
        Value::Number(number) => {
            found.push((at.to_owned(), json!(number.as_f64().unwrap() as i64 + 1)));
        }
        Value::Bool(truth) => found.push((at.to_owned(), json!(!truth))),
        Value::Null => found.push((at.to_owned(), json!("evil"))),
    }
}

/// A pointer with a star for each number.
fn kind(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| match part.parse::<usize>() {
        Ok(_) => "*",
        Err(_) => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// How many changed answers were tried, and those that are accepted, by the kind of their pointer; the first
/// two places of a kind are tried.
fn accepted_changes(name: &str, ask: &[&str]) -> (usize, Vec<String>) {
    let asked = rolecall(&[ask, &["--format", "json"]].concat());
    assert!(asked.code < 2 || asked.code == 4, "{}", asked.told());
    let honest = asked.json();
    let inputs: Vec<&str> = match ask.iter().position(|word| *word == "-i") {
        Some(at) => vec!["-i", ask[at + 1]],
        None => Vec::new(),
    };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("changed-{name}.json"));
    let verify = |answer: &Value| {
        std::fs::write(&path, answer.to_string()).unwrap();
        rolecall(&[&["verify", path.to_str().unwrap()], &inputs[..]].concat())
    };
    let run = verify(&honest);
    assert_eq!(run.code, 0, "{name}: {}", run.told());
    let (mut found, mut dropped) = (Vec::new(), Vec::new());
    leaves(&honest["result"], "/result", &mut found, &mut dropped);
    leaves(&honest["complete"], "/complete", &mut found, &mut dropped);
    let mut tried: std::collections::BTreeMap<String, usize> = Default::default();
    let mut is_new = |kind: String| {
        let count = tried.entry(kind).or_default();
        *count += 1;
        *count <= 2
    };
    let mut passed = Vec::new();
    let mut count = 0;
    let mut judge = |what: String, changed: &Value| {
        count += 1;
        if verify(changed).code == 0 {
            passed.push(what);
        }
    };
    for (pointer, value) in found {
        if is_new(kind(&pointer)) {
            let mut changed = honest.clone();
            *changed.pointer_mut(&pointer).unwrap() = value;
            judge(kind(&pointer), &changed);
        }
    }
    for pointer in dropped {
        let what = format!("{} dropped", kind(&pointer));
        if is_new(what.clone()) {
            let mut changed = honest.clone();
            let (list, index) = pointer.rsplit_once('/').unwrap();
            let list = changed.pointer_mut(list).unwrap().as_array_mut().unwrap();
            list.remove(index.parse().unwrap());
            judge(what, &changed);
        }
    }
    (count, passed)
}

#[test]
fn no_change_of_any_value_is_accepted() {
    let at = &*group("rg-osl1");
    let who = "astrid.lund@fjordnett.example";
    let deploy = "Microsoft.NetworkCloud/clusters/deploy/action";
    let secret = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
    let folder = tempfile::tempdir().unwrap();
    let questions = folder.path().join("questions.json");
    let asked = json!([
        {"who": who, "action": deploy, "scope": at, "expect": "allowed"},
        {"who": who, "action": "Contoso.Unheard/of/read", "scope": at},
        {"role": "Reader", "action": deploy},
    ]);
    std::fs::write(&questions, asked.to_string()).unwrap();
    let questions = questions.to_str().unwrap();
    let runs: &[(&str, &[&str])] = &[
        ("can", &["can", who, deploy, "--at", at, "-i", TENANT]),
        (
            "can-no",
            &[
                "can",
                who,
                "Microsoft.Storage/storageAccounts/delete",
                "--at",
                at,
                "-i",
                TENANT,
            ],
        ),
        (
            "can-all",
            &[
                "can",
                who,
                "Microsoft.NetworkCloud/*",
                "--at",
                at,
                "-i",
                TENANT,
            ],
        ),
        (
            "roles",
            &[
                "can",
                "--role",
                "Reader",
                "Microsoft.Compute/virtualMachines/*",
            ],
        ),
        (
            "questions",
            &["can", "--questions", questions, "-i", TENANT],
        ),
        ("who", &["who", deploy, "-i", TENANT]),
        ("who-there", &["who", deploy, "--at", at, "-i", TENANT]),
        ("what", &["what", who, "-i", TENANT]),
        (
            "what-delegates",
            &[
                "what",
                "0321cfa5-523d-5933-86ef-1235dce843a3",
                "-i",
                "tests/fixtures/delegates",
            ],
        ),
        ("set", &["recommend", "--task", "deploy-cluster"]),
        (
            "set-for",
            &[
                "recommend",
                "--for",
                who,
                deploy,
                secret,
                "--at",
                at,
                "-i",
                TENANT,
            ],
        ),
    ];
    let mut tried = 0;
    let mut passed = Vec::new();
    for (name, ask) in runs {
        let (count, more) = accepted_changes(name, ask);
        tried += count;
        passed.extend(more.into_iter().map(|what| (*name, what)));
    }
    let may_pass = |what: &str| MAY_PASS.iter().any(|(may, _)| *may == what);
    let others: Vec<_> = passed.iter().filter(|(_, what)| !may_pass(what)).collect();
    assert!(others.is_empty(), "{others:#?}");
    let is_needed = |(may, _): &&(&str, &str)| passed.iter().any(|(_, what)| what == may);
    let idle: Vec<_> = MAY_PASS.iter().filter(|entry| !is_needed(entry)).collect();
    assert!(idle.is_empty(), "no change of these passes: {idle:#?}");
    assert!(tried > 400, "{tried} changes were tried");
}
