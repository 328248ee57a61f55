//! What a log has of a record: the bodies of requests and answers, read as exports are.

use serde_json::{Map, Value};

use super::log::AccessRecord;
use super::pim_status::PimStatus;
use super::{InputSource, Printed};
use crate::ids::PrincipalId;
use crate::model::{
    DenyAssignment, Principals, RoleAssignment, RoleDefinition, RoleReference, Schedule, Tenant,
};
use crate::scope::Scope;
use crate::span::Place;
use crate::text;
use crate::time::Timestamp;

/// A record as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessContent {
    pub(crate) record: RecordContent,
    /// When it was made, where the body says so.
    pub(crate) created_on: Option<Timestamp>,
    /// When it was changed last, where the body says so.
    pub(crate) updated_on: Option<Timestamp>,
}

/// A record of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RecordContent {
    Assignment(RoleAssignment),
    Definition(RoleDefinition),
    Deny(DenyAssignment),
    Schedule(Schedule),
}

impl AccessContent {
    /// Where it counts; a role definition counts wherever it is assigned.
    pub(crate) fn scope(&self) -> Option<&Scope> {
        match &self.record {
            RecordContent::Assignment(record) => Some(&record.scope),
            RecordContent::Schedule(record) => Some(&record.scope),
            RecordContent::Deny(record) => Some(&record.scope),
            RecordContent::Definition(_) => None,
        }
    }

    /// Who holds it.
    pub(crate) fn holder(&self) -> Option<&PrincipalId> {
        match &self.record {
            RecordContent::Assignment(record) => Some(&record.principal),
            RecordContent::Schedule(record) => Some(&record.principal),
            RecordContent::Deny(_) | RecordContent::Definition(_) => None,
        }
    }

    /// The role that it gives.
    pub(crate) fn role(&self) -> Option<&RoleReference> {
        match &self.record {
            RecordContent::Assignment(record) => Some(&record.role),
            RecordContent::Schedule(record) => Some(&record.role),
            RecordContent::Deny(_) | RecordContent::Definition(_) => None,
        }
    }
}

/// Which body of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodySource {
    /// What the caller sent: its dates and its status say nothing, since callers send back what they read.
    Request,
    /// What Azure answered.
    Answer,
}

/// What a body says of a request.
#[derive(Clone, Debug)]
pub(crate) struct ReadRequest {
    pub(crate) request: PimRequest,
    pub(crate) status: PimStatus,
    /// The instance that it makes.
    pub(crate) content: Option<AccessContent>,
}

/// What a request of Privileged Identity Management asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PimRequest {
    /// `AdminAssign`
    Assign,
    /// `AdminUpdate`, `AdminExtend`, `AdminRenew`
    Change,
    /// `AdminRemove`
    Remove,
    /// `SelfActivate`
    Activate,
    /// `SelfDeactivate`
    Deactivate,
    /// Something that changes nothing by itself, or isn't known.
    Other,
}

impl PimRequest {
    fn parse(word: &str) -> Self {
        let is = |words: &[&str]| words.iter().any(|known| text::same(known, word));
        if is(&["AdminAssign"]) {
            Self::Assign
        } else if is(&["AdminUpdate", "AdminExtend", "AdminRenew"]) {
            Self::Change
        } else if is(&["AdminRemove"]) {
            Self::Remove
        } else if is(&["SelfActivate"]) {
            Self::Activate
        } else if is(&["SelfDeactivate"]) {
            Self::Deactivate
        } else {
            Self::Other
        }
    }
}

/// Reads bodies, and keeps what they say of principals.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    pub(crate) principals: Principals,
}

impl Bodies {
    /// The record of an id that a body has.
    pub(crate) fn record(
        &mut self,
        record: AccessRecord,
        id: &str,
        (source, body): (BodySource, &str),
        place: &Place,
    ) -> Option<AccessContent> {
        let mut properties = properties(body)?;
        if source == BodySource::Request
            && let Value::Object(properties) = &mut properties
        {
            let is_date = |name: &str| DATES.iter().any(|date| text::same(date, name));
            properties.retain(|name, _| !is_date(name));
        }
        let date = |name| text_at(&properties, name).and_then(|text| Timestamp::parse(text).ok());
        let [created_on, updated_on] = DATES.map(date);
        let mut placed = properties.clone();
        // The id says where it is.
        if record != AccessRecord::Definition
            && let Value::Object(properties) = &mut placed
            && let Some(scope) = Scope::of_assignment_id(id)
        {
            properties.retain(|key, _| !text::same(key, "scope"));
            properties.insert("scope".to_owned(), scope.as_str().into());
        }
        let read = self.read(record.resource_type(), id, &placed, place);
        let record = match record {
            AccessRecord::Assignment => {
                let mut found = read.role_assignments.into_iter().next()?;
                found.place = place.clone();
                RecordContent::Assignment(found)
            }
            AccessRecord::Definition => {
                let mut found = read.role_definitions.into_iter().next()?;
                found.place = Some(place.clone());
                RecordContent::Definition(found)
            }
            AccessRecord::Deny => {
                let mut found = read.deny_assignments.into_iter().next()?;
                found.place = place.clone();
                RecordContent::Deny(found)
            }
        };
        Some(AccessContent {
            record,
            created_on,
            updated_on,
        })
    }

    /// What a request of Privileged Identity Management asks for, and the instance that it makes.
    pub(crate) fn request(
        &mut self,
        is_eligible: bool,
        id: &str,
        (source, body): (BodySource, &str),
        (made, place): (Timestamp, &Place),
    ) -> Option<ReadRequest> {
        let properties = properties(body)?;
        let request = PimRequest::parse(text_at(&properties, "requestType")?);
        let ends = matches!(request, PimRequest::Remove | PimRequest::Deactivate);
        let status = text_at(&properties, "status").filter(|_| source == BodySource::Answer);
        let status = match PimStatus::parse(status) {
            // What takes something back is done when that is revoked.
            PimStatus::TakenBack if ends => PimStatus::Given,
            status => status,
        };
        let schedule = member(&properties, "scheduleInfo").cloned();
        let schedule = schedule.unwrap_or_default();
        let start =
            text_at(&schedule, "startDateTime").and_then(|text| Timestamp::parse(text).ok());
        let start = start.unwrap_or(made).max(made);
        let expiration = member(&schedule, "expiration").cloned().unwrap_or_default();
        let kind = text_at(&expiration, "type").unwrap_or("NoExpiration");
        let end = text_at(&expiration, "endDateTime").and_then(|text| Timestamp::parse(text).ok());
        let end = end.or_else(|| start.after(text_at(&expiration, "duration")?));
        let is_endless = text::same(kind, "NoExpiration");
        let types = match is_eligible {
            true => "Microsoft.Authorization/roleEligibilityScheduleInstances",
            false => "Microsoft.Authorization/roleAssignmentScheduleInstances",
        };
        let mut instance = match properties {
            Value::Object(properties) => properties,
            _ => Map::new(),
        };
        // These make a request of it, which gives nothing yet.
        let of_request = ["scheduleInfo", "status", "requestType"];
        instance.retain(|key, _| !of_request.iter().any(|name| text::same(key, name)));
        let has_scope = instance.keys().any(|key| text::same(key, "scope"));
        if let Some(scope) = Scope::of_assignment_id(id).filter(|_| !has_scope) {
            instance.insert("scope".to_owned(), scope.as_str().into());
        }
        if !is_eligible {
            let kind = match request {
                PimRequest::Activate | PimRequest::Deactivate => "Activated",
                _ => "Assigned",
            };
            instance.insert("assignmentType".to_owned(), kind.into());
        }
        let read = self.read(types, id, &Value::Object(instance), place);
        let found = read.schedules.into_iter().next().map(|mut found| {
            found.place = place.clone();
            found.start = Some(start);
            found.end = end.filter(|_| !is_endless);
            found.window_unknown = !is_endless && end.is_none();
            found.origin_assignment = None;
            AccessContent {
                record: RecordContent::Schedule(found),
                created_on: Some(made),
                updated_on: Some(made),
            }
        });
        Some(ReadRequest {
            request,
            status,
            content: found,
        })
    }

    fn read(&mut self, types: &str, id: &str, properties: &Value, place: &Place) -> Tenant {
        let fields = [
            ("id", Value::from(id)),
            ("name", id.rsplit('/').next().unwrap_or(id).into()),
            ("type", types.into()),
            ("properties", properties.clone()),
        ];
        let record: Value = fields.into_iter().collect();
        let read = super::read(&[InputSource::Printed(Printed {
            command: place.file.to_string(),
            bytes: Value::from([record]).to_string().into_bytes(),
        })]);
        for principal in read.principals.values() {
            self.principals.learn(principal.clone());
        }
        read
    }
}

/// When Azure says that a record was made, and changed.
const DATES: [&str; 2] = ["createdOn", "updatedOn"];

/// The id of the resource that a body is.
pub(crate) fn id_in_body(body: &str) -> Option<String> {
    text_at(&document(body)?, "id").map(str::to_owned)
}

/// The properties of the resource that a body is.
fn properties(body: &str) -> Option<Value> {
    member(&document(body)?, "properties").cloned()
}

fn document(body: &str) -> Option<Value> {
    let document: Value = serde_json::from_str(body).ok()?;
    match &document {
        // Some forms keep the text of a text.
        Value::String(text) => serde_json::from_str(text).ok(),
        _ => Some(document),
    }
}

fn member<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = object.as_object()?.iter();
    members
        .find(|(key, _)| text::same(key, name))
        .map(|(_, value)| value)
}

fn text_at<'v>(object: &'v Value, name: &str) -> Option<&'v str> {
    member(object, name)?.as_str()
}
