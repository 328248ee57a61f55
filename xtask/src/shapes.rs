//! `gen-tenant DIR SIZE --shape SHAPE [--seed N]`: tenants of odd shapes, as real ones have them, the same
//! for the same size and seed. SIZE is the number of what the shape is about.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::gen_tenant::{Dice, ROLES, guid};

/// What a tenant has much of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// Groups nested in each other with circles, and assignments all over the scopes.
    Dense,
    /// A chain of groups, each the only member of the next; a role for the last.
    Nested,
    /// A group with members, and a role for it.
    FanOut,
    /// One principal with assignments.
    Hub,
    /// A chain of management groups with an assignment at each.
    Chain,
    /// Custom roles of patterns with two stars, assigned to one principal.
    Stars,
    /// Eligibilities beside assignments.
    Pim,
    /// Deny assignments below the assignments that they take from.
    Denies,
}

/// The shapes by name; `tame` is none of these.
pub(crate) const SHAPES: [(&str, Shape); 8] = [
    ("dense", Shape::Dense),
    ("nested", Shape::Nested),
    ("fan-out", Shape::FanOut),
    ("hub", Shape::Hub),
    ("chain", Shape::Chain),
    ("stars", Shape::Stars),
    ("pim", Shape::Pim),
    ("denies", Shape::Denies),
];

impl Shape {
    /// The shape of a name.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let found = SHAPES.iter().find(|(name, _)| *name == word);
        found.map(|(_, shape)| *shape)
    }
}

const USER: u32 = 1;
const GROUP: u32 = 2;
const SUBSCRIPTION: u32 = 3;
const ASSIGNMENT: u32 = 4;
const DENY: u32 = 5;
const CUSTOM_ROLE: u32 = 6;
/// A condition under which only Reader may be assigned.
const ASSIGNS_READERS: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR \
    (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals \
    {acdd72a7-3385-48ef-bd42-f606fba81ae7}))";
/// Stands for everyone in a deny assignment.
const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";
const AUTHORIZATION: &str = "providers/Microsoft.Authorization";

/// The records of a tenant.
#[derive(Default)]
struct Tenant {
    assignments: Vec<Value>,
    eligible: Vec<Value>,
    denies: Vec<Value>,
    groups: Vec<Value>,
    management_groups: Vec<Value>,
    roles: Vec<Value>,
}

/// Writes the files.
pub(crate) fn run(folder: &Path, size: usize, shape: Shape, seed: u64) -> io::Result<()> {
    let mut tenant = Tenant::default();
    let mut dice = Dice(seed);
    match shape {
        Shape::Dense => tenant.dense(size, &mut dice),
        Shape::Nested => tenant.nested(size),
        Shape::FanOut => tenant.fan_out(size),
        Shape::Hub => tenant.hub(size),
        Shape::Chain => tenant.chain(size),
        Shape::Stars => tenant.stars(size, &mut dice),
        Shape::Pim => tenant.pim(size, &mut dice),
        Shape::Denies => tenant.denies(size),
    }
    tenant.write(folder)
}

fn subscription(number: usize) -> String {
    format!("/subscriptions/{}", guid(SUBSCRIPTION, number))
}

fn resource_group(number: usize) -> String {
    format!("{}/resourceGroups/rg-{number}", subscription(number % 50))
}

fn management_group(number: usize) -> String {
    format!("/providers/Microsoft.Management/managementGroups/mg-{number}")
}

impl Tenant {
    fn assign(&mut self, (kind, number): (u32, usize), role: &str, scope: &str) {
        let name = guid(ASSIGNMENT, self.assignments.len());
        self.assignments.push(json!({
            "id": format!("{scope}/{AUTHORIZATION}/roleAssignments/{name}"), "name": name,
            "type": "Microsoft.Authorization/roleAssignments",
            "principalId": guid(kind, number),
            "principalType": if kind == GROUP { "Group" } else { "User" },
            "roleDefinitionId": format!("/{AUTHORIZATION}/roleDefinitions/{role}"),
            "scope": scope, "condition": null, "conditionVersion": null,
        }));
    }

    fn group(&mut self, number: usize, members: &[(u32, usize)]) {
        let member = |&(kind, number): &(u32, usize)| {
            let of = if kind == GROUP { "group" } else { "user" };
            json!({"@odata.type": format!("#microsoft.graph.{of}"), "id": guid(kind, number)})
        };
        self.groups.push(json!({
            "id": guid(GROUP, number), "displayName": format!("group {number}"),
            "members": members.iter().map(member).collect::<Vec<_>>(),
        }));
    }

    /// Assignments all over the scopes, a third of them to groups that are nested in each other, a
    /// tenth under a condition on what may be assigned; a few custom roles and deny assignments.
    fn dense(&mut self, size: usize, dice: &mut Dice) {
        let (users, groups) = ((size / 4).max(4), (size / 12).max(3));
        for number in 0..groups {
            let mut members: Vec<(u32, usize)> = Vec::new();
            for _ in 0..dice.roll(7) {
                members.push((USER, dice.roll(users)));
            }
            for _ in 0..dice.roll(3) {
                members.push((GROUP, dice.roll(groups)));
            }
            members.sort_unstable();
            members.dedup();
            members.retain(|member| *member != (GROUP, number));
            self.group(number, &members);
        }
        for _ in 0..size {
            let who = match dice.roll(3) {
                0 => (GROUP, dice.roll(groups)),
                _ => (USER, dice.roll(users)),
            };
            let scope = match dice.roll(40) {
                0 => subscription(dice.roll(50)),
                _ => resource_group(dice.roll(size)),
            };
            let custom = guid(CUSTOM_ROLE, dice.roll(8));
            match dice.roll(8) {
                0 => self.assign(who, &custom, &scope),
                _ => self.assign(who, ROLES[dice.roll(ROLES.len())], &scope),
            }
            if let Some(assignment) = self.assignments.last_mut().filter(|_| dice.roll(10) == 0) {
                assignment["condition"] = json!(ASSIGNS_READERS);
            }
        }
        for number in 0..8 {
            let namespace = ["Authorization", "Compute", "Storage", "Network"][number % 4];
            let patterns = [format!("Microsoft.{namespace}/*"), "*/read".to_owned()];
            self.role(number, &patterns, &["*/delete"]);
        }
        for number in 0..(size / 100).max(1) {
            let spared = [(GROUP, dice.roll(groups))];
            self.deny(number, &resource_group(dice.roll(size)), None, &spared);
        }
    }

    /// A custom role that is assignable in the first subscription.
    fn role(&mut self, number: usize, actions: &[String], not_actions: &[&str]) {
        let id = guid(CUSTOM_ROLE, number);
        self.roles.push(json!({
            "id": format!("{}/{AUTHORIZATION}/roleDefinitions/{id}", subscription(0)),
            "name": id, "roleName": format!("Role {number}"), "roleType": "CustomRole",
            "type": "Microsoft.Authorization/roleDefinitions",
            "assignableScopes": [subscription(0)],
            "permissions": [{
                "actions": actions, "notActions": not_actions, "dataActions": [], "notDataActions": [],
            }],
        }));
    }

    /// A deny assignment against deleting, for one user or for everyone but some.
    fn deny(&mut self, number: usize, scope: &str, user: Option<usize>, spared: &[(u32, usize)]) {
        let name = guid(DENY, number);
        let bound = match user {
            Some(user) => json!({"id": guid(USER, user), "type": "User"}),
            None => json!({"id": EVERYONE, "type": "SystemDefined"}),
        };
        let spared = spared
            .iter()
            .map(|&(kind, number)| json!({"id": guid(kind, number), "type": "Group"}));
        self.denies.push(json!({
            "id": format!("{scope}/{AUTHORIZATION}/denyAssignments/{name}"), "name": name,
            "type": "Microsoft.Authorization/denyAssignments",
            "properties": {
                "denyAssignmentName": format!("deny {number}"), "scope": scope,
                "isSystemProtected": true, "doNotApplyToChildScopes": number.is_multiple_of(3),
                "permissions": [{
                    "actions": ["*/delete"], "notActions": [],
                    "dataActions": [], "notDataActions": [],
                }],
                "principals": [bound],
                "excludePrincipals": spared.collect::<Vec<_>>(),
            },
        }));
    }

    fn nested(&mut self, size: usize) {
        for number in 0..size {
            let below = match number {
                0 => (USER, 0),
                _ => (GROUP, number - 1),
            };
            self.group(number, &[below]);
        }
        self.assign((GROUP, size.saturating_sub(1)), ROLES[1], &subscription(0));
    }

    fn fan_out(&mut self, size: usize) {
        let members: Vec<(u32, usize)> = (0..size).map(|number| (USER, number)).collect();
        self.group(0, &members);
        self.assign((GROUP, 0), ROLES[1], &subscription(0));
    }

    fn hub(&mut self, size: usize) {
        for number in 0..size {
            let role = ROLES[number % ROLES.len()];
            self.assign((USER, 0), role, &resource_group(number));
        }
    }

    fn chain(&mut self, size: usize) {
        for number in 0..size {
            let id = management_group(number);
            let parent = number.checked_sub(1).map(|above| {
                let name = format!("mg-{above}");
                json!({"id": management_group(above), "name": name, "displayName": name})
            });
            let name = format!("mg-{number}");
            self.management_groups.push(json!({
                "id": id, "name": name, "type": "Microsoft.Management/managementGroups",
                "properties": {"displayName": name, "details": {"parent": parent}},
            }));
            self.assign((USER, number), ROLES[number % ROLES.len()], &id);
        }
    }

    fn stars(&mut self, size: usize, dice: &mut Dice) {
        let namespaces = ["Compute", "Network", "Storage", "KeyVault", "Insights"];
        let words = ["virtual", "disk", "vault", "net", "account"];
        let ends = ["read", "write", "delete"];
        for number in 0..size {
            let pattern = |dice: &mut Dice| {
                let namespace = namespaces[dice.roll(namespaces.len())];
                let word = words[dice.roll(words.len())];
                format!(
                    "Microsoft.{namespace}/*{word}*/{}",
                    ends[dice.roll(ends.len())]
                )
            };
            let actions: Vec<String> = (0..30).map(|_| pattern(dice)).collect();
            self.role(number, &actions, &[]);
            let id = guid(CUSTOM_ROLE, number);
            self.assign((USER, 0), &id, &subscription(0));
        }
    }

    fn pim(&mut self, size: usize, dice: &mut Dice) {
        for number in 0..size {
            let who = dice.roll((size / 4).max(1));
            let role = ROLES[dice.roll(ROLES.len())];
            let scope = resource_group(dice.roll(size));
            if number % 2 == 0 {
                self.assign((USER, who), role, &scope);
                continue;
            }
            let name = guid(ASSIGNMENT, size + number);
            self.eligible.push(json!({
                "id": format!("{scope}/{AUTHORIZATION}/roleEligibilityScheduleInstances/{name}"),
                "name": name,
                "type": "Microsoft.Authorization/roleEligibilityScheduleInstances",
                "properties": {
                    "principalId": guid(USER, who), "principalType": "User", "scope": scope,
                    "roleDefinitionId": format!("/{AUTHORIZATION}/roleDefinitions/{role}"),
                    "status": "Provisioned", "memberType": "Direct",
                    "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": null,
                },
            }));
        }
    }

    fn denies(&mut self, size: usize) {
        for number in 0..size {
            let scope = resource_group(number);
            self.assign((USER, number), ROLES[1], &scope);
            self.deny(number, &scope, Some(number), &[]);
        }
    }

    fn write(self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let lists = [
            ("assignments.json", self.assignments),
            ("eligible.json", self.eligible),
            ("denies.json", self.denies),
            ("groups.json", self.groups),
            ("management-groups.json", self.management_groups),
            ("roles.json", self.roles),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                let text = serde_json::to_string(&json!({ "value": list }))?;
                fs::write(folder.join(name), text)?;
            }
        }
        Ok(())
    }
}
