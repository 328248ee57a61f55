//! Resources that run as managed identities: their `identity` block and what stands for one.

use serde_json::Value;

use crate::ids::{PrincipalId, parse_guid};
use crate::model::{HostKind, HostedIdentity, IdentityHost};
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;
use crate::text;

/// The host that a resource describes; `None` where it runs as no identity, or its id is none.
pub(super) fn host(record: &Value, place: Place) -> Option<IdentityHost> {
    let id = Scope::parse(field(record, "id")?.as_str()?).ok()?;
    let mut identities = Vec::new();
    if let Some(identity) = field(record, "identity") {
        if let Some(principal) = field(identity, "principalId").and_then(object_id) {
            identities.push(HostedIdentity {
                principal: Some(principal),
                resource: None,
            });
        }
        let attached = field(identity, "userAssignedIdentities").and_then(Value::as_object);
        for (resource, entry) in attached.into_iter().flatten() {
            identities.push(HostedIdentity {
                principal: field(entry, "principalId").and_then(object_id),
                resource: Scope::parse(resource).ok(),
            });
        }
    }
    // A Kubernetes cluster names the identity of its nodes here.
    let properties = field(record, "properties").unwrap_or(record);
    let profile = field(properties, "identityProfile").and_then(Value::as_object);
    for (_, entry) in profile.into_iter().flatten() {
        let resource = field(entry, "resourceId").and_then(Value::as_str);
        identities.push(HostedIdentity {
            principal: field(entry, "objectId").and_then(object_id),
            resource: resource.and_then(|id| Scope::parse(id).ok()),
        });
    }
    identities.retain(|found| found.principal.is_some() || found.resource.is_some());
    (!identities.is_empty()).then(|| IdentityHost {
        kind: HostKind::of_id(&id),
        id,
        identities,
        place,
    })
}

/// A subscription, as a record of `az account list`, of REST or of `Get-AzSubscription` has it.
pub(super) struct Subscription<'v> {
    pub(super) scope: Scope,
    /// What it is called.
    pub(super) name: &'v str,
    /// The tenant that it is of.
    pub(super) tenant: Option<&'v str>,
}

/// The subscription that a record is.
pub(super) fn subscription(record: &Value) -> Option<Subscription<'_>> {
    let text = |name| field(record, name).and_then(Value::as_str);
    field(record, "tenantId")?;
    field(record, "state")?;
    let id = text("id")?;
    let path = match parse_guid(id) {
        Some(_) => format!("/subscriptions/{id}"),
        None => id.to_owned(),
    };
    let scope = Scope::parse(&path).ok()?;
    let is_subscription = scope.kind() == ScopeKind::Subscription;
    let name = text("displayName").or_else(|| text("name"))?;
    is_subscription.then_some(Subscription {
        scope,
        name,
        tenant: text("tenantId"),
    })
}

fn object_id(value: &Value) -> Option<PrincipalId> {
    let id = value.as_str().filter(|id| !id.trim().is_empty())?;
    Some(PrincipalId::new(id))
}

/// A field by its name, in any case.
fn field<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let mut fields = value.as_object()?.iter();
    let (_, found) = fields.find(|(key, _)| text::same(key, name))?;
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::import::{InputSource, Stdin, read};
    use crate::model::{HostKind, InputKind, PrincipalKind, Tenant};

    const GROUP: &str = "/subscriptions/5ab5ab5a-0000-4000-8000-000000000001/resourceGroups/app";

    fn tenant(json: &str) -> Tenant {
        read(&[InputSource::Stdin(Stdin(json.as_bytes().to_vec()))])
    }

    #[test]
    fn a_machine_with_two_identities() {
        let read = tenant(&format!(
            r#"[{{"id":"{GROUP}/providers/Microsoft.Compute/virtualMachines/vm","name":"vm",
            "type":"Microsoft.Compute/virtualMachines","identity":{{"type":"SystemAssigned, UserAssigned",
            "principalId":"a0000000-0000-0000-0000-000000000001","tenantId":"t","userAssignedIdentities":{{
            "{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id":{{"clientId":"c",
            "principalId":"a0000000-0000-0000-0000-000000000002"}}}}}}}}]"#
        ));
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        assert_eq!(read.inputs[0].kind, InputKind::Hosts);
        let [host] = &read.identity_hosts[..] else {
            panic!("{:?}", read.identity_hosts);
        };
        assert_eq!(host.kind, HostKind::VirtualMachine);
        assert_eq!(host.identities.len(), 2);
        let known: Vec<_> = read.principals.values().collect();
        assert!(
            known
                .iter()
                .all(|p| p.kind == PrincipalKind::ManagedIdentity)
        );
        let homes: Vec<_> = known
            .iter()
            .filter_map(|p| p.resource_id.as_deref())
            .collect();
        assert!(homes[0].ends_with("/virtualMachines/vm") && homes[1].ends_with("/id"));
    }

    #[test]
    fn resources_without_identity_are_read_in_silence() {
        let read = tenant(&format!(
            r#"[{{"id":"{GROUP}/providers/Microsoft.Compute/virtualMachines/vm","name":"vm",
            "type":"Microsoft.Compute/virtualMachines","identity":null,"location":"x"}}]"#
        ));
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        assert!(read.identity_hosts.is_empty());
    }

    #[test]
    fn the_node_identity_of_a_kubernetes_cluster() {
        let read = tenant(&format!(
            r#"[{{"id":"{GROUP}/providers/Microsoft.ContainerService/managedClusters/k","identity":{{
            "type":"SystemAssigned","principalId":"a0000000-0000-0000-0000-000000000001"}},
            "identityProfile":{{"kubeletidentity":{{"objectId":"a0000000-0000-0000-0000-000000000002",
            "resourceId":"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nodes"}}}}}}]"#
        ));
        assert_eq!(read.identity_hosts[0].identities.len(), 2);
        assert_eq!(read.identity_hosts[0].kind, HostKind::KubernetesCluster);
    }
}
