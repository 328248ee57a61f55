//! A cluster put back into the JSON that it was read from.

use serde_json::{Map, Value};

use super::cluster::{Cluster, ClusterIdentity};
use super::resource_id::ResourceId;
use super::setting::{AssociatedIdentity, ClusterSetting, SettingKind};

impl Cluster {
    /// The JSON of a cluster with the identities and settings of this one in place of its own; what
    /// else it holds stays. `Null` for a cluster that doesn't exist yet.
    pub fn written_onto(&self, original: &Value) -> Value {
        let list = original
            .as_array()
            .or_else(|| original.get("value")?.as_array());
        let original = list.and_then(|rows| rows.first()).unwrap_or(original);
        let mut cluster = original.as_object().cloned().unwrap_or_default();
        if cluster.is_empty() {
            if let Some(id) = &self.id {
                cluster.insert("id".to_owned(), id.as_str().into());
            }
            if let Some(name) = &self.name {
                cluster.insert("name".to_owned(), name.as_str().into());
            }
            cluster.insert("detailedStatus".to_owned(), "PendingDeployment".into());
        }
        let identity = identity_json(&self.identity, cluster.get("identity"));
        cluster.insert("identity".to_owned(), identity);
        match cluster.get_mut("properties") {
            Some(Value::Object(properties)) => self.write_settings(properties),
            _ => self.write_settings(&mut cluster),
        }
        Value::Object(cluster)
    }

    fn write_settings(&self, fields: &mut Map<String, Value>) {
        for kind in SettingKind::ALL {
            let name = kind.json_name();
            let block = match self.setting(kind) {
                Some(setting) => setting_json(kind, setting, fields.get(name)),
                None if fields.contains_key(name) => Value::Null,
                None => continue,
            };
            fields.insert(name.to_owned(), block);
        }
    }
}

fn identity_json(identity: &ClusterIdentity, original: Option<&Value>) -> Value {
    let mut fields = original
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    fields.insert(
        "type".to_owned(),
        identity.type_text.as_deref().unwrap_or("None").into(),
    );
    match &identity.principal {
        Some(principal) => {
            fields.insert("principalId".to_owned(), principal.as_str().into());
        }
        None => {
            for name in ["principalId", "tenantId"] {
                if let Some(value) = fields.get_mut(name) {
                    *value = Value::Null;
                }
            }
        }
    }
    let known = fields.remove("userAssignedIdentities");
    let known: Vec<(ResourceId, Value)> = known
        .as_ref()
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(key, entry)| (ResourceId::new(key), entry.clone()))
        .collect();
    let entries = identity.attached.iter().map(|entry| {
        let known = known.iter().find(|(id, _)| *id == entry.id);
        let value = known.map_or_else(|| Value::Object(Map::new()), |(_, entry)| entry.clone());
        (entry.id.as_str().to_owned(), value)
    });
    let entries: Map<String, Value> = entries.collect();
    if !entries.is_empty() {
        fields.insert("userAssignedIdentities".to_owned(), Value::Object(entries));
    }
    Value::Object(fields)
}

fn setting_json(kind: SettingKind, setting: &ClusterSetting, original: Option<&Value>) -> Value {
    let mut fields = original
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
    fields.insert(kind.target_name().to_owned(), text(&setting.target));
    fields.insert(
        "associatedIdentity".to_owned(),
        associated_json(&setting.identity),
    );
    if setting.overrides().is_empty() {
        if let Some(Value::Array(overrides)) = fields.get_mut("overrides") {
            overrides.clear();
        }
    } else {
        let overrides = setting.overrides().iter().map(|entry| {
            let fields = [
                ("commandOutputType", text(&entry.command_type)),
                ("containerUrl", text(&entry.target)),
                ("associatedIdentity", associated_json(&entry.identity)),
            ];
            let fields = fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value));
            Value::Object(fields.collect())
        });
        fields.insert("overrides".to_owned(), overrides.collect());
    }
    Value::Object(fields)
}

fn associated_json(identity: &AssociatedIdentity) -> Value {
    let id = identity.resource_id.as_ref().map(ResourceId::as_str);
    let fields = [
        ("identityType", identity.identity_type.as_deref()),
        ("userAssignedIdentityResourceId", id),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    Value::Object(fields.collect())
}
