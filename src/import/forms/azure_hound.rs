//! Output of AzureHound: `{"data": [{"kind", "data"}], "meta"}`. Role assignments stand inside of what they
//! were asked for by; kinds are those of its `enums/kind.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::places::Places;
use super::unwrapped::{Part, UNKNOWN_CONDITION, Unwrapped};
use crate::import::typed::{Object, WrongTypes, record};
use crate::span::{Diagnostic, Position};
use crate::text;

/// How deep a role assignment may stand in a record.
const DEPTH: usize = 6;

pub(super) fn output(document: &Value) -> Unwrapped {
    let wrong = WrongTypes::default();
    let mut found = Found::default();
    let list = match document {
        Value::Array(_) => wrong.objects(document, ""),
        document => {
            let document = wrong.object(document, "");
            document.map_or_else(Vec::new, |document| {
                found.notes.extend(cut_short(&document));
                document.objects("data").collect()
            })
        }
    };
    for entry in list {
        let kind = entry.demanded("kind").unwrap_or_default();
        if let Some(data) = entry.object("data") {
            found.take(kind, &data);
        }
    }
    let mut unwrapped = Unwrapped {
        notes: wrong.diagnostics(),
        ..Unwrapped::default()
    };
    if !found.others.is_empty() {
        let others: Vec<String> = found
            .others
            .iter()
            .map(|(kind, count)| format!("{kind} ({count})"))
            .collect();
        let message = format!(
            "not read, since no answer is made of them: {}",
            others.join(", ")
        );
        let note = Diagnostic::info("no-grant", message);
        unwrapped.notes.push((Position::Whole, note));
    }
    found.say_what_is_not_listed();
    unwrapped.notes.append(&mut found.notes);
    unwrapped.parts.push(Part {
        json: Value::Array(found.records).to_string().into_bytes(),
        places: Places::Each {
            list: "",
            at: found.at,
        },
    });
    unwrapped
}

/// Says that the output holds fewer records than it counts.
fn cut_short(document: &Object<'_>) -> Option<(Position, Diagnostic)> {
    let counted = document.object("meta")?.get("count")?.as_u64()?;
    let held = document.get("data")?.as_array()?.len();
    if counted == held as u64 {
        return None;
    }
    let message = format!("the output holds {held} records, and counts {counted} of them");
    let note = Diagnostic::warning("truncated-page", message).records_lost();
    Some((Position::Whole, note.help("export again")))
}

#[derive(Default)]
struct Found {
    records: Vec<Value>,
    at: Vec<Position>,
    others: BTreeMap<String, usize>,
    notes: Vec<(Position, Diagnostic)>,
    /// The scopes of which every role assignment is listed, folded.
    whole: BTreeSet<String>,
    /// The scopes of which those of a few roles are listed, folded, with the kind and the place of the first
    /// such list.
    partial: BTreeMap<String, (String, Position)>,
    /// Where the first role assignment stands that doesn't say whether it has a condition.
    without_condition: Option<Position>,
}

impl Found {
    fn push(&mut self, record: Value, pointer: &str) {
        self.records.push(record);
        self.at.push(Position::Pointer(Arc::from(pointer)));
    }

    fn take(&mut self, kind: &str, data: &Object<'_>) {
        match kind {
            "AZUser" => self.typed(data, "user"),
            "AZGroup" => self.typed(data, "group"),
            "AZServicePrincipal" => self.typed(data, "servicePrincipal"),
            "AZGroupMember" => self.members(data),
            "AZRole" => self.typed(data, "unifiedRoleDefinition"),
            "AZRoleAssignment" | "AZRoleEligibilityScheduleInstance" => {
                self.typed(data, "unifiedRoleAssignment");
            }
            "AZManagementGroup" => self.whole(data),
            "AZManagementGroupDescendant" => {
                let below = data.object("descendant");
                self.descendant(below.as_ref().unwrap_or(data));
            }
            _ => {
                if let Some(scope) = scope_of(kind, data) {
                    self.listed(kind, data, &scope);
                }
                let before = self.records.len();
                for (key, inner) in data.fields() {
                    self.assignments(inner, &format!("{}/{key}", data.pointer()), 1);
                }
                let is_access = ["RoleAssignment", "Owner", "Admin", "Contributor"]
                    .iter()
                    .any(|word| kind.contains(word));
                if self.records.len() > before {
                } else if is_arm(data) {
                    self.whole(data);
                } else if is_access && !kind.starts_with("AZApp") && !lists_nothing(data) {
                    self.unread(kind, data.pointer());
                } else {
                    *self.others.entry(kind.to_owned()).or_default() += 1;
                }
            }
        }
    }

    fn whole(&mut self, data: &Object<'_>) {
        let record = Value::Object(data.fields().clone());
        self.push(record, data.pointer());
    }

    /// A record of Graph, with the type that the kind tells.
    fn typed(&mut self, data: &Object<'_>, kind: &str) {
        let mut record = data.fields().clone();
        let kind = format!("#microsoft.graph.{kind}");
        record.insert("@odata.type".to_owned(), kind.into());
        self.push(Value::Object(record), data.pointer());
    }

    /// `{"groupId", "members": [{"groupId", "member": {…}}]}`. Null stands for no members and for a list that
    /// could not be read alike: that is no list.
    fn members(&mut self, data: &Object<'_>) {
        let members = data.objects("members").map(|entry| {
            let member = entry.object("member").unwrap_or(entry);
            Value::Object(member.fields().clone())
        });
        let members = data.get("members").map(|_| members.collect());
        let record = record([
            ("@odata.type", Some("#microsoft.graph.group".into())),
            ("members", members),
            ("id", data.get("groupId").cloned()),
        ]);
        self.push(record, data.pointer());
    }

    /// A management group or subscription with its parent.
    fn descendant(&mut self, data: &Object<'_>) {
        let properties = data.object("properties");
        let parent = properties.as_ref().and_then(|p| p.object("parent"));
        let Some(parent) = parent.and_then(|parent| parent.get("id").cloned()) else {
            return self.unread("AZManagementGroupDescendant", data.pointer());
        };
        let name = properties.and_then(|p| p.get("displayName").cloned());
        let child = record([
            ("id", data.get("id").cloned()),
            ("type", data.get("type").cloned()),
            ("displayName", name),
        ]);
        let record = record([
            ("id", Some(parent)),
            ("type", Some("Microsoft.Management/managementGroups".into())),
            ("children", Some(Value::from_iter([child]))),
        ]);
        self.push(record, data.pointer());
    }

    /// Role assignments in the shape of REST, wherever they stand.
    fn assignments(&mut self, value: &Value, pointer: &str, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Object(object) => {
                let has = |field: &str| value.pointer(&format!("/properties/{field}")).is_some();
                if has("principalId") && has("roleDefinitionId") {
                    let mut record = value.clone();
                    if let Some(object) = record.as_object_mut() {
                        let kind = "Microsoft.Authorization/roleAssignments";
                        object.insert("type".to_owned(), kind.into());
                        let inner = object.get_mut("properties").and_then(Value::as_object_mut);
                        if let Some(inner) = inner {
                            let is_condition = |name: &String| text::same(name, "condition");
                            if !inner.keys().any(is_condition) {
                                let position = Position::Pointer(Arc::from(pointer));
                                self.without_condition.get_or_insert(position);
                                inner.insert("condition".to_owned(), UNKNOWN_CONDITION.into());
                            }
                            // It prints an empty condition where there is none.
                            inner.retain(|_, value| value.as_str() != Some(""));
                        }
                    }
                    return self.push(record, pointer);
                }
                for (key, inner) in object {
                    self.assignments(inner, &format!("{pointer}/{key}"), depth + 1);
                }
            }
            Value::Array(list) => {
                for (at, inner) in list.iter().enumerate() {
                    self.assignments(inner, &format!("{pointer}/{at}"), depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Notes how much of the role assignments of a scope a record lists.
    fn listed(&mut self, kind: &str, data: &Object<'_>, scope: &str) {
        let folded = text::fold(scope).into_owned();
        let is_whole = kind.ends_with(ALL_ROLES) && !lists_nothing(data);
        if is_whole {
            self.whole.insert(folded);
        } else {
            let position = Position::Pointer(Arc::from(data.pointer()));
            let first = (kind.to_owned(), position);
            self.partial.entry(folded).or_insert(first);
        }
    }

    /// Says of which scopes role assignments are missing, and that conditions are.
    fn say_what_is_not_listed(&mut self) {
        let is_open = |scope: &&String| !self.whole.contains(*scope);
        let open: Vec<&String> = self.partial.keys().filter(is_open).collect();
        if let [scope, ..] = open[..]
            && let Some((kind, position)) = self.partial.get(scope)
        {
            let more = match open.len() {
                1 => String::new(),
                count => format!(" and at {} other scopes", count - 1),
            };
            let message = match kind.ends_with(ALL_ROLES) {
                true => format!(
                    "no role assignments are listed at `{scope}`{more}: AzureHound prints the same where it could not read them"
                ),
                false => format!(
                    "only role assignments of a few roles are listed at `{scope}`{more}, by `{kind}` and its like"
                ),
            };
            let note = Diagnostic::warning("incomplete-export", message).grant_lost();
            let note = note.help("export with `az role assignment list --all`");
            self.notes.push((position.clone(), note));
        }
        if let Some(position) = self.without_condition.take() {
            let message = "AzureHound leaves conditions out: whether these role assignments have one is not known";
            let note = Diagnostic::warning("unknown-condition", message).may_change_answer();
            let note = note.help("export with `az role assignment list --all`");
            self.notes.push((position, note));
        }
    }

    fn unread(&mut self, kind: &str, pointer: &str) {
        let message = format!("this record of AzureHound, `{kind}`, is of no form that is read");
        let note = Diagnostic::warning("unrecognised-record", message).records_lost();
        let position = Position::Pointer(Arc::from(pointer));
        self.notes.push((position, note));
    }
}

/// Whether a record is a resource of Azure, which may run as a managed identity.
fn is_arm(data: &Object<'_>) -> bool {
    let text = |field: &str| data.text(field).unwrap_or_default();
    text("id").starts_with('/') && text("type").contains('/')
}

/// How the names of the kinds end that list role assignments of whatever role.
const ALL_ROLES: &str = "RoleAssignment";

/// The scope in Azure of which a record lists role assignments, those of all roles or of a few; the kind where the
/// record names none.
fn scope_of(kind: &str, data: &Object<'_>) -> Option<String> {
    const ENDS: [&str; 5] = [
        ALL_ROLES,
        "Owner",
        "Contributor",
        "UserAccessAdmin",
        "AdminLogin",
    ];
    // Who owns these is no matter of Azure RBAC.
    const OF_DIRECTORY: [&str; 4] = ["AZApp", "AZGroup", "AZServicePrincipal", "AZDevice"];
    let is_of_directory = OF_DIRECTORY.iter().any(|known| kind.starts_with(known));
    if is_of_directory || !ENDS.iter().any(|end| kind.ends_with(end)) {
        return None;
    }
    let mut ids = data.fields().iter().filter_map(|(name, value)| {
        let is_id = text::ends_with(name, "id") && !text::same(name, "tenantId");
        value.as_str().filter(|_| is_id)
    });
    Some(ids.next().unwrap_or(kind).to_owned())
}

/// Whether a record of access is a list of nobody: Go prints an empty list as null.
fn lists_nothing(data: &Object<'_>) -> bool {
    let is_list = |value: &Value| value.is_null() || value.is_array();
    let is_empty = |value: &Value| value.as_array().is_none_or(Vec::is_empty);
    let values = || data.fields().values();
    values().any(is_list) && values().all(is_empty)
}
