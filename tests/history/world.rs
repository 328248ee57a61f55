//! A made-up tenant whose assignments and roles come and go: what it was at each moment, and the activity
//! log of that, as Azure writes it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(super) const SUBSCRIPTION: &str = "/subscriptions/00000000-0000-4000-8000-0000000000a1";
const GROUP: &str = "/providers/Microsoft.Management/managementGroups/corp";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const CONDITION: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
const ADMINISTRATOR: &str = "00000000-0000-4000-8000-0000000000ad";

/// How a log is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Lines of storage, a file an hour.
    Hours,
    /// `az monitor activity-log list`
    Az,
    /// The table of Log Analytics by REST.
    Table,
}

impl Form {
    pub(super) const ALL: [Self; 3] = [Self::Hours, Self::Az, Self::Table];
}

#[derive(Clone, Debug)]
struct Held {
    principal: String,
    role: String,
    scope: String,
    condition: Option<&'static str>,
    created: u32,
    updated: u32,
}

#[derive(Clone, Debug)]
struct Custom {
    name: String,
    actions: Vec<&'static str>,
    updated: u32,
}

/// What there is at a moment.
#[derive(Clone, Debug, Default)]
struct State {
    assignments: BTreeMap<u32, Held>,
    roles: BTreeMap<u32, Custom>,
}

/// An event of the log, before it is written in a form.
struct Logged {
    time: u32,
    operation: &'static str,
    id: String,
    code: &'static str,
    request: Option<Value>,
    response: Option<Value>,
}

pub(super) struct World {
    /// By hours since the beginning.
    states: Vec<State>,
    events: Vec<Logged>,
    /// Whether exports print when records were made and changed.
    has_dates: bool,
    /// Whether groups are deleted, two things happen in an hour, and callers send back what they read.
    is_troubled: bool,
}

/// How an event is logged in a troubled world.
#[derive(Clone, Copy, Default)]
struct Trouble {
    is_slow: bool,
    lacks_start: bool,
    lacks_end: bool,
    /// It failed before, under the same correlation.
    is_retried: bool,
    /// It was asked for again when it was done, under the same correlation.
    is_repeated: bool,
    /// Another export has it without its bodies.
    is_bare_too: bool,
}

/// A generator of numbers that are the same on every machine.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(limit)).unwrap()
    }
}

pub(super) fn principal(number: u32) -> String {
    format!("00000000-0000-4000-8000-0000000000b{number}")
}

pub(super) const PRINCIPALS: u32 = 6;

/// The time so many hours after the beginning.
pub(super) fn time(hour: u32) -> String {
    format!(
        "2026-{:02}-{:02}T{:02}:00:00Z",
        3 + hour / 600,
        1 + hour % 600 / 24,
        hour % 24
    )
}

/// Some minutes after an hour, or before it.
fn minutes_after(hour: u32, minutes: i32) -> String {
    let (hour, minute) = match minutes < 0 {
        true => (hour.saturating_sub(1), 60 + minutes),
        false => (hour, minutes),
    };
    time(hour).replace(":00:00Z", &format!(":{minute:02}:00Z"))
}

fn role_name(number: u32) -> String {
    format!("00000000-0000-4000-8000-0000000000c{number}")
}

fn role_id(role: &str) -> String {
    format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}")
}

fn assignment_id(number: u32, scope: &str) -> String {
    format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-9000-{number:012}"
    )
}

/// The properties of an assignment, as Azure answers.
fn properties(held: &Held) -> Value {
    json!({
        "roleDefinitionId": role_id(&held.role), "principalId": held.principal, "principalType": "User",
        "scope": held.scope, "condition": held.condition,
        "conditionVersion": held.condition.map(|_| "2.0"),
        "createdOn": time(held.created), "updatedOn": time(held.updated),
    })
}

/// The same as a caller sends it.
fn sent(held: &Held, is_old: bool) -> Value {
    if is_old {
        return json!({"Id": "x", "Properties": {
            "PrincipalId": held.principal, "PrincipalType": "User", "RoleDefinitionId": role_id(&held.role),
            "Scope": held.scope, "Condition": held.condition, "ConditionVersion": held.condition.map(|_| "2.0"),
        }});
    }
    json!({"properties": {
        "principalId": held.principal, "roleDefinitionId": role_id(&held.role), "condition": held.condition,
        "conditionVersion": held.condition.map(|_| "2.0"),
    }})
}

fn definition(number: u32, role: &Custom) -> Value {
    json!({
        "roleName": role.name, "type": "CustomRole", "assignableScopes": [SUBSCRIPTION],
        "permissions": [{"actions": role.actions, "notActions": [], "dataActions": [], "notDataActions": []}],
        "updatedOn": time(role.updated), "createdOn": time(role.updated),
        "description": format!("role {number}"),
    })
}

impl World {
    /// A tenant over so many hours; something happens in most of them.
    pub(super) fn new(seed: u64, hours: u32) -> Self {
        Self::of(seed, hours, false)
    }

    /// The same with what is seldom: groups are deleted with what is in them, two things happen at one time,
    /// and callers send back the dates that they read.
    pub(super) fn troubled(seed: u64, hours: u32) -> Self {
        Self::of(seed, hours, true)
    }

    fn of(seed: u64, hours: u32, is_troubled: bool) -> Self {
        let mut numbers = Numbers(seed * 2_654_435_761 + 1);
        let mut world = Self {
            states: Vec::new(),
            events: Vec::new(),
            has_dates: true,
            is_troubled,
        };
        let mut state = State::default();
        for hour in 0..hours {
            world.happen(&mut state, hour, &mut numbers);
            if is_troubled && numbers.below(3) == 0 {
                world.happen(&mut state, hour, &mut numbers);
            }
            if is_troubled && numbers.below(40) == 0 {
                world.delete_group(&mut state, hour);
            }
            world.states.push(state.clone());
        }
        world
    }

    /// A deleted group takes its assignments with it, without an event of theirs.
    fn delete_group(&mut self, state: &mut State, hour: u32) {
        let group = format!("{SUBSCRIPTION}/resourceGroups/rg");
        state.assignments.retain(|_, held| held.scope != group);
        self.events.push(Logged {
            time: hour,
            operation: "Microsoft.Resources/subscriptions/resourceGroups/delete",
            id: group,
            code: "OK",
            request: None,
            response: None,
        });
    }

    fn happen(&mut self, state: &mut State, hour: u32, numbers: &mut Numbers) {
        let number = numbers.below(12);
        match numbers.below(8) {
            0..=2 if !state.assignments.contains_key(&number) => {
                let scopes = [
                    SUBSCRIPTION.to_owned(),
                    format!("{SUBSCRIPTION}/resourceGroups/rg"),
                    GROUP.to_owned(),
                ];
                let roles: Vec<String> = state.roles.keys().map(|role| role_name(*role)).collect();
                let roles = [vec![READER.to_owned(), CONTRIBUTOR.to_owned()], roles].concat();
                let held = Held {
                    principal: principal(numbers.below(PRINCIPALS)),
                    role: roles[numbers.below(u32::try_from(roles.len()).unwrap()) as usize]
                        .clone(),
                    // An id has one scope for ever.
                    scope: scopes[number as usize % 3].clone(),
                    condition: (numbers.below(4) == 0).then_some(CONDITION),
                    created: hour,
                    updated: hour,
                };
                self.write(number, &held, None, numbers);
                state.assignments.insert(number, held);
            }
            3 => {
                if let Some(held) = state.assignments.get_mut(&number) {
                    held.condition = held.condition.is_none().then_some(CONDITION);
                    let earlier = std::mem::replace(&mut held.updated, hour);
                    let held = held.clone();
                    self.write(number, &held, Some(earlier), numbers);
                }
            }
            4 | 5 => {
                if let Some(held) = state.assignments.remove(&number) {
                    self.events.push(Logged {
                        time: hour,
                        operation: "Microsoft.Authorization/roleAssignments/delete",
                        id: assignment_id(number, &held.scope),
                        code: "OK",
                        request: None,
                        response: Some(json!({"properties": properties(&held), "id": assignment_id(number, &held.scope),
                            "type": "Microsoft.Authorization/roleAssignments", "name": "x"})),
                    });
                }
            }
            6 => {
                let number = number % 3;
                let all = [
                    "Microsoft.Storage/storageAccounts/write",
                    "Microsoft.Storage/*",
                    "Microsoft.Compute/virtualMachines/*/action",
                ];
                let role = Custom {
                    name: format!("Custom {number}"),
                    actions: all
                        .into_iter()
                        .filter(|_| numbers.below(2) == 0)
                        .chain(["Microsoft.Network/*/read"])
                        .collect(),
                    updated: hour,
                };
                let earlier = state.roles.insert(number, role.clone());
                let dates = earlier.as_ref().filter(|_| self.is_troubled);
                let dates = dates.map(|earlier| time(earlier.updated));
                self.events.push(Logged {
                    time: hour,
                    operation: "Microsoft.Authorization/roleDefinitions/write",
                    id: role_id(&role_name(number)),
                    code: if earlier.is_none() { "Created" } else { "OK" },
                    request: Some(json!({"Properties": {"RoleName": role.name, "Type": "CustomRole",
                        "AssignableScopes": [SUBSCRIPTION], "Permissions": [{"Actions": role.actions}],
                        "CreatedOn": dates, "UpdatedOn": dates}})),
                    response: None,
                });
            }
            _ => {}
        }
    }

    /// A write of an assignment, which was changed at an earlier hour unless it is new.
    fn write(&mut self, number: u32, held: &Held, earlier: Option<u32>, numbers: &mut Numbers) {
        let id = assignment_id(number, &held.scope);
        let answers = numbers.below(2) == 0;
        let response = json!({"properties": properties(held), "id": id, "name": "x"});
        let mut request = sent(held, numbers.below(2) == 0);
        if self.is_troubled
            && let Some(updated) = earlier
        {
            let read = Held {
                updated,
                ..held.clone()
            };
            request = json!({"id": id, "properties": properties(&read)});
        }
        self.events.push(Logged {
            time: held.updated,
            operation: "Microsoft.Authorization/roleAssignments/write",
            id,
            code: if earlier.is_none() { "Created" } else { "OK" },
            request: Some(request),
            response: answers.then_some(response),
        });
    }

    /// Leaves out what logs and exports may lack.
    pub(super) fn forget(&mut self, numbers: &mut Numbers) {
        for event in &mut self.events {
            if numbers.below(6) == 0 {
                event.request = None;
            }
            if numbers.below(3) == 0 {
                event.response = None;
            }
            if numbers.below(3) == 0 {
                event.code = "";
            }
        }
        self.has_dates = numbers.below(2) == 0;
    }

    /// The exports that are made at the end of an hour.
    pub(super) fn exports(&self, hour: u32) -> Vec<(String, Value)> {
        let state = &self.states[hour as usize];
        let assignments: Vec<Value> = state
            .assignments
            .iter()
            .map(|(number, held)| {
                let mut record = properties(held);
                record["id"] = json!(assignment_id(*number, &held.scope));
                record["name"] = json!(format!("00000000-0000-4000-9000-{number:012}"));
                record["type"] = json!("Microsoft.Authorization/roleAssignments");
                self.dated(record)
            })
            .collect();
        let roles: Vec<Value> = state
            .roles
            .iter()
            .map(|(number, role)| {
                let mut record = definition(*number, role);
                record["id"] = json!(role_id(&role_name(*number)));
                record["name"] = json!(role_name(*number));
                record["roleType"] = json!("CustomRole");
                record["type"] = json!("Microsoft.Authorization/roleDefinitions");
                self.dated(record)
            })
            .collect();
        let people: Vec<Value> = (0..PRINCIPALS).map(|number| json!({"id": principal(number),
            "displayName": format!("Person {number}"), "userPrincipalName": format!("person{number}@contoso.example")})).collect();
        let tree = json!({"id": GROUP, "name": "corp", "type": "Microsoft.Management/managementGroups",
            "displayName": "Corp", "children": [{"id": SUBSCRIPTION, "name": "00000000-0000-4000-8000-0000000000a1", "type": "/subscriptions", "displayName": "Prod"}]});
        vec![
            ("assignments.json".to_owned(), json!(assignments)),
            ("roles.json".to_owned(), json!(roles)),
            ("users.json".to_owned(), json!(people)),
            ("groups.json".to_owned(), tree),
        ]
    }

    fn dated(&self, mut record: Value) -> Value {
        if !self.has_dates {
            record["createdOn"] = Value::Null;
            record["updatedOn"] = Value::Null;
        }
        record
    }

    /// The whole log with calls that are slow, made again, torn, or in two exports, in any order.
    pub(super) fn troubled_log(&self, numbers: &mut Numbers) -> String {
        let mut records = Vec::new();
        for (number, event) in self.events.iter().enumerate() {
            let mut later = self.events[number + 1..].iter();
            let is_alone = later.all(|later| later.id != event.id || later.time > event.time + 1);
            let mut seldom = |of: u32| numbers.below(of) == 0;
            let trouble = Trouble {
                is_slow: seldom(4),
                lacks_start: seldom(4),
                lacks_end: seldom(30),
                is_retried: seldom(6),
                is_repeated: seldom(4)
                    && is_alone
                    && event.operation.ends_with("roleAssignments/delete"),
                is_bare_too: seldom(4),
            };
            event.troubled(number, trouble, &mut records);
        }
        for at in (1..records.len()).rev() {
            let other = numbers.below(u32::try_from(at).unwrap() + 1);
            records.swap(at, other as usize);
        }
        json!(records).to_string()
    }

    /// The log of the events from an hour on, without those that are left out.
    pub(super) fn log(&self, form: Form, from: u32, keeps: impl Fn(u32) -> bool) -> String {
        let mut records = Vec::new();
        for (number, event) in self.events.iter().enumerate() {
            if event.time >= from && keeps(event.time) {
                records.push(event.written(form, number, false));
                records.push(event.written(form, number, true));
            }
        }
        match form {
            Form::Hours => records.iter().map(|record| format!("{record}\n")).collect(),
            Form::Az => json!(records).to_string(),
            Form::Table => {
                let names = [
                    "TimeGenerated",
                    "OperationNameValue",
                    "ActivityStatusValue",
                    "ActivitySubstatusValue",
                    "CorrelationId",
                    "Caller",
                    "_ResourceId",
                    "CategoryValue",
                    "Properties",
                    "Authorization",
                    "EventDataId",
                ];
                let columns: Vec<Value> = names
                    .iter()
                    .map(|name| json!({"name": name, "type": "string"}))
                    .collect();
                json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": records}]})
                    .to_string()
            }
        }
    }
}

impl Logged {
    fn troubled(&self, number: usize, trouble: Trouble, records: &mut Vec<Value>) {
        let mut add = |minutes: i32, (status, code): (&str, &str), names: &str| {
            let is_end = status != "Started";
            let mut record = self.written(Form::Az, number, is_end);
            record["eventTimestamp"] = json!(minutes_after(self.time, minutes));
            record["status"]["value"] = json!(status);
            record["subStatus"]["value"] = json!(code);
            let event = format!("{number}-{names}-{status}");
            record["eventDataId"] = json!(event);
            if names != "done" {
                record["properties"]["responseBody"] = Value::Null;
            }
            records.push(record.clone());
            if trouble.is_bare_too {
                record["properties"]["responseBody"] = Value::Null;
                record["properties"]["requestbody"] = Value::Null;
                records.push(record);
            }
        };
        let (before, after) = match trouble {
            Trouble { is_slow: false, .. } => (0, 0),
            Trouble {
                lacks_end: true, ..
            } => (-4, 0),
            Trouble {
                lacks_start: true, ..
            } => (0, 4),
            _ => (-15, 15),
        };
        if trouble.is_retried {
            add(before - 2, ("Started", ""), "failed");
            add(before - 1, ("Failed", "Conflict"), "failed");
        }
        if !trouble.lacks_start || trouble.lacks_end {
            add(before, ("Started", ""), "done");
        }
        if !trouble.lacks_end {
            add(after, ("Succeeded", self.code), "done");
        }
        if trouble.is_repeated && !trouble.lacks_end {
            add(after + 1, ("Started", ""), "again");
            add(after + 2, ("Succeeded", "NoContent"), "again");
        }
    }

    fn written(&self, form: Form, number: usize, is_end: bool) -> Value {
        let mut properties = json!({"eventCategory": "Administrative"});
        let body = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        match is_end {
            // Azure's own spelling: one with a small, one with a capital letter.
            false => properties["requestbody"] = json!(body(&self.request)),
            true => {
                properties["responseBody"] = json!(body(&self.response));
                properties["statusCode"] = json!(self.code);
            }
        }
        let status = if is_end { "Succeeded" } else { "Started" };
        let correlation = format!("00000000-0000-4000-8000-{number:012}");
        let event = format!("{correlation}-{status}");
        let authorization = json!({"action": self.operation, "scope": self.id});
        match form {
            Form::Hours => json!({
                "time": time(self.time), "resourceId": self.id.to_uppercase(), "operationName": self.operation.to_uppercase(),
                "category": "Administrative", "resultType": if is_end { "Success" } else { "Start" },
                "resultSignature": format!("{status}."), "correlationId": correlation,
                "identity": {"authorization": authorization, "claims": {"http://schemas.microsoft.com/identity/claims/objectidentifier": ADMINISTRATOR}},
                "properties": properties,
            }),
            Form::Az => json!({
                "eventTimestamp": time(self.time), "resourceId": self.id, "operationName": {"value": self.operation, "localizedValue": "x"},
                "category": {"value": "Administrative", "localizedValue": "Administrative"}, "status": {"value": status, "localizedValue": status},
                "subStatus": {"value": if is_end { self.code } else { "" }, "localizedValue": ""}, "correlationId": correlation, "operationId": correlation,
                "eventDataId": event, "caller": "admin@contoso.example", "authorization": authorization, "properties": properties,
            }),
            Form::Table => json!([
                time(self.time),
                self.operation.to_uppercase(),
                if is_end { "Success" } else { "Start" },
                if is_end { self.code } else { "" },
                correlation,
                "admin@contoso.example",
                self.id.to_lowercase(),
                "Administrative",
                properties.to_string(),
                authorization.to_string(),
                event,
            ]),
        }
    }
}
