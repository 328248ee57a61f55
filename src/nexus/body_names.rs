//! The names of properties in the body of a change of a cluster: Azure reads them without regard to case.

use serde_json::{Map, Value};

use super::setting::SettingKind;
use crate::near::near;
use crate::span::Diagnostic;
use crate::text;

/// What a cluster has beside its properties.
const OF_CLUSTER: [&str; 15] = [
    "identity",
    "properties",
    "tags",
    "id",
    "name",
    "type",
    "location",
    "extendedLocation",
    "systemData",
    "etag",
    "kind",
    "userAssignedIdentities",
    "commandOutputSettings",
    "analyticsOutputSettings",
    "secretArchiveSettings",
];

const OF_IDENTITY: [&str; 4] = ["type", "userAssignedIdentities", "principalId", "tenantId"];

const OF_PROPERTIES: [&str; 34] = [
    "actionStates",
    "aggregatorOrSingleRackDefinition",
    "analyticsOutputSettings",
    "analyticsWorkspaceId",
    "availableUpgradeVersions",
    "clusterCapacity",
    "clusterConnectionStatus",
    "clusterExtendedLocation",
    "clusterLocation",
    "clusterManagerConnectionStatus",
    "clusterManagerId",
    "clusterServicePrincipal",
    "clusterType",
    "clusterVersion",
    "commandOutputSettings",
    "computeDeploymentThreshold",
    "computeRackDefinitions",
    "detailedStatus",
    "detailedStatusMessage",
    "hybridAksExtendedLocation",
    "managedResourceGroupConfiguration",
    "manualActionCount",
    "networkFabricId",
    "provisioningState",
    "runtimeProtectionConfiguration",
    "secretArchive",
    "secretArchiveSettings",
    "serialNumber",
    "supportExpiryDate",
    "systemData",
    "updateStrategy",
    "vulnerabilityScanningSettings",
    "workloadResourceIds",
    "zones",
];

const OF_ASSOCIATED: [&str; 3] = [
    "identityType",
    "userAssignedIdentityResourceId",
    "identityResourceId",
];

const OF_BLOCK: [&str; 6] = [
    "associatedIdentity",
    "overrides",
    "commandOutputType",
    "identityType",
    "userAssignedIdentityResourceId",
    "identityResourceId",
];

/// A body with its known names as they are documented, and what is said of those that nobody knows.
///
/// # Errors
///
/// The reason, when a name stands twice in different case: nobody knows which one counts.
pub(super) fn as_documented(body: &Value) -> Result<(Value, Vec<Diagnostic>), String> {
    let Value::Object(fields) = body else {
        return Ok((body.clone(), Vec::new()));
    };
    let mut said = Vec::new();
    let mut whole = renamed(fields, &OF_CLUSTER, "", &mut said)?;
    if let Some(Value::Object(identity)) = whole.get("identity") {
        let identity = renamed(identity, &OF_IDENTITY, "identity.", &mut said)?;
        whole.insert("identity".to_owned(), Value::Object(identity));
    }
    if let Some(Value::Object(properties)) = whole.get("properties") {
        let properties = renamed(properties, &OF_PROPERTIES, "properties.", &mut said)?;
        for kind in SettingKind::ALL {
            let path = format!("properties.{}.", kind.json_name());
            if let Some(Value::Object(block)) = properties.get(kind.json_name()) {
                let known = [&OF_BLOCK[..], &[kind.target_name()]].concat();
                said.extend(unknown_in(block, &known, &path));
                if let Some((_, Value::Object(identity))) =
                    (block.iter()).find(|(key, _)| text::same(&bare(key), "associatedIdentity"))
                {
                    let path = format!("{path}associatedIdentity.");
                    said.extend(unknown_in(identity, &OF_ASSOCIATED, &path));
                }
            }
        }
        whole.insert("properties".to_owned(), Value::Object(properties));
    }
    Ok((Value::Object(whole), said))
}

fn renamed(
    fields: &Map<String, Value>,
    known: &[&'static str],
    path: &str,
    said: &mut Vec<Diagnostic>,
) -> Result<Map<String, Value>, String> {
    let mut found = Map::new();
    for (key, value) in fields {
        let name = known.iter().find(|name| text::same(name, key));
        let name = name.map_or(key.as_str(), |name| *name);
        if found.insert(name.to_owned(), value.clone()).is_some() {
            return Err(format!("`{path}{name}` stands twice, in different case"));
        }
    }
    said.extend(unknown_in(fields, known, path));
    Ok(found)
}

/// A name without what the command line writes in it.
fn bare(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_')).collect()
}

/// What is said of names that are none of these.
fn unknown_in(fields: &Map<String, Value>, known: &[&'static str], path: &str) -> Vec<Diagnostic> {
    let is_known = |key: &str| known.iter().any(|name| text::same(name, &bare(key)));
    let unknown = fields.keys().filter(|key| !is_known(key));
    let said = unknown.map(|key| {
        let message = format!(
            "`{path}{key}` is no property of a cluster known here: what it changes is not judged"
        );
        let fault = Diagnostic::warning("unknown-property", message).grant_lost();
        match near(key, known.iter().copied(), 1).first() {
            Some(like) => fault.help(format!("did you mean `{like}`?")),
            None => fault,
        }
    });
    said.collect()
}
