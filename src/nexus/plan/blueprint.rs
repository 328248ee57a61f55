//! The names and ids that a plan's commands are made of: from the cluster, the resources and the
//! names given, with placeholders for the rest.

use super::PlanRequest;
use super::script::{ScriptNames, ScriptPlace};
use crate::nexus::address::{Cloud, shown};
use crate::nexus::check::CheckInput;
use crate::nexus::cluster::{AttachedIdentity, Cluster, Deployment};
use crate::nexus::commands::ClusterName;
use crate::nexus::grant::{Judgement, judge};
use crate::nexus::requirement::{Needed, NeededBy, NeededRole, Requirement, principal_of};
use crate::nexus::resource_id::ResourceId;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::{AssociatedIdentity, SettingKind};
use crate::nexus::target::Target;

/// Everything that the steps need to know.
pub(super) struct Blueprint<'a> {
    pub(super) request: &'a PlanRequest<'a>,
    pub(super) name: ClusterName,
    pub(super) location: String,
    pub(super) stage: Stage,
    /// Storage, workspace, vault.
    pub(super) places: Vec<Place>,
    /// The cluster with the planned identities attached, so that grants can be judged.
    planned: Cluster,
}

/// How far the cluster is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stage {
    /// Not created.
    New,
    /// Created, not deployed.
    Created,
    /// Deployed, or nothing says that it isn't.
    Deployed,
}

/// One of the three resources, and the identity that is to reach it.
pub(super) struct Place {
    pub(super) kind: SettingKind,
    /// What the setting says: URL, id, URI.
    pub(super) target: String,
    /// The resource's id, or a placeholder.
    pub(super) id: String,
    /// The name of the account, workspace or vault.
    pub(super) name: String,
    /// The container's name, for storage.
    pub(super) container: String,
    pub(super) holder: NeededBy,
}

impl<'a> Blueprint<'a> {
    pub(super) fn user_assigned(request: &'a PlanRequest<'a>, per_resource: bool) -> Self {
        let name = cluster_name(request);
        let holders = user_holders(request, &name, per_resource);
        Self::new(request, name, holders)
    }

    pub(super) fn system_assigned(request: &'a PlanRequest<'a>) -> Self {
        let name = cluster_name(request);
        let holders = [NeededBy::System, NeededBy::System, NeededBy::System];
        Self::new(request, name, holders)
    }

    fn new(request: &'a PlanRequest<'a>, name: ClusterName, holders: [NeededBy; 3]) -> Self {
        let places: Vec<Place> = SettingKind::ALL
            .into_iter()
            .zip(holders)
            .map(|(kind, holder)| place(request, &name, kind, holder))
            .collect();
        let mut planned = request.cluster.cloned().unwrap_or_default();
        for place in &places {
            if let NeededBy::User(id) = &place.holder
                && planned.identity.find(id).is_none()
            {
                planned.identity.attached.push(AttachedIdentity {
                    id: id.clone(),
                    client: None,
                    principal: None,
                });
            }
        }
        Self {
            request,
            location: given(
                &request.names.location,
                request.cluster.and_then(|c| c.location.as_deref()),
                "<region>",
            ),
            stage: match request.cluster.map(|cluster| cluster.deployment) {
                None => Stage::New,
                Some(Deployment::Pending) => Stage::Created,
                Some(_) => Stage::Deployed,
            },
            name,
            places,
            planned,
        }
    }

    /// The distinct user-assigned identities of the plan.
    pub(super) fn user_identities(&self) -> Vec<&ResourceId> {
        let mut found: Vec<&ResourceId> = Vec::new();
        for place in &self.places {
            if let NeededBy::User(id) = &place.holder
                && !found.contains(&id)
            {
                found.push(id);
            }
        }
        found
    }

    /// The object id of a holder, or a placeholder.
    pub(super) fn principal(&self, holder: &NeededBy) -> String {
        match principal_of(&self.planned, self.request.resources, holder) {
            Some(principal) => principal.to_string(),
            None => match holder {
                NeededBy::User(id) if id.name() != "<uami>" => {
                    format!("<principalId of {}>", id.name().trim_matches(['<', '>']))
                }
                NeededBy::Platform => "<object id of the platform>".to_owned(),
                _ => "<principalId>".to_owned(),
            },
        }
    }

    /// What a script of the plan is made of.
    pub(super) fn script_names(&self) -> ScriptNames {
        let identities = self.user_identities().into_iter();
        let places = self.places.iter().map(ScriptPlace::from);
        ScriptNames {
            cluster: self.name.clone(),
            location: self.location.clone(),
            identities: identities
                .map(|id| (id.clone(), self.principal(&NeededBy::User(id.clone()))))
                .collect(),
            places: places.collect(),
            platform: self.request.platform.cloned(),
        }
    }

    /// What the inputs show of the grant of a place, where its address is one.
    pub(super) fn grant_of(&self, place: &Place) -> Option<Judgement> {
        let target = Target::parse(place.kind, &place.target).ok()?;
        let rule = match place.kind {
            SettingKind::CommandOutput => ClusterRule::A1,
            SettingKind::Analytics => ClusterRule::A2,
            SettingKind::SecretArchive => ClusterRule::A3,
        };
        Some(self.judged(Requirement {
            rule,
            kind: place.kind,
            holder: place.holder.clone(),
            role: NeededRole::for_setting(place.kind),
            on: Needed::Resource(target),
            slots: Vec::new(),
        }))
    }

    /// What the inputs show of whether the platform may use an identity.
    pub(super) fn platform_may_use(&self, id: &ResourceId) -> Judgement {
        self.judged(Requirement {
            rule: ClusterRule::A4,
            kind: SettingKind::SecretArchive,
            holder: NeededBy::Platform,
            role: NeededRole::for_platform(),
            on: Needed::Identity(id.clone()),
            slots: Vec::new(),
        })
    }

    fn judged(&self, requirement: Requirement) -> Judgement {
        let input = CheckInput {
            cluster: &self.planned,
            resources: self.request.resources,
            access: self.request.access,
            api_version: None,
            platform: self.request.platform,
        };
        judge(&input, requirement)
    }

    /// Whether the cluster's setting is as planned.
    pub(super) fn is_set(&self, place: &Place) -> bool {
        let Some(setting) = self.request.cluster.and_then(|c| c.setting(place.kind)) else {
            return false;
        };
        let same_target = match setting.target.as_deref() {
            None => false,
            Some(text) => {
                Target::parse(place.kind, text).ok()
                    == Target::parse(place.kind, &place.target).ok()
            }
        };
        let wanted = identity_of(&place.holder);
        same_target
            && setting.identity.kind() == wanted.kind()
            && setting.identity.resource_id == wanted.resource_id
    }
}

/// What a setting says for a holder.
pub(super) fn identity_of(holder: &NeededBy) -> AssociatedIdentity {
    match holder {
        NeededBy::User(id) => AssociatedIdentity::user(id.clone()),
        NeededBy::System | NeededBy::Platform => AssociatedIdentity::system(),
    }
}

fn given(name: &Option<String>, known: Option<&str>, placeholder: &str) -> String {
    name.as_deref().or(known).unwrap_or(placeholder).to_owned()
}

pub(super) fn cluster_name(request: &PlanRequest<'_>) -> ClusterName {
    let names = request.names;
    let own = request.cluster.map(ClusterName::of);
    ClusterName {
        name: given(&names.cluster, own.as_ref().map(|o| &*o.name), "<cluster>"),
        resource_group: given(
            &names.resource_group,
            own.as_ref().map(|o| &*o.resource_group),
            "<rg>",
        ),
        subscription: names
            .subscription
            .clone()
            .or_else(|| own.and_then(|own| own.subscription)),
    }
}

/// The identities of the plan: those given, else those that the settings use, else those that are
/// attached, else placeholders.
fn user_holders(
    request: &PlanRequest<'_>,
    name: &ClusterName,
    per_resource: bool,
) -> [NeededBy; 3] {
    let subscription = name.subscription.as_deref().unwrap_or("<subscription>");
    let id_of = |text: &str| {
        if text.starts_with('/') {
            ResourceId::new(text)
        } else {
            ResourceId::user_assigned(subscription, &name.resource_group, text)
        }
    };
    let given: Vec<ResourceId> = request.names.identities.iter().map(|t| id_of(t)).collect();
    let cluster = request.cluster;
    let in_setting = |kind| {
        cluster
            .and_then(|cluster| cluster.setting(kind))
            .and_then(|setting| setting.identity.user_assigned().cloned())
    };
    let attached = cluster.and_then(|cluster| cluster.identity.attached.first());
    let first = given
        .first()
        .cloned()
        .or_else(|| SettingKind::ALL.into_iter().find_map(in_setting))
        .or_else(|| attached.map(|entry| entry.id.clone()))
        .unwrap_or_else(|| id_of("<uami>"));
    let one = |at: usize, kind: SettingKind, placeholder: &str| {
        NeededBy::User(if per_resource {
            given
                .get(at)
                .cloned()
                .or_else(|| in_setting(kind))
                .unwrap_or_else(|| id_of(placeholder))
        } else {
            first.clone()
        })
    };
    [
        one(0, SettingKind::CommandOutput, "<storage uami>"),
        one(1, SettingKind::Analytics, "<workspace uami>"),
        one(2, SettingKind::SecretArchive, "<vault uami>"),
    ]
}

fn place(
    request: &PlanRequest<'_>,
    name: &ClusterName,
    kind: SettingKind,
    holder: NeededBy,
) -> Place {
    let names = request.names;
    let provider = |rest: &str| {
        let subscription = name.subscription.as_deref().unwrap_or("<subscription>");
        let group = &name.resource_group;
        format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{rest}")
    };
    let (resource, container, target) = match kind {
        SettingKind::CommandOutput => storage(request),
        SettingKind::Analytics => {
            let known = current(request.cluster, kind)
                .or_else(|| request.cluster?.legacy_workspace.as_deref());
            let id = match (&names.workspace, known) {
                (Some(text), _) if text.starts_with('/') => text.clone(),
                (Some(text), _) => {
                    provider(&format!("Microsoft.OperationalInsights/workspaces/{text}"))
                }
                (None, Some(id)) => shown(id).into_owned(),
                (None, None) => provider("Microsoft.OperationalInsights/workspaces/<law>"),
            };
            (ResourceId::new(&id).name().to_owned(), String::new(), id)
        }
        SettingKind::SecretArchive => vault(request),
    };
    let id = Target::parse(kind, &target)
        .ok()
        .and_then(|target| target.resource_id(request.resources, request.access))
        .map_or_else(
            || match kind {
                SettingKind::CommandOutput => {
                    provider(&format!("Microsoft.Storage/storageAccounts/{resource}"))
                }
                SettingKind::Analytics => target.clone(),
                SettingKind::SecretArchive => {
                    provider(&format!("Microsoft.KeyVault/vaults/{resource}"))
                }
            },
            |id| id.to_string(),
        );
    Place {
        kind,
        target,
        id,
        name: resource,
        container,
        holder,
    }
}

impl From<&Place> for ScriptPlace {
    fn from(place: &Place) -> Self {
        Self {
            kind: place.kind,
            name: place.name.clone(),
            id: place.id.clone(),
            container: place.container.clone(),
            holder: place.holder.clone(),
        }
    }
}

/// The resources that the settings of the cluster name.
pub(super) fn places_of_settings(
    request: &PlanRequest<'_>,
    name: &ClusterName,
) -> Vec<ScriptPlace> {
    let set = |kind: &SettingKind| current(request.cluster, *kind).is_some();
    let kinds = SettingKind::ALL.into_iter().filter(set);
    kinds
        .map(|kind| ScriptPlace::from(&place(request, name, kind, NeededBy::System)))
        .collect()
}

fn current(cluster: Option<&Cluster>, kind: SettingKind) -> Option<&str> {
    cluster?.setting(kind)?.target.as_deref()
}

fn storage(request: &PlanRequest<'_>) -> (String, String, String) {
    let (cluster, names) = (request.cluster, request.names);
    let known = current(cluster, SettingKind::CommandOutput);
    let parsed = known.map(|text| Target::parse(SettingKind::CommandOutput, text));
    let (account, container) = match parsed {
        Some(Ok(Target::Container {
            account, container, ..
        })) => (Some(account), Some(container)),
        _ => (None, None),
    };
    let same = names.storage_account.is_none() && names.container.is_none();
    let account = given(&names.storage_account, account.as_deref(), "<account>");
    let container = given(&names.container, container.as_deref(), "<container>");
    let url = match known {
        Some(url) if same => shown(url).into_owned(),
        _ => match request
            .resources
            .account(&account)
            .map(|known| &known.endpoint)
        {
            Some(Some(endpoint)) => format!("{}/{container}", endpoint.trim_end_matches('/')),
            _ => Cloud::of(cluster).container(&account, &container),
        },
    };
    (account, container, url)
}

fn vault(request: &PlanRequest<'_>) -> (String, String, String) {
    let (cluster, names) = (request.cluster, request.names);
    let known = current(cluster, SettingKind::SecretArchive);
    let parsed = known.map(|text| Target::parse(SettingKind::SecretArchive, text));
    let of_legacy = || {
        let id = cluster?.legacy_vault.as_deref()?;
        Some(ResourceId::new(&shown(id)).name().to_owned())
    };
    let name = match parsed {
        Some(Ok(Target::Vault { name, .. })) => Some(name),
        _ => of_legacy(),
    };
    let same = names.vault.is_none();
    let name = given(&names.vault, name.as_deref(), "<vault>");
    let uri = match known {
        Some(uri) if same => shown(uri).into_owned(),
        _ => match request.resources.vault(&name).map(|known| &known.uri) {
            Some(Some(uri)) => uri.clone(),
            _ => Cloud::of(cluster).vault(&name),
        },
    };
    (name, String::new(), uri)
}
