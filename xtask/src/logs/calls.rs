//! Calls of a made-up tenant, and the exports of it: what the logs of each form are made of.

use serde_json::{Value, json};

/// Numbers that are the same for the same seed.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        // The constants of Knuth's MMIX.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides.max(1) as u64) as usize
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

/// An id of a kind.
pub(crate) fn guid(kind: u32, number: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{number:012x}")
}

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    /// The sign-in name of a user; none of a service principal.
    pub(crate) sign_in: Option<String>,
    /// The application that the token is of.
    pub(crate) app: String,
}

/// A role assignment.
#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    pub(crate) scope: String,
    pub(crate) role: &'static Role,
    /// Its principal: a person, or a group of these.
    pub(crate) principal: String,
    pub(crate) principal_type: &'static str,
    pub(crate) members: Vec<usize>,
}

/// A role, with some of what it grants.
#[derive(Debug)]
pub(crate) struct Role {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) service: Service,
    pub(crate) actions: &'static [&'static str],
}

/// Whose log a call is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Service {
    Manager,
    Storage,
    KeyVault,
}

pub(crate) const ROLES: [Role; 6] = [
    Role {
        id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
        name: "Contributor",
        service: Service::Manager,
        actions: &[
            "Microsoft.Compute/virtualMachines/write",
            "Microsoft.Network/virtualNetworks/write",
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Resources/subscriptions/resourceGroups/delete",
        ],
    },
    Role {
        id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        name: "Owner",
        service: Service::Manager,
        actions: &[
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Compute/virtualMachines/delete",
        ],
    },
    Role {
        id: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        name: "Virtual Machine Contributor",
        service: Service::Manager,
        actions: &[
            "Microsoft.Compute/virtualMachines/start/action",
            "Microsoft.Compute/virtualMachines/write",
        ],
    },
    Role {
        id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        name: "Reader",
        service: Service::Manager,
        actions: &[],
    },
    Role {
        id: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        name: "Storage Blob Data Contributor",
        service: Service::Storage,
        actions: &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
        ],
    },
    Role {
        id: "4633458b-17de-408a-b874-0445c86b69e6",
        name: "Key Vault Secrets User",
        service: Service::KeyVault,
        actions: &[
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
    },
];

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    Allowed,
    Denied,
    Failed,
}

/// A call that ended.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) service: Service,
    pub(crate) who: usize,
    pub(crate) action: &'static str,
    pub(crate) scope: String,
    /// The assignment that allowed it; none of a call that was denied.
    pub(crate) by: Option<usize>,
    pub(crate) end: End,
    pub(crate) time: String,
    pub(crate) event: String,
    pub(crate) correlation: String,
}

/// The tenant and what was called in it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) people: Vec<Person>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) calls: Vec<Known>,
}

/// The first day of the logs is 2026-03-01, and they are of so many days.
pub(crate) const DAYS: usize = 60;

impl World {
    /// A tenant with so many assignments and calls.
    pub(crate) fn new(seed: u64, assignments: usize, calls: usize) -> Self {
        let mut dice = Dice(seed);
        let people: Vec<Person> = (0..(assignments / 2).max(4))
            .map(|number| Person {
                id: guid(1, number),
                sign_in: (number % 3 != 0).then(|| format!("user{number}@contoso.example")),
                app: guid(6, if number % 3 == 0 { number } else { 0 }),
            })
            .collect();
        let assignments: Vec<Assignment> = (0..assignments)
            .map(|number| assignment(&mut dice, number, people.len()))
            .collect();
        let mut world = Self {
            people,
            assignments,
            calls: Vec::new(),
        };
        let used: Vec<usize> = (0..world.assignments.len())
            // A fifth is never used.
            .filter(|at| at % 5 != 1 && !world.assignments[*at].role.actions.is_empty())
            .collect();
        for number in 0..calls {
            let call = world.call(&mut dice, number, calls, &used);
            world.calls.push(call);
        }
        world
    }

    fn call(&self, dice: &mut Dice, number: usize, of: usize, used: &[usize]) -> Known {
        let by = dice.pick(used);
        let assignment = &self.assignments[by];
        let end = match dice.roll(20) {
            0 => End::Denied,
            1 => End::Failed,
            _ => End::Allowed,
        };
        let who = match end {
            End::Denied => dice.roll(self.people.len()),
            _ => dice.pick(&assignment.members),
        };
        let scope = scope_of_call(dice, assignment);
        Known {
            service: assignment.role.service,
            who,
            action: dice.pick(assignment.role.actions),
            scope,
            by: (end != End::Denied).then_some(by),
            end,
            time: time(
                number as u64 * (DAYS as u64 * 86_400) / of.max(1) as u64,
                dice.roll(999_999) * 10 + 1,
            ),
            event: guid(8, number),
            correlation: guid(9, number ^ 0x5a5),
        }
    }

    /// The role assignments, as az prints them.
    pub(crate) fn assignments(&self) -> Value {
        let all = self.assignments.iter().map(|known| {
            json!({
                "condition": null, "conditionVersion": null, "createdBy": guid(1, 0),
                "createdOn": "2026-01-01T00:00:00.000000+00:00", "description": null,
                "id": format!("{}/providers/Microsoft.Authorization/roleAssignments/{}", known.scope, known.name),
                "name": known.name, "principalId": known.principal, "principalName": "",
                "principalType": known.principal_type,
                "roleDefinitionId": format!("/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions/{}", guid(3, 0), known.role.id),
                "roleDefinitionName": known.role.name, "scope": known.scope,
                "type": "Microsoft.Authorization/roleAssignments",
                "updatedBy": guid(1, 0), "updatedOn": "2026-01-01T00:00:00.000000+00:00",
            })
        });
        Value::Array(all.collect())
    }

    /// The groups with their members.
    pub(crate) fn groups(&self) -> Value {
        let groups = self
            .assignments
            .iter()
            .filter(|known| known.principal_type == "Group");
        let all = groups.map(|group| {
            let members = group.members.iter().map(|at| {
                let kind = if self.people[*at].sign_in.is_some() { "user" } else { "servicePrincipal" };
                json!({ "@odata.type": format!("#microsoft.graph.{kind}"), "id": self.people[*at].id })
            });
            json!({ "id": group.principal, "displayName": format!("group of {}", group.name), "members": members.collect::<Vec<_>>() })
        });
        json!({ "value": all.collect::<Vec<_>>() })
    }

    /// The users and service principals, each in a list of Microsoft Graph.
    pub(crate) fn directory(&self) -> [Value; 2] {
        let of = |is_user: bool| {
            let people = self
                .people
                .iter()
                .filter(|who| who.sign_in.is_some() == is_user);
            let entry = |who: &Person| match &who.sign_in {
                Some(name) => {
                    json!({ "@odata.type": "#microsoft.graph.user", "id": who.id, "userPrincipalName": name, "displayName": name, "accountEnabled": true })
                }
                None => {
                    json!({ "@odata.type": "#microsoft.graph.servicePrincipal", "id": who.id, "appId": who.app, "displayName": format!("service {}", who.app), "servicePrincipalType": "Application" })
                }
            };
            json!({ "value": people.map(entry).collect::<Vec<_>>() })
        };
        [of(true), of(false)]
    }
}

fn assignment(dice: &mut Dice, number: usize, people: usize) -> Assignment {
    let role = &ROLES[number % ROLES.len()];
    let subscription = format!("/subscriptions/{}", guid(3, dice.roll(3)));
    let group = format!("{subscription}/resourceGroups/rg-{}", dice.roll(4));
    let scope = match (role.service, dice.roll(4)) {
        (_, 0) => subscription,
        (_, 1) => group,
        (Service::Manager, _) => {
            format!(
                "{group}/providers/Microsoft.Compute/virtualMachines/vm{}",
                dice.roll(9)
            )
        }
        (Service::Storage, _) => {
            format!(
                "{group}/providers/Microsoft.Storage/storageAccounts/account{}",
                dice.roll(9)
            )
        }
        (Service::KeyVault, _) => {
            format!(
                "{group}/providers/Microsoft.KeyVault/vaults/vault{}",
                dice.roll(9)
            )
        }
    };
    let is_group = dice.roll(3) == 0;
    let first = dice.roll(people);
    let members = match is_group {
        true => (0..3).map(|step| (first + step) % people).collect(),
        false => vec![first],
    };
    Assignment {
        name: guid(4, number),
        scope,
        role,
        principal: if is_group {
            guid(2, number)
        } else {
            guid(1, first)
        },
        principal_type: match (is_group, first % 3) {
            (true, _) => "Group",
            (false, 0) => "ServicePrincipal",
            (false, _) => "User",
        },
        members,
    }
}

/// Where a call is: at or below the assignment, where its service has it.
fn scope_of_call(dice: &mut Dice, by: &Assignment) -> String {
    let scope = &by.scope;
    let group = match scope.contains("/resourceGroups/") {
        true => scope.clone(),
        false => format!("{scope}/resourceGroups/rg-{}", dice.roll(4)),
    };
    let is_resource = scope.contains("/providers/");
    let below = |kind: &str, name: String| match is_resource {
        true => scope.clone(),
        false => format!("{group}/providers/{kind}/{name}"),
    };
    match by.role.service {
        Service::Manager if is_resource => scope.clone(),
        Service::Manager => below(
            "Microsoft.Compute/virtualMachines",
            format!("vm{}", dice.roll(9)),
        ),
        Service::Storage => {
            let account = below(
                "Microsoft.Storage/storageAccounts",
                format!("account{}", dice.roll(9)),
            );
            format!(
                "{account}/blobServices/default/containers/box{}",
                dice.roll(3)
            )
        }
        Service::KeyVault => {
            let vault = below(
                "Microsoft.KeyVault/vaults",
                format!("vault{}", dice.roll(9)),
            );
            format!("{vault}/secrets/secret{}", dice.roll(3))
        }
    }
}

/// The moment so many seconds after 2026-03-01, with ticks.
fn time(seconds: u64, ticks: usize) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (month, day) = match days {
        0..31 => (3, days + 1),
        31..61 => (4, days - 30),
        _ => (5, days - 60),
    };
    format!(
        "2026-{month:02}-{day:02}T{:02}:{:02}:{:02}.{ticks:07}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}
