//! The single steps of the plans (nexus.md §4.2, numbers 1 to 13).

use super::PlanStep;
use super::blueprint::{Blueprint, Place, Stage, identity_of};
use crate::nexus::commands::{grant, identity_flags, settings_flag};
use crate::nexus::grant::platform;
use crate::nexus::network::NetworkAccess;
use crate::nexus::requirement::{NeededBy, NeededRole, PLATFORM_NAME};
use crate::nexus::resource_id::ResourceId;
use crate::nexus::resources::VaultAuthorization;
use crate::nexus::setting::SettingKind;
use crate::text::{self, shell_word};

/// Step 1.
pub(super) fn identity(blueprint: &Blueprint<'_>, id: &ResourceId) -> PlanStep {
    let group = id.resource_group().unwrap_or("<rg>");
    let attached = blueprint
        .request
        .cluster
        .is_some_and(|cluster| cluster.identity.find(id).is_some());
    let is_there = attached || blueprint.request.resources.identity(id).is_some();
    PlanStep::new(
        format!("create the user-assigned identity {}", id.name()),
        vec![format!(
            "az identity create --name {} --resource-group {} --location {}{}",
            shell_word(id.name()),
            shell_word(group),
            shell_word(&blueprint.location),
            elsewhere(blueprint, id)
        )],
    )
    .done_if(is_there)
    .note("keep `id` and `principalId` of the output")
}

/// Steps 2, 5 and 7.
pub(super) fn resource(blueprint: &Blueprint<'_>, place: &Place) -> PlanStep {
    match place.kind {
        SettingKind::CommandOutput => storage(blueprint, place),
        SettingKind::Analytics => workspace(blueprint, place),
        SettingKind::SecretArchive => vault(blueprint, place),
    }
}

/// The flag that names the subscription of a resource, where that is not the cluster's.
fn elsewhere(blueprint: &Blueprint<'_>, id: &ResourceId) -> String {
    let own = blueprint.name.subscription.as_deref();
    let is_other = |of: &&str| !of.contains('<') && own.is_none_or(|own| !text::same(own, of));
    let other = id.subscription().filter(is_other);
    other.map_or_else(String::new, |of| {
        format!(" --subscription {}", shell_word(of))
    })
}

fn group_of<'b>(blueprint: &'b Blueprint<'_>, id: &ResourceId) -> String {
    let own: &'b str = &blueprint.name.resource_group;
    id.resource_group().unwrap_or(own).to_owned()
}

fn storage(blueprint: &Blueprint<'_>, place: &Place) -> PlanStep {
    let resources = blueprint.request.resources;
    let id = ResourceId::new(&place.id);
    let container = resources.containers.iter().any(|known| {
        text::same(&known.name, &place.container)
            && known.account.as_ref().is_some_and(|account| *account == id)
    });
    PlanStep::new(
        format!(
            "create the storage account {} with its container",
            place.name
        ),
        vec![
            format!(
                "az storage account create --name {} --resource-group {} --location {}{}",
                shell_word(&place.name),
                shell_word(&group_of(blueprint, &id)),
                shell_word(&blueprint.location),
                elsewhere(blueprint, &id)
            ),
            format!(
                "az storage container create --account-name {} --name {} --auth-mode login{}",
                shell_word(&place.name),
                shell_word(&place.container),
                elsewhere(blueprint, &id)
            ),
        ],
    )
    .done_if(resources.account(&place.name).is_some() && container)
}

fn workspace(blueprint: &Blueprint<'_>, place: &Place) -> PlanStep {
    let id = ResourceId::new(&place.id);
    PlanStep::new(
        format!("create the Log Analytics workspace {}", place.name),
        vec![format!(
            "az monitor log-analytics workspace create --workspace-name {} --resource-group {} \
             --location {}{}",
            shell_word(&place.name),
            shell_word(&group_of(blueprint, &id)),
            shell_word(&blueprint.location),
            elsewhere(blueprint, &id)
        )],
    )
    .done_if(blueprint.request.resources.workspace(&id).is_some())
}

fn vault(blueprint: &Blueprint<'_>, place: &Place) -> PlanStep {
    let known = blueprint.request.resources.vault(&place.name);
    let name = shell_word(&place.name);
    let id = ResourceId::new(&place.id);
    let other = elsewhere(blueprint, &id);
    let switch =
        format!("az keyvault update --name {name} --enable-rbac-authorization true{other}");
    match known.map(|vault| vault.authorization) {
        Some(Some(VaultAuthorization::AccessPolicies)) => PlanStep::new(
            format!("switch the vault {} to role assignments", place.name),
            vec![switch],
        )
        .note("needs `Microsoft.KeyVault/vaults/write`; access policies stop counting"),
        Some(authorization) => PlanStep::new(
            format!("have the vault {} take role assignments", place.name),
            vec![switch],
        )
        .done_if(authorization.is_some()),
        None => PlanStep::new(
            format!("create the key vault {}", place.name),
            vec![format!(
                "az keyvault create --name {name} --resource-group {} --location {} \
                 --enable-rbac-authorization true{other}",
                shell_word(&group_of(blueprint, &id)),
                shell_word(&blueprint.location)
            )],
        )
        .note(format!("for a vault that exists: `{switch}`")),
    }
}

/// What a step acts on: of storage the account, since the container's scope is one of several.
fn acted_on(place: &Place) -> &'static str {
    match place.kind {
        SettingKind::CommandOutput => "storage account",
        SettingKind::Analytics | SettingKind::SecretArchive => place.kind.resource(),
    }
}

/// Steps 3, 6 and 8.
pub(super) fn grant_role(blueprint: &Blueprint<'_>, place: &Place) -> PlanStep {
    let role = NeededRole::for_setting(place.kind);
    let step = PlanStep::new(
        format!(
            "grant {} {} on the {} {}",
            who(&place.holder),
            role.name,
            acted_on(place),
            place.name
        ),
        vec![grant(
            &blueprint.principal(&place.holder),
            role.id(),
            &place.id,
        )],
    )
    .consequence(place.kind.consequence());
    match blueprint.grant_of(place) {
        Some(judgement) => step.judged(judgement),
        None => step,
    }
}

/// Step 3, for people: a blob data role to read the output, and Reader to find it (A5).
pub(super) fn readers(place: &Place) -> Option<PlanStep> {
    if place.kind != SettingKind::CommandOutput {
        return None;
    }
    let grant = |role: &str| {
        format!(
            "az role assignment create --assignee-object-id '<object id>' \
             --assignee-principal-type User --role {role} --scope {}",
            shell_word(&place.id)
        )
    };
    let roles = [BLOB_READER, READER].map(grant);
    Some(
        PlanStep::new(
            "let people read the output of run-* commands",
            roles.to_vec(),
        )
        .optional()
        .note(
            "for each user and group who needs it: Storage Blob Data Reader and Reader; the \
                 documentation names Storage Blob Data Contributor, which may write and delete too",
        )
        .consequence("nobody finds or reads the output in the portal"),
    )
}

const BLOB_READER: &str = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

fn who(holder: &NeededBy) -> String {
    match holder {
        NeededBy::User(id) => id.name().to_owned(),
        other => other.label(),
    }
}

/// Steps 4 and 10.
pub(super) fn firewall(blueprint: &Blueprint<'_>, place: &Place) -> Option<PlanStep> {
    let resources = blueprint.request.resources;
    let name = shell_word(&place.name);
    let id = ResourceId::new(&place.id);
    let other = elsewhere(blueprint, &id);
    let (network, commands) = match place.kind {
        SettingKind::CommandOutput => {
            let group = shell_word(&group_of(blueprint, &id));
            let commands = vec![
                format!(
                    "az storage account network-rule add --account-name {name} \
                     --resource-group {group} --ip-address '<ip>'{other}"
                ),
                format!(
                    "az storage account network-rule add --account-name {name} \
                     --resource-group {group} --subnet '<subnet id>'{other}"
                ),
                format!(
                    "az storage account update --name {name} --resource-group {group} \
                     --default-action Deny --bypass AzureServices{other}"
                ),
            ];
            let known = resources.account(&place.name);
            (known.and_then(|account| account.network.access()), commands)
        }
        SettingKind::SecretArchive => {
            let commands = vec![
                format!("az keyvault network-rule add --name {name} --ip-address '<ip>'{other}"),
                format!("az keyvault network-rule add --name {name} --subnet '<subnet id>'{other}"),
                format!(
                    "az keyvault update --name {name} --default-action Deny --bypass AzureServices{other}"
                ),
            ];
            let known = resources.vault(&place.name);
            (known.and_then(|vault| vault.network.access()), commands)
        }
        SettingKind::Analytics => return None,
    };
    let limited = matches!(network, Some(NetworkAccess::Limited { trusted: true, .. }));
    Some(
        PlanStep::new(
            format!("limit the {} {} to networks", acted_on(place), place.name),
            commands,
        )
        .optional()
        .done_if(limited)
        .note(
            "list the addresses and subnets of everyone who needs access; trusted services must pass",
        ),
    )
}

/// Step 9.
pub(super) fn platform(blueprint: &Blueprint<'_>, id: &ResourceId) -> PlanStep {
    let role = NeededRole::for_platform();
    let principal = match blueprint.request.platform {
        Some(principal) => principal.to_string(),
        None => blueprint.principal(&NeededBy::Platform),
    };
    PlanStep::new(
        format!(
            "grant the platform ({PLATFORM_NAME}) {} on {}",
            role.name,
            id.name()
        ),
        vec![
            platform::find_command(),
            grant(&principal, role.id(), id.as_str()),
        ],
    )
    .judged(blueprint.platform_may_use(id))
    .consequence("the platform cannot use the identity, and credential rotation fails")
    .note("only the vault's identity needs this")
}

/// The settings blocks of the plan, each with its target.
pub(super) fn settings_flags<'p>(places: impl IntoIterator<Item = &'p Place>) -> String {
    let flags: Vec<String> = places
        .into_iter()
        .map(|place| settings_flag(place.kind, &place.target, &identity_of(&place.holder)))
        .collect();
    flags.join(" ")
}

/// Step 12: nothing says of a cluster that exists whether it is deployed but its status.
pub(super) fn deploy(blueprint: &Blueprint<'_>) -> Option<PlanStep> {
    (blueprint.stage != Stage::Deployed).then(|| {
        PlanStep::new(
            "deploy the cluster",
            vec![blueprint.name.command("deploy", "")],
        )
        .note("add `--no-wait --debug` to return at once and see the request")
    })
}

/// Step 13.
pub(super) fn show(blueprint: &Blueprint<'_>) -> PlanStep {
    PlanStep::new(
        "look at the result",
        vec![blueprint.name.command("show", "--query identity")],
    )
}

/// The update of the identity set: what is there stays, what is planned comes.
pub(super) fn attach(blueprint: &Blueprint<'_>) -> PlanStep {
    let before = blueprint
        .request
        .cluster
        .map(|cluster| cluster.identity.as_set())
        .unwrap_or_default();
    let planned = blueprint.user_identities();
    let needs_system = blueprint
        .places
        .iter()
        .any(|place| place.holder == NeededBy::System);
    let done =
        planned.iter().all(|id| before.contains(id)) && (!needs_system || before.has_system());
    let mut step = PlanStep::new(
        "attach the identities to the cluster",
        vec![blueprint.name.command("update", &attach_flags(blueprint))],
    )
    .done_if(done);
    if !before.user_assigned().is_empty() || before.has_system() {
        step = step.note("an update drops every identity that it does not name again");
    }
    step
}

/// The identity flags: everything attached, and everything planned.
pub(super) fn attach_flags(blueprint: &Blueprint<'_>) -> String {
    let before = blueprint
        .request
        .cluster
        .map(|cluster| cluster.identity.as_set())
        .unwrap_or_default();
    let mut user = before.user_assigned().to_vec();
    for id in blueprint.user_identities() {
        if !user.contains(id) {
            user.push(id.clone());
        }
    }
    let system = before.has_system()
        || blueprint
            .places
            .iter()
            .any(|place| place.holder == NeededBy::System);
    identity_flags(&user, system)
}
