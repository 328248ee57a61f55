//! One change at a time: what it gives or takes, and why, is reported; what is open stays open.

use std::fs;
use std::path::PathBuf;

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const BASE: &str = "tests/fixtures/diff/old";
const SUBSCRIPTION: &str = "/subscriptions/5d1f0a52-0000-4000-8000-000000000001";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const BLOBS: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
const CY: &str = "00000001-0000-4000-8000-000000000003";
const BOUND: &str = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'racks'";

/// The old exports, changed for one side.
struct Exports(PathBuf);

impl Exports {
    fn change(&self, file: &str, change: impl FnOnce(&mut Value)) -> &Self {
        let path = self.0.join(file);
        let mut json: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        change(&mut json);
        fs::write(path, json.to_string()).unwrap();
        self
    }

    fn push(&self, file: &str, record: Value) -> &Self {
        self.change(file, |json| {
            let list = match json {
                Value::Array(list) => list,
                other => other["value"].as_array_mut().unwrap(),
            };
            list.push(record);
        })
    }
}

fn side(test: &str, name: &str) -> Exports {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("diff-causes")
        .join(test)
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(BASE)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    Exports(folder)
}

fn assignment(number: u32, role: &str, condition: Option<&str>) -> Value {
    let name = format!("00000008-0000-4000-8000-{number:012}");
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/{name}"),
        "name": name, "type": "Microsoft.Authorization/roleAssignments",
        "principalId": CY, "principalType": "User", "principalName": "cy@contoso.example",
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "scope": SUBSCRIPTION, "condition": condition,
        "conditionVersion": condition.map(|_| "2.0"),
    })
}

fn instance(type_: &str, role: &str, condition: Option<&str>) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/{type_}/00000009-0000-4000-8000-000000000001"),
        "type": format!("Microsoft.Authorization/{type_}"),
        "properties": {
            "scope": SUBSCRIPTION,
            "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "principalId": CY, "principalType": "User",
            "assignmentType": "Activated",
            "condition": condition, "conditionVersion": condition.map(|_| "2.0"),
        }
    })
}

fn deny(
    exclude: &[&str],
    condition: Option<&str>,
    actions: &[&str],
    data_actions: &[&str],
) -> Value {
    let subject = |id: &&str| json!({"id": id, "type": "User"});
    json!({
        "id": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/00000006-0000-4000-8000-000000000009"),
        "type": "Microsoft.Authorization/denyAssignments",
        "properties": {
            "denyAssignmentName": "Guard", "scope": SUBSCRIPTION,
            "doNotApplyToChildScopes": false, "isSystemProtected": true,
            "permissions": [{"actions": actions, "notActions": [], "dataActions": data_actions, "notDataActions": []}],
            "principals": [{"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"}],
            "excludePrincipals": exclude.iter().map(subject).collect::<Vec<_>>(),
            "condition": condition, "conditionVersion": condition.map(|_| "2.0"),
        }
    })
}

/// The rows of a diff, a line each.
fn told(test: &str, old: impl FnOnce(&Exports), new: impl FnOnce(&Exports)) -> String {
    let (before, after) = (side(test, "old"), side(test, "new"));
    old(&before);
    new(&after);
    let folder = before.0.parent().unwrap();
    let arguments = [
        "diff",
        "old",
        "new",
        "--fail-on-gain",
        "any",
        "--format",
        "json",
    ];
    let run = rolecall_in(folder, &arguments);
    let json = run.json();
    let mut lines = format!("{test}: exit {}, complete {}\n", run.code, json["complete"]);
    for way in ["gained", "mayHaveGained", "lost", "mayHaveLost"] {
        for row in json["result"]["effective"][way].as_array().unwrap() {
            let text = |field: &str| row[field].as_str().unwrap().to_owned();
            let causes = row["causes"].as_array().unwrap().iter();
            let causes: Vec<&str> = causes.map(|c| c["kind"].as_str().unwrap()).collect();
            let name = &row["principal"]["name"];
            let who = name.as_str().unwrap_or_default().split('@').next().unwrap();
            let tail = text("scope").replace(SUBSCRIPTION, "sub");
            lines.push_str(&format!(
                "  {way}: {who} at {} {} {} -> {} {} {} {} ({})\n",
                tail.rsplit("managementGroups/").next().unwrap(),
                text("plane"),
                text("before"),
                text("after"),
                row["operations"],
                text("class"),
                row["examples"][0].as_str().unwrap(),
                causes.join(", "),
            ));
        }
    }
    for diagnostic in json["diagnostics"].as_array().unwrap() {
        lines.push_str(&format!(
            "  {}: {}\n",
            diagnostic["code"].as_str().unwrap(),
            diagnostic["message"].as_str().unwrap()
        ));
    }
    lines
}

fn same(_: &Exports) {}

#[test]
fn conditions() {
    let bound = |text: &'static str| {
        move |exports: &Exports| {
            exports.push("assignments.json", assignment(1, BLOBS, Some(text)));
        }
    };
    let free = |exports: &Exports| {
        exports.push("assignments.json", assignment(1, BLOBS, None));
    };
    let wider = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'racks' OR @Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'lab'";
    let other = "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'lab'";
    let respelt = "(  @resource[microsoft.storage/storageAccounts/blobServices/containers:NAME]   stringEquals 'racks')";
    let broken = "@Resource[Microsoft.Storage";
    let cases = [
        told("condition removed", bound(BOUND), free),
        told("condition added", free, bound(BOUND)),
        told("condition weakened", bound(BOUND), bound(wider)),
        told("condition strengthened", bound(wider), bound(BOUND)),
        told("condition replaced", bound(BOUND), bound(other)),
        told("condition spelt otherwise", bound(BOUND), bound(respelt)),
        told("condition broken", bound(BOUND), bound(broken)),
        told("conditional access is new", same, bound(BOUND)),
    ];
    assert_snapshot!(cases.concat());
}

#[test]
fn activations() {
    let eligible = |condition: Option<&'static str>| {
        move |exports: &Exports| {
            let record = instance("roleEligibilityScheduleInstances", BLOBS, condition);
            exports.push("eligible.json", record);
        }
    };
    let active = |exports: &Exports| {
        eligible(None)(exports);
        let record = instance("roleAssignmentScheduleInstances", BLOBS, None);
        exports.push("eligible.json", record);
    };
    let both = |exports: &Exports| {
        active(exports);
        exports.push("assignments.json", assignment(1, BLOBS, None));
    };
    let cases = [
        told("eligible is new", same, eligible(None)),
        told("activated", eligible(None), active),
        told("activated and shown twice", eligible(None), both),
        told("run out", active, eligible(None)),
        told(
            "eligible without its condition",
            eligible(Some(BOUND)),
            eligible(None),
        ),
        told(
            "eligible under a condition",
            eligible(None),
            eligible(Some(BOUND)),
        ),
    ];
    assert_snapshot!(cases.concat());
}

#[test]
fn denies() {
    let holder = |exports: &Exports| {
        exports.push("assignments.json", assignment(1, BLOBS, None));
    };
    let with = |exclude: &'static [&'static str], condition: Option<&'static str>| {
        move |exports: &Exports| {
            holder(exports);
            let record = deny(exclude, condition, &[], &["*"]);
            exports.push("denies.json", record);
        }
    };
    let narrower = |exports: &Exports| {
        holder(exports);
        let data = ["Microsoft.Storage/*/write", "Microsoft.Storage/*/delete"];
        exports.push("denies.json", deny(&[], None, &[], &data));
    };
    let cases = [
        told("deny removed", with(&[], None), holder),
        told(
            "deny excludes the principal",
            with(&[], None),
            with(&[CY], None),
        ),
        told(
            "deny given a condition",
            with(&[], None),
            with(&[], Some(BOUND)),
        ),
        told("deny denies less", with(&[], None), narrower),
        told("deny of the other plane", holder, |exports| {
            holder(exports);
            exports.push(
                "denies.json",
                deny(&[], None, &["Microsoft.Storage/*"], &[]),
            );
        }),
    ];
    assert_snapshot!(cases.concat());
}

#[test]
fn definitions_groups_and_trees() {
    let role = |change: fn(&mut Value)| {
        move |exports: &Exports| {
            exports.change("roles.json", |roles| {
                change(&mut roles[0]["permissions"][0]);
            });
        }
    };
    let nested = |exports: &Exports| {
        exports.push(
            "groups.json",
            json!({
                "id": "00000002-0000-4000-8000-000000000009", "displayName": "Night shift",
                "members": [{"@odata.type": "#microsoft.graph.user", "id": CY}]
            }),
        );
    };
    let join = |exports: &Exports| {
        nested(exports);
        exports.change("groups.json", |groups| {
            let members = groups["value"][0]["members"].as_array_mut().unwrap();
            members.push(json!({"@odata.type": "#microsoft.graph.group", "id": "00000002-0000-4000-8000-000000000009"}));
        });
    };
    let moved = |exports: &Exports| {
        exports.change("management-groups.json", |root| {
            let subscription = root["children"][0]["children"].take();
            root["children"][0]["children"] = json!([]);
            root["children"][1]["children"] = subscription;
        });
    };
    let cases = [
        told(
            "role with a not action more",
            same,
            role(|p| p["notActions"] = json!(["Microsoft.NetworkCloud/racks/read"])),
        ),
        told(
            "role with data actions",
            same,
            role(|p| {
                p["dataActions"] =
                    json!(["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"]);
            }),
        ),
        told(
            "role with what no catalogue holds",
            same,
            role(|p| p["actions"] = json!(["Microsoft.NetworkCloud/*/read", "Contoso.Racks/*"])),
        ),
        told("a group joined a group", nested, join),
        told("a subscription moved", same, moved),
    ];
    assert_snapshot!(cases.concat());
}

#[test]
fn what_one_side_leaves_out() {
    let without_role = |exports: &Exports| {
        exports.change("roles.json", |roles| {
            roles.as_array_mut().unwrap().remove(0);
        });
    };
    let unknown = |exports: &Exports| {
        let role = "00000004-0000-4000-8000-00000000000f";
        exports.push("assignments.json", assignment(1, role, None));
    };
    let flat = |exports: &Exports| {
        exports.change("management-groups.json", |root| {
            root["children"].as_array_mut().unwrap().remove(0);
        });
    };
    let elsewhere = |exports: &Exports| {
        let mut record = assignment(1, CONTRIBUTOR, None);
        let other = "/subscriptions/5d1f0a52-0000-4000-8000-000000000002";
        record["scope"] = other.into();
        record["id"] = record["id"]
            .as_str()
            .unwrap()
            .replace(SUBSCRIPTION, other)
            .into();
        exports.push("assignments.json", record);
    };
    let cases = [
        told("an assigned role is not defined now", same, without_role),
        told("an assigned role was not defined", without_role, same),
        told("an unknown role is assigned", same, unknown),
        told("an unknown role is assigned no more", unknown, same),
        told("the tree is cut", same, flat),
        told("the tree was cut", flat, same),
        told("a subscription more", same, elsewhere),
    ];
    assert_snapshot!(cases.concat());
}

/// A tree that the new snapshot is lent says nothing of what the new snapshot knows.
#[test]
fn a_subscription_that_the_lent_tree_places_is_not_known_to_the_new_snapshot() {
    let other = SUBSCRIPTION.replace("000000000001", "00000000000e");
    let (before, after) = (side("lent tree", "old"), side("lent tree", "new"));
    before.change("management-groups.json", |root| {
        let place =
            json!({"id": other, "name": "other", "type": "/subscriptions", "children": null});
        root["children"][0]["children"]
            .as_array_mut()
            .unwrap()
            .push(place);
    });
    fs::remove_file(after.0.join("management-groups.json")).unwrap();
    let folder = before.0.parent().unwrap();
    let run = rolecall_in(folder, &["diff", "old", "new", "--format", "json"]);
    let told = run.json()["diagnostics"].to_string();
    assert!(
        told.contains(&format!("only the old snapshot knows `{other}`")),
        "{told}"
    );
}
