//! `diff`: the `result` of its JSON.

use serde_json::{Value, json};

use super::catalog::{counts_json, patterns_json, role_json};
use super::compare::plane_json;
use super::diff::{DiffPart, DiffReport};
use super::words::schedule_word;
use crate::diff::{
    AccessCause, AccessChange, AccessReach, AccessTurn, ChangedRecord, DefinitionChange,
    DefinitionFate, RecordChanges, Side,
};
use crate::ids::PrincipalId;
use crate::model::{ConditionText, DenyAssignment, Principal, RoleAssignment, Schedule};
use crate::scope::Scope;

impl DiffReport<'_> {
    fn principal_json(&self, id: &PrincipalId) -> Value {
        let found = self.principal(id);
        json!({
            "id": id.as_str(),
            "name": found.map(Principal::label),
            "type": found.map(|p| p.kind.as_str()),
        })
    }

    fn access_json(&self, row: &AccessChange) -> Value {
        json!({
            "principal": self.principal_json(&row.principal),
            "scope": row.scope.as_str(),
            "below": row.reach == AccessReach::Below,
            "plane": row.plane.as_str(),
            "before": row.before.as_str(),
            "after": row.after.as_str(),
            "operations": row.operations.len(),
            "future": row.operations.is_empty(),
            "examples": row.examples,
            "class": row.class.as_str(),
            "classes": counts_json(&row.classes),
            "causes": row.causes.iter().map(cause_json).collect::<Vec<_>>(),
        })
    }

    fn assignment_json(&self, record: &RoleAssignment, side: Side) -> Value {
        json!({
            "id": &*record.id,
            "principal": self.principal_json(&record.principal),
            "role": { "id": record.role.to_string(), "name": self.role(record, side) },
            "scope": record.scope.as_str(),
            "condition": condition_json(record.condition.as_ref()),
            "source": record.place.to_string(),
        })
    }

    fn schedule_json(&self, record: &Schedule, side: Side) -> Value {
        let index = self.index(side);
        json!({
            "id": &*record.id,
            "assignmentType": schedule_word(record.kind),
            "principal": self.principal_json(&record.principal),
            "role": { "id": record.role.to_string(), "name": index.role_label(&record.role, None) },
            "scope": record.scope.as_str(),
            "start": record.start.map(|t| t.to_string()),
            "end": record.end.map(|t| t.to_string()),
            "condition": condition_json(record.condition.as_ref()),
            "source": record.place.to_string(),
        })
    }

    fn deny_json(&self, record: &DenyAssignment, _: Side) -> Value {
        let ids = |list: &[crate::model::DenySubject]| {
            let each = list.iter().map(|s| self.principal_json(&s.id));
            each.collect::<Vec<_>>()
        };
        json!({
            "id": &*record.id,
            "name": &*record.name,
            "scope": record.scope.as_str(),
            "principals": ids(&record.principals),
            "excludePrincipals": ids(&record.exclude_principals),
            "condition": condition_json(record.condition.as_ref()),
            "source": record.place.to_string(),
        })
    }
}

fn condition_json(condition: Option<&ConditionText>) -> Value {
    json!(condition.map(|condition| &*condition.text))
}

fn cause_json(cause: &AccessCause) -> Value {
    json!({
        "kind": cause.kind.as_str(),
        "id": &*cause.subject,
        "name": cause.name.as_deref(),
        "source": cause.place.as_ref().map(ToString::to_string),
    })
}

fn changes_json<T>(changes: &RecordChanges<T>, record: impl Fn(&T, Side) -> Value) -> Value {
    let list = |records: &[T], side| {
        let each = records.iter().map(|r| record(r, side));
        each.collect::<Vec<_>>()
    };
    let changed = |change: &ChangedRecord<T>| {
        json!({
            "fields": change.fields.iter().map(|f| f.as_str()).collect::<Vec<_>>(),
            "before": record(&change.before, Side::Old),
            "after": record(&change.after, Side::New),
        })
    };
    json!({
        "added": list(&changes.added, Side::New),
        "removed": list(&changes.removed, Side::Old),
        "changed": changes.changed.iter().map(changed).collect::<Vec<_>>(),
    })
}

fn definition_json(report: &DiffReport<'_>, change: &DefinitionChange) -> Value {
    let mut value = role_json(&change.role);
    value["source"] = json!(change.role.place.as_ref().map(ToString::to_string));
    let (word, more) = match &change.fate {
        DefinitionFate::Added => ("added", json!({})),
        DefinitionFate::Removed => ("removed", json!({})),
        DefinitionFate::Changed {
            before,
            added,
            removed,
            scopes_added,
            scopes_removed,
            relation,
        } => {
            let catalog = report.new.catalog();
            let text = |scopes: &[std::sync::Arc<str>]| {
                let each = scopes.iter().map(ToString::to_string);
                each.collect::<Vec<_>>()
            };
            let planes = |planes: &crate::catalog::ByPlane| {
                json!({
                    "control": plane_json(&planes.control, catalog),
                    "data": plane_json(&planes.data, catalog),
                })
            };
            let more = json!({
                "nameBefore": &*before.name,
                "patterns": { "added": patterns_json(added), "removed": patterns_json(removed) },
                "assignableScopes": { "added": text(scopes_added), "removed": text(scopes_removed) },
                "relation": relation.as_ref().map(|r| r.relation.as_str()),
                "free": relation.as_ref().map(|r| planes(&r.free)),
                "conditional": relation.as_ref().and_then(|r| r.conditional.as_ref()).map(planes),
            });
            ("changed", more)
        }
    };
    value["change"] = json!(word);
    if let (Value::Object(value), Value::Object(more)) = (&mut value, more) {
        value.extend(more);
    }
    value
}

/// The `result` of `rolecall/diff/1`.
pub(crate) fn diff_json(report: &DiffReport<'_>) -> Value {
    let diff = report.diff;
    let mut value = json!({ "old": report.paths[0], "new": report.paths[1] });
    let mut add = |part: DiffPart, name: &str, found: &dyn Fn() -> Value| {
        value[name] = if report.shows(part) {
            found()
        } else {
            Value::Null
        };
    };
    let definition = |change| definition_json(report, change);
    add(DiffPart::Definitions, "definitions", &|| {
        diff.definitions.iter().map(definition).collect()
    });
    add(DiffPart::Assignments, "assignments", &|| {
        changes_json(&diff.assignments, |r, side| report.assignment_json(r, side))
    });
    add(DiffPart::Denies, "denyAssignments", &|| {
        changes_json(&diff.denies, |r, side| report.deny_json(r, side))
    });
    add(DiffPart::Schedules, "scheduleInstances", &|| {
        changes_json(&diff.schedules, |r, side| report.schedule_json(r, side))
    });
    add(DiffPart::Memberships, "memberships", &|| {
        let on = |side| {
            let rows = diff.memberships.iter().filter(move |m| m.only_in == side);
            let row = |m: &crate::diff::MembershipChange| json!({ "group": report.principal_json(&m.group), "member": report.principal_json(&m.member) });
            rows.map(row).collect::<Vec<_>>()
        };
        json!({ "added": on(Side::New), "removed": on(Side::Old) })
    });
    add(DiffPart::Moves, "moves", &|| {
        let text = |scope: &Option<Scope>| scope.as_ref().map(|s| s.as_str().to_owned());
        let row = |m: &crate::diff::GroupMove| json!({ "scope": m.scope.as_str(), "before": text(&m.before), "after": text(&m.after) });
        diff.moves.iter().map(row).collect()
    });
    let rows = |rows: &[AccessChange]| -> Value {
        rows.iter().map(|row| report.access_json(row)).collect()
    };
    let mut effective = json!({});
    for turn in AccessTurn::ALL {
        let shown = report.shows(DiffPart::of(turn));
        effective[turn.as_str()] = json!(shown.then(|| rows(diff.effective.list(turn))));
    }
    value["effective"] = effective;
    value
}
