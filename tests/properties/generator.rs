//! Random worlds and questions, and the exports that describe a world.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;
use rolecall::access::{Circumstances, Request, Target};
use rolecall::condition::{AttributeMap, AttributeRef, AttributeValue, Completeness};
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::{Plane, Tenant};
use rolecall::pattern::ActionPattern;
use rolecall::{PrincipalId, Scope, Timestamp};
use serde_json::{Value, json};

use super::oracle::{
    Assignment, At, Deny, Entry, Gate, Kind, Question, Schedule, Side, Who, Window, World,
};

pub(super) const USERS: usize = 4;
const GROUPS: usize = 4;
const ROLES: usize = 4;
const MANAGEMENT_GROUPS: usize = 4;
const SUBSCRIPTIONS: usize = 2;

pub(super) const ACTIONS: [&str; 5] = [
    "Microsoft.Alpha/things/read",
    "Microsoft.Alpha/things/write",
    "Microsoft.Alpha/things/parts/read",
    "Microsoft.Alpha/thingsX/read",
    "Microsoft.Beta/jobs/run/action",
];

const PATTERNS: [&str; 10] = [
    "*",
    "*/read",
    "Microsoft.Alpha/*",
    "microsoft.ALPHA/things/*",
    "Microsoft.Alpha/things/*/read",
    "Microsoft.Alpha/things/read",
    "Microsoft.Alpha/things/WRITE",
    "Microsoft.Beta/*/action",
    "Microsoft.Alpha/*/parts/read",
    "Microsoft.Beta/jobs/run/action",
];

fn patterns(count: RangeInclusive<usize>) -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(&PATTERNS[..]), count)
}

fn gate() -> impl Strategy<Value = Option<Gate>> {
    weighted(0.2, select(&[Gate::A, Gate::B][..]))
}

fn entry() -> impl Strategy<Value = Entry> {
    (
        patterns(1..=3),
        patterns(0..=1),
        patterns(0..=2),
        patterns(0..=1),
        gate(),
    )
        .prop_map(
            |(actions, not_actions, data_actions, not_data_actions, gate)| Entry {
                actions,
                not_actions,
                data_actions,
                not_data_actions,
                gate,
            },
        )
}

pub(super) fn who() -> impl Strategy<Value = Who> {
    prop_oneof![
        (0..USERS).prop_map(Who::User),
        (0..GROUPS).prop_map(Who::Group)
    ]
}

fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        1 => Just(At::Root),
        2 => (0..MANAGEMENT_GROUPS).prop_map(At::Group),
        3 => (0..SUBSCRIPTIONS).prop_map(At::Subscription),
        2 => (0..SUBSCRIPTIONS, 0..2usize).prop_map(|(s, g)| At::ResourceGroup(s, g)),
        2 => (0..SUBSCRIPTIONS, 0..2usize).prop_map(|(s, g)| At::Resource(s, g)),
    ]
}

fn window() -> impl Strategy<Value = Window> {
    // An end that is not after the start is no window.
    (of(0u8..8), of(4u8..12))
        .prop_map(|(start, end)| (start, end.map(|end| end.max(start.unwrap_or(0) + 1))))
}

fn assignment() -> impl Strategy<Value = Assignment> {
    (who(), 0..=ROLES, at(), gate(), weighted(0.2, window())).prop_map(
        |(who, role, at, gate, window)| Assignment {
            who,
            role,
            at,
            gate,
            window,
        },
    )
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let kind = select(&[Kind::Eligible, Kind::Eligible, Kind::Active][..]);
    (kind, who(), 0..ROLES, at(), gate(), window()).prop_map(
        |(kind, who, role, at, gate, window)| Schedule {
            kind,
            who,
            role,
            at,
            gate,
            window,
        },
    )
}

pub(super) fn deny() -> impl Strategy<Value = Deny> {
    let whom = (vec(who(), 0..=2), vec(who(), 0..=1));
    let self_only = weighted(0.2, Just(()));
    let audit = weighted(0.1, Just(()));
    (at(), self_only, whom, vec(entry(), 1..=2), gate(), audit).prop_map(
        |(at, self_only, (principals, excluded), entries, gate, audit)| Deny {
            at,
            self_only: self_only.is_some(),
            principals,
            excluded,
            entries,
            gate,
            audit: audit.is_some(),
        },
    )
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let directory = vec(weighted(0.9, vec(who(), 1..=3)), GROUPS);
    let tree = (
        vec(any::<prop::sample::Index>(), MANAGEMENT_GROUPS),
        vec(weighted(0.8, 0..MANAGEMENT_GROUPS), SUBSCRIPTIONS),
    );
    let records = (
        vec(assignment(), 1..=10),
        vec(schedule(), 0..=3),
        vec(deny(), 0..=2),
    );
    (vec(vec(entry(), 1..=2), ROLES), directory, tree, records).prop_map(
        |(roles, groups, (parents, subscriptions), (assignments, schedules, denies))| World {
            roles,
            groups,
            parents: parents
                .iter()
                .enumerate()
                .map(|(at, parent)| parent.index(at.max(1)))
                .collect(),
            subscriptions,
            assignments,
            schedules,
            denies,
        },
    )
}

pub(super) fn question() -> impl Strategy<Value = Question> {
    let gates = [of(any::<bool>()), of(any::<bool>())];
    let side = select(&[Side::Control, Side::Control, Side::Data][..]);
    (who(), select(&ACTIONS[..]), side, at(), of(0u8..12), gates).prop_map(
        |(who, action, side, at, hour, gates)| Question {
            who,
            action,
            side,
            at,
            hour,
            gates,
        },
    )
}

/// How ids and scopes are spelt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    Plain,
    UpperCase,
}

impl Spelling {
    fn of(self, text: String) -> String {
        match self {
            Self::Plain => text,
            Self::UpperCase => text.to_uppercase(),
        }
    }
}

fn guid(kind: u32, number: usize) -> String {
    format!("{kind:08x}-abcd-4bcd-8bcd-abcdefabcd{number:02x}")
}

fn principal(who: Who) -> String {
    match who {
        Who::User(n) => guid(0xa1, n),
        Who::Group(n) => guid(0xa2, n),
    }
}

fn kind(who: Who) -> &'static str {
    match who {
        Who::User(_) => "User",
        Who::Group(_) => "Group",
    }
}

fn management_group(n: usize) -> String {
    format!("/providers/Microsoft.Management/managementGroups/mg{n}")
}

fn scope(at: At) -> String {
    let group = |s, g| {
        format!(
            "/subscriptions/{}/resourceGroups/{}",
            guid(0xa3, s),
            ["rg1", "rg10"][g]
        )
    };
    match at {
        At::Root => "/".to_owned(),
        At::Group(n) => management_group(n),
        At::Subscription(s) => format!("/subscriptions/{}", guid(0xa3, s)),
        At::ResourceGroup(s, g) => group(s, g),
        At::Resource(s, g) => format!("{}/providers/Microsoft.Alpha/things/one", group(s, g)),
    }
}

fn condition(gate: Option<Gate>) -> Option<&'static str> {
    gate.map(|gate| match gate {
        Gate::A => "@Resource[Microsoft.Alpha/things:a] StringEquals 'yes'",
        Gate::B => "(@Request[Microsoft.Alpha/things:b] StringEquals 'yes')",
    })
}

fn permission(entry: &Entry) -> Value {
    json!({
        "actions": entry.actions, "notActions": entry.not_actions,
        "dataActions": entry.data_actions, "notDataActions": entry.not_data_actions,
        "condition": condition(entry.gate), "conditionVersion": entry.gate.map(|_| "2.0"),
    })
}

fn id(at: At, kind: &str, number: usize) -> String {
    let base = scope(at);
    let base = base.trim_end_matches('/');
    format!(
        "{base}/providers/Microsoft.Authorization/{kind}/{}",
        guid(0xa5, number)
    )
}

fn hour(hour: u8) -> String {
    format!("2026-01-01T{hour:02}:00:00Z")
}

fn subjects(list: &[Who], spelling: Spelling) -> Vec<Value> {
    let subject = |who: &Who| json!({"id": spelling.of(principal(*who)), "type": kind(*who)});
    list.iter().map(subject).collect()
}

/// The exports of a world, each a document: roles, assignments, deny assignments, schedules,
/// groups, management groups.
pub(super) fn exports(world: &World, spelling: Spelling) -> Vec<Value> {
    let spelt = |text: String| spelling.of(text);
    let role = |n: usize| {
        spelt(format!(
            "/providers/Microsoft.Authorization/roleDefinitions/{}",
            guid(0xa4, n)
        ))
    };
    let roles: Vec<Value> = world
        .roles
        .iter()
        .enumerate()
        .map(|(n, entries)| {
            json!({
                "id": role(n), "name": spelt(guid(0xa4, n)), "roleName": format!("Role {n}"),
                "roleType": "CustomRole", "type": "Microsoft.Authorization/roleDefinitions",
                "permissions": entries.iter().map(permission).collect::<Vec<_>>(),
                "assignableScopes": ["/"],
            })
        })
        .collect();
    let assignment = |(n, a): (usize, &Assignment)| {
        json!({
            "id": spelt(id(a.at, "roleAssignments", n)), "type": "Microsoft.Authorization/roleAssignments",
            "principalId": spelt(principal(a.who)), "principalType": kind(a.who), "principalName": "someone",
            "roleDefinitionId": role(a.role), "scope": spelt(scope(a.at)),
            "condition": condition(a.gate), "conditionVersion": a.gate.map(|_| "2.0"),
        })
    };
    let assignments: Vec<Value> = world
        .assignments
        .iter()
        .enumerate()
        .map(assignment)
        .collect();
    let deny = |(n, d): (usize, &Deny)| {
        let everyone =
            json!({"id": "00000000-0000-0000-0000-000000000000", "type": "SystemDefined"});
        let principals = if d.principals.is_empty() {
            vec![everyone]
        } else {
            subjects(&d.principals, spelling)
        };
        json!({
            "id": spelt(id(d.at, "denyAssignments", n)), "type": "Microsoft.Authorization/denyAssignments",
            "properties": {
                "denyAssignmentName": format!("Deny {n}"), "scope": spelt(scope(d.at)),
                "doNotApplyToChildScopes": d.self_only, "isSystemProtected": true,
                "denyAssignmentEffect": if d.audit { "audit" } else { "enforced" },
                "permissions": d.entries.iter().map(permission).collect::<Vec<_>>(),
                "principals": principals, "excludePrincipals": subjects(&d.excluded, spelling),
                "condition": condition(d.gate), "conditionVersion": d.gate.map(|_| "2.0"),
            }
        })
    };
    let denies: Vec<Value> = world.denies.iter().enumerate().map(deny).collect();
    let instance = |n: usize, s: &Schedule, origin: Option<String>| {
        let type_ = match s.kind {
            Kind::Eligible => "roleEligibilityScheduleInstances",
            Kind::Active => "roleAssignmentScheduleInstances",
        };
        json!({
            "id": spelt(id(s.at, type_, n)), "type": format!("Microsoft.Authorization/{type_}"),
            "properties": {
                "scope": spelt(scope(s.at)), "roleDefinitionId": role(s.role),
                "principalId": spelt(principal(s.who)), "principalType": kind(s.who),
                "assignmentType": (s.kind == Kind::Active).then_some("Activated"),
                "originRoleAssignmentId": origin,
                "startDateTime": s.window.0.map(hour), "endDateTime": s.window.1.map(hour),
                "condition": condition(s.gate), "conditionVersion": s.gate.map(|_| "2.0"),
            }
        })
    };
    let shown_twice = world.assignments.iter().enumerate().filter_map(|(n, a)| {
        let again = Schedule {
            kind: Kind::Active,
            who: a.who,
            role: a.role,
            at: a.at,
            gate: a.gate,
            window: a.window?,
        };
        Some(instance(
            100 + n,
            &again,
            Some(id(a.at, "roleAssignments", n)),
        ))
    });
    let alone = world
        .schedules
        .iter()
        .enumerate()
        .map(|(n, s)| instance(n, s, None));
    let schedules: Vec<Value> = alone.chain(shown_twice).collect();
    let groups: Vec<Value> = world
        .groups
        .iter()
        .enumerate()
        .filter_map(|(n, members)| {
            let member = |who: &Who| {
                let label = format!("#microsoft.graph.{}", kind(*who).to_lowercase());
                json!({"@odata.type": label, "id": spelt(principal(*who))})
            };
            let members: Vec<Value> = members.as_ref()?.iter().map(member).collect();
            Some(json!({"id": spelt(principal(Who::Group(n))), "displayName": format!("Group {n}"), "members": members}))
        })
        .collect();
    vec![
        Value::from(roles),
        Value::from(assignments),
        json!({ "value": denies }),
        json!({ "value": schedules }),
        json!({ "value": groups }),
        tree(world, 0, spelling),
    ]
}

fn tree(world: &World, group: usize, spelling: Spelling) -> Value {
    let below = (group + 1..world.parents.len()).filter(|child| world.parents[*child] == group);
    let mut children: Vec<Value> = below.map(|child| tree(world, child, spelling)).collect();
    for (n, parent) in world.subscriptions.iter().enumerate() {
        if *parent == Some(group) {
            let id = spelling.of(scope(At::Subscription(n)));
            children.push(json!({"id": id, "name": guid(0xa3, n), "type": "/subscriptions", "children": null}));
        }
    }
    json!({
        "id": spelling.of(management_group(group)), "name": format!("mg{group}"),
        "type": "Microsoft.Management/managementGroups", "displayName": format!("Group {group}"),
        "children": children,
    })
}

/// What the program reads from the documents.
pub(super) fn read(documents: &[Value]) -> Tenant {
    let source = |document: &Value| InputSource::Stdin(Stdin(document.to_string().into_bytes()));
    let sources: Vec<InputSource> = documents.iter().map(source).collect();
    import::read(&sources)
}

/// The question as a request.
pub(super) fn request(question: &Question, spelling: Spelling) -> Request {
    let mut attributes = AttributeMap::new(Completeness::Open);
    let names = [
        "@Resource[Microsoft.Alpha/things:a]",
        "@Request[Microsoft.Alpha/things:b]",
    ];
    for (name, value) in names.into_iter().zip(question.gates) {
        if let Some(value) = value {
            let text = if value { "yes" } else { "no" };
            let value = AttributeValue::Text(text.to_owned());
            attributes.insert(AttributeRef::parse(name).unwrap(), Some(value));
        }
    }
    let target = Target {
        action: ActionPattern::parse(question.action).unwrap(),
        plane: match question.side {
            Side::Control => Plane::Control,
            Side::Data => Plane::Data,
        },
    };
    Request {
        moment: question
            .hour
            .map(|at| Timestamp::parse(&hour(at)).unwrap())
            .into(),
        circumstances: Circumstances {
            attributes,
            suboperation: None,
        },
        ..Request::new(
            PrincipalId::new(&spelling.of(principal(question.who))),
            target,
            Scope::parse(&spelling.of(scope(question.at))).unwrap(),
        )
    }
}
