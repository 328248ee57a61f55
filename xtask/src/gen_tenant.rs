//! `gen-tenant DIR ASSIGNMENTS`: a synthetic tenant as exports, the same for the same size.
//!
//! A quarter as many principals as assignments, a twelfth as many groups (nested up to four deep),
//! fifty subscriptions under a tree of management groups, 400 questions.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub(crate) use crate::logs::calls::{Dice, guid};

/// Published roles of everyday use, from `roles/azure`.
pub(crate) const ROLES: [&str; 10] = [
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
    "f1a07417-d97a-45cb-824c-7a7467783830",
    "4aa368ec-fba9-4e93-81ed-396b3d461cc5",
    "77be276d-fb44-4f3b-beb5-9bf03c4cd2d3",
];

const ACTIONS: [(&str, &str); 8] = [
    ("control", "Microsoft.Compute/virtualMachines/start/action"),
    (
        "control",
        "Microsoft.Storage/storageAccounts/listKeys/action",
    ),
    (
        "control",
        "Microsoft.Network/virtualNetworks/subnets/join/action",
    ),
    ("control", "Microsoft.Authorization/roleAssignments/write"),
    ("control", "Microsoft.NetworkCloud/clusters/deploy/action"),
    (
        "control",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
    ),
    (
        "data",
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
    ),
    ("data", "Microsoft.KeyVault/vaults/secrets/getSecret/action"),
];

fn scope(dice: &mut Dice) -> String {
    let subscription = guid(3, dice.roll(50));
    match dice.roll(20) {
        0 => format!(
            "/providers/Microsoft.Management/managementGroups/mg-{}",
            dice.roll(10)
        ),
        1..=4 => format!("/subscriptions/{subscription}"),
        5..=12 => format!(
            "/subscriptions/{subscription}/resourceGroups/rg-{}",
            dice.roll(40)
        ),
        _ => format!(
            "/subscriptions/{subscription}/resourceGroups/rg-{}/providers/Microsoft.Storage/storageAccounts/account{}",
            dice.roll(40),
            dice.roll(200)
        ),
    }
}

/// Writes the files.
pub(crate) fn run(folder: &Path, assignments: usize) -> std::io::Result<()> {
    let mut dice = Dice(42);
    let principals = (assignments / 4).max(10);
    let groups = (assignments / 12).max(5);
    fs::create_dir_all(folder)?;

    let mut out = String::from("[\n");
    for number in 0..assignments {
        let at = scope(&mut dice);
        let (kind, holder) = if dice.roll(3) == 0 {
            ("Group", guid(2, dice.roll(groups)))
        } else {
            ("User", guid(1, dice.roll(principals)))
        };
        let role = ROLES[if dice.roll(4) == 0 {
            dice.roll(10)
        } else {
            dice.roll(2)
        }];
        let name = guid(4, number);
        let comma = if number + 1 == assignments { "" } else { "," };
        let _ = writeln!(
            out,
            "  {{\n    \"condition\": null,\n    \"conditionVersion\": null,\n    \"createdBy\": \"{}\",\n    \"createdOn\": \"2026-01-01T00:00:00.000000+00:00\",\n    \"delegatedManagedIdentityResourceId\": null,\n    \"description\": null,\n    \"id\": \"{at}/providers/Microsoft.Authorization/roleAssignments/{name}\",\n    \"name\": \"{name}\",\n    \"principalId\": \"{holder}\",\n    \"principalName\": \"{holder}@contoso.example\",\n    \"principalType\": \"{kind}\",\n    \"roleDefinitionId\": \"/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions/{role}\",\n    \"roleDefinitionName\": \"Some role\",\n    \"scope\": \"{at}\",\n    \"type\": \"Microsoft.Authorization/roleAssignments\",\n    \"updatedBy\": \"{}\",\n    \"updatedOn\": \"2026-01-01T00:00:00.000000+00:00\"\n  }}{comma}",
            guid(9, 1),
            guid(3, 0),
            guid(9, 1),
        );
    }
    out.push_str("]\n");
    fs::write(folder.join("assignments.json"), out)?;

    let mut out = String::from("{\"value\": [\n");
    for number in 0..groups {
        let mut members = Vec::new();
        for _ in 0..3 + dice.roll(6) {
            members.push(format!(
                "{{\"@odata.type\": \"#microsoft.graph.user\", \"id\": \"{}\"}}",
                guid(1, dice.roll(principals))
            ));
        }
        if number % 4 != 0 {
            members.push(format!(
                "{{\"@odata.type\": \"#microsoft.graph.group\", \"id\": \"{}\"}}",
                guid(2, number - 1)
            ));
        }
        let comma = if number + 1 == groups { "" } else { "," };
        let _ = writeln!(
            out,
            "  {{\"id\": \"{}\", \"displayName\": \"group {number}\", \"members\": [{}]}}{comma}",
            guid(2, number),
            members.join(", ")
        );
    }
    out.push_str("]}\n");
    fs::write(folder.join("groups.json"), out)?;

    let group = |id: &str, children: &str| {
        format!(
            "{{\"id\": \"/providers/Microsoft.Management/managementGroups/{id}\", \"name\": \"{id}\", \"type\": \"Microsoft.Management/managementGroups\", \"displayName\": \"{id}\", \"children\": [{children}]}}"
        )
    };
    let middle: Vec<String> = (0..10)
        .map(|number| {
            let children: Vec<String> = (0..5)
                .map(|at| {
                    let id = guid(3, number * 5 + at);
                    format!("{{\"id\": \"/subscriptions/{id}\", \"name\": \"{id}\", \"type\": \"/subscriptions\", \"displayName\": \"s\", \"children\": null}}")
                })
                .collect();
            group(&format!("mg-{number}"), &children.join(", "))
        })
        .collect();
    fs::write(
        folder.join("management-groups.json"),
        group("root", &middle.join(", ")),
    )?;

    let mut out = String::new();
    for _ in 0..400 {
        let (plane, action) = ACTIONS[dice.roll(ACTIONS.len())];
        let _ = writeln!(
            out,
            "{{\"who\": \"{}\", \"plane\": \"{plane}\", \"action\": \"{action}\", \"scope\": \"{}\"}}",
            guid(1, dice.roll(principals)),
            scope(&mut dice)
        );
    }
    fs::write(folder.with_extension("questions.jsonl"), out)
}
