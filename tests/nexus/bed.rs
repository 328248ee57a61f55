//! A cluster with its inputs, to change and check.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rolecall::PrincipalId;
use rolecall::access::AccessIndex;
use rolecall::catalog::Catalog;
use rolecall::import::{self, InputSource, Stdin};
use rolecall::model::Tenant;
use rolecall::nexus::{
    ApiVersion, CheckInput, CheckResult, Cluster, ClusterCheck, ClusterResources, ClusterRule,
    RuleStatus, check_cluster,
};
use rolecall::pattern::Wildcards;
use rolecall::rule::Severity;
use serde_json::{Value, json};

pub(crate) const S: &str = "/subscriptions/11111111-1111-1111-1111-111111111111";
pub(crate) const U1_PRINCIPAL: &str = "aaaaaaaa-0000-0000-0000-000000000001";
pub(crate) const U1_CLIENT: &str = "cccccccc-0000-0000-0000-000000000001";
pub(crate) const SAMI_PRINCIPAL: &str = "aaaaaaaa-0000-0000-0000-00000000005a";
pub(crate) const STORAGE_ROLE: &str = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
pub(crate) const VAULT_ROLE: &str = "44f0a1a8-6fea-4b35-980a-8ff50c487c97";
pub(crate) const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
pub(crate) const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

pub(crate) fn core() -> &'static Catalog {
    thread_local! {
        static CORE: &'static Catalog = Box::leak(Box::new(Catalog::core(Wildcards::Azure)));
    }
    CORE.with(|core| *core)
}

pub(crate) fn rg(rest: &str) -> String {
    format!("{S}/resourceGroups/rg{rest}")
}

pub(crate) fn account() -> String {
    rg("/providers/Microsoft.Storage/storageAccounts/acct")
}

pub(crate) fn vault() -> String {
    rg("/providers/Microsoft.KeyVault/vaults/kv")
}

pub(crate) fn identity(name: &str) -> String {
    rg(&format!(
        "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
    ))
}

/// A cluster and its inputs, as JSON that a test may change.
#[derive(Clone)]
pub(crate) struct Bed {
    pub(crate) cluster: Value,
    pub(crate) assignments: Value,
    /// Anything else that the importer reads: groups, deny assignments, management groups.
    pub(crate) others: Vec<Value>,
    pub(crate) resources: Value,
    pub(crate) api_version: Option<&'static str>,
    pub(crate) platform: Option<&'static str>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/nexus")
}

fn json_of(fixture: &str, file: &str) -> Value {
    let own = folder().join(fixture).join(file);
    let path = if own.exists() {
        own
    } else {
        folder().join("f1").join(file)
    };
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub(crate) fn fixture(name: &str) -> Bed {
    Bed {
        cluster: json_of(name, "cluster.json"),
        assignments: json_of(name, "assignments.json"),
        others: Vec::new(),
        resources: json_of(name, "resources.json"),
        api_version: Some("2025-02-01"),
        platform: None,
    }
}

pub(crate) fn f1() -> Bed {
    static F1: OnceLock<Bed> = OnceLock::new();
    F1.get_or_init(|| fixture("f1")).clone()
}

impl Bed {
    pub(crate) fn assign(&mut self, principal: &str, kind: &str, role: &str, scope: &str) {
        let rows = self.assignments.as_array_mut().unwrap();
        let guid = format!("eeeeeeee-0000-0000-0000-{:012}", rows.len());
        rows.push(json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{guid}"),
            "name": guid,
            "principalId": principal,
            "principalName": if kind == "User" { "ann@contoso.com" } else { "" },
            "principalType": kind,
            "roleDefinitionId": format!("{S}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
            "scope": scope,
        }));
    }

    /// Leaves out the assignments whose role, principal or scope holds `text`.
    pub(crate) fn without(&mut self, text: &str) {
        let rows = self.assignments.as_array_mut().unwrap();
        rows.retain(|row| {
            !["roleDefinitionId", "principalId", "scope"]
                .iter()
                .any(|field| row[field].as_str().unwrap().ends_with(text))
        });
    }

    pub(crate) fn tenant(&self) -> Tenant {
        let documents = std::iter::once(&self.assignments).chain(&self.others);
        let sources: Vec<InputSource> = documents
            .map(|document| InputSource::Stdin(Stdin(serde_json::to_vec(document).unwrap())))
            .collect();
        import::read(&sources)
    }

    pub(crate) fn cluster(&self) -> Cluster {
        Cluster::from_json(&self.cluster).unwrap()
    }

    pub(crate) fn resources(&self) -> ClusterResources {
        let mut resources = ClusterResources::default();
        resources.take(&self.resources);
        resources
    }

    pub(crate) fn check(&self) -> CheckResult {
        let tenant = self.tenant();
        let mut own = None;
        if !tenant.role_definitions.is_empty() {
            let catalog = own.insert(Catalog::core(Wildcards::Azure));
            catalog.add_inputs(&tenant);
        }
        let index = AccessIndex::new(&tenant, own.as_ref().unwrap_or(core()));
        let platform = self.platform.map(PrincipalId::new);
        check_cluster(&CheckInput {
            cluster: &self.cluster(),
            resources: &self.resources(),
            access: Some(&index),
            api_version: self
                .api_version
                .map(|text| ApiVersion::parse(text).unwrap()),
            platform: platform.as_ref(),
        })
    }

    /// The judgements of one rule.
    pub(crate) fn of(&self, rule: ClusterRule) -> Vec<ClusterCheck> {
        let mut checks = self.check().checks;
        checks.retain(|check| check.rule == rule);
        checks
    }

    pub(crate) fn statuses(&self, rule: ClusterRule) -> Vec<RuleStatus> {
        self.of(rule).iter().map(|check| check.status).collect()
    }

    /// The one judgement of a rule that has this status.
    pub(crate) fn only(&self, rule: ClusterRule, status: RuleStatus) -> ClusterCheck {
        let mut checks = self.of(rule);
        checks.retain(|check| check.status == status);
        assert_eq!(checks.len(), 1, "{rule} {status:?}: {:#?}", self.of(rule));
        checks.remove(0)
    }
}

/// The rules of severity error with this status.
pub(crate) fn errors(result: &CheckResult, status: RuleStatus) -> Vec<&'static str> {
    let mut rules: Vec<&str> = result
        .checks
        .iter()
        .filter(|check| check.severity == Severity::High && check.status == status)
        .map(|check| check.rule.rule().id)
        .collect();
    rules.dedup();
    rules
}
