//! R1 to R6: the resources that the settings name.

use super::context::{Context, NamedTarget};
use super::result::ClusterCheck;
use crate::nexus::address::{Address, fault_of_cloud, shown};
use crate::nexus::commands::settings_flag;
use crate::nexus::network::{NetworkAccess, NetworkSettings};
use crate::nexus::resource_id::ResourceId;
use crate::nexus::resources::{
    BlobContainer, ClusterResources, ENDPOINTS, KeyVault, StorageAccount, URI, VaultAuthorization,
};
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::{SettingKind, SettingSlot};
use crate::nexus::standing::{ResourceState, Standing};
use crate::nexus::target::Target;
use crate::rule::Severity;
use crate::text::{self, shell_word};

fn vaults<'a>(context: &'a Context<'_>) -> impl Iterator<Item = (&'a str, Option<&'a KeyVault>)> {
    context
        .targets
        .iter()
        .filter_map(|named| match &named.target {
            Target::Vault { name, .. } => {
                let mut known = context.input.resources.vaults.iter();
                let vault = known.find(|vault| Some(&vault.id) == named.id());
                Some((name.as_str(), vault))
            }
            _ => None,
        })
}

fn ask_for_vault(rule: ClusterRule, name: &str, what: &str) -> ClusterCheck {
    let message = format!(
        "{what} is not known; add the output of `az keyvault show --name {}`",
        shell_word(name)
    );
    ClusterCheck::unknown(rule, name, message)
}

/// A rule that stays open, since descriptions of the resource contradict each other.
fn disputed(rule: ClusterRule, name: &str, field: &str) -> ClusterCheck {
    let message = format!(
        "the inputs describe `{name}` with different `{field}`, and no date says which is right: export \
         it again"
    );
    ClusterCheck::unknown(rule, name, message)
}

pub(super) fn vault_takes_roles(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    const FIELD: &str = "enableRbacAuthorization";
    let is_disputed = |vault: &KeyVault| vault.standing.is_disputed(FIELD);
    vaults(context)
        .map(|(name, vault)| match vault.and_then(|v| v.authorization) {
            _ if vault.is_some_and(is_disputed) => disputed(rule, name, FIELD),
            None => ask_for_vault(rule, name, "whether the vault takes role assignments"),
            Some(VaultAuthorization::Roles) => {
                ClusterCheck::pass(rule, name, "the vault takes role assignments")
            }
            Some(VaultAuthorization::AccessPolicies) => ClusterCheck::fail(
                rule,
                name,
                "the vault goes by access policies (`enableRbacAuthorization` is not true)",
            )
            .consequence("the role assignment has no effect on secrets: credential rotation fails")
            .fix(format!(
                "az keyvault update --name {} --enable-rbac-authorization true",
                shell_word(name)
            )),
        })
        .collect()
}

/// R2, R3: the bypass is an error, the list of addresses a remark.
fn limited(
    rule: ClusterRule,
    name: &str,
    network: &NetworkAccess<'_>,
    who: &str,
    consequence: &str,
    fix: String,
) -> Vec<ClusterCheck> {
    let (trusted, addresses) = match network {
        NetworkAccess::Open => {
            return vec![ClusterCheck::pass(rule, name, "not limited to networks")];
        }
        NetworkAccess::Perimeter => {
            let message =
                "a network security perimeter decides who reaches it, which the inputs don't show";
            return vec![ClusterCheck::unknown(rule, name, message)];
        }
        NetworkAccess::Limited { trusted, addresses } => (trusted, addresses),
    };
    let bypass = if *trusted {
        ClusterCheck::pass(
            rule,
            name,
            "limited to networks; trusted services of Azure pass",
        )
    } else {
        ClusterCheck::fail(
            rule,
            name,
            "limited to networks, and `bypass` does not hold `AzureServices`",
        )
        .consequence(consequence)
        .fix(fix)
    };
    let listed = if addresses.is_empty() {
        "no address is listed".to_owned()
    } else {
        format!("listed are {}", addresses.join(", "))
    };
    let remark = ClusterCheck::pass(
        rule,
        name,
        format!("the addresses of all {who} must be listed; {listed}"),
    );
    vec![bypass, remark.severity(Severity::Info)]
}

pub(super) fn vault_network(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let is_disputed = |vault: &KeyVault| vault.standing.is_disputed(NetworkSettings::FIELD);
    vaults(context)
        .flat_map(
            |(name, vault)| match vault.and_then(|v| v.network.access()) {
                _ if vault.is_some_and(is_disputed) => {
                    vec![disputed(rule, name, NetworkSettings::FIELD)]
                }
                None => vec![ask_for_vault(
                    rule,
                    name,
                    "who reaches the vault over the network",
                )],
                Some(network) => limited(
                    rule,
                    name,
                    &network,
                    "people who need the vault",
                    "the platform does not reach the vault: credential rotation fails",
                    format!(
                        "az keyvault update --name {} --default-action Deny --bypass AzureServices",
                        shell_word(name)
                    ),
                ),
            },
        )
        .collect()
}

/// The storage accounts that settings name, each once.
fn accounts<'a>(context: &'a Context<'_>) -> Vec<(&'a str, Option<&'a ResourceId>)> {
    let mut found: Vec<(&str, Option<&ResourceId>)> = Vec::new();
    for named in &context.targets {
        if let Target::Container { account, .. } = &named.target
            && found.iter().all(|(known, _)| known != account)
        {
            found.push((account, named.id()));
        }
    }
    found
}

fn account<'a>(context: &Context<'a>, id: Option<&ResourceId>) -> Option<&'a StorageAccount> {
    let mut known = context.input.resources.storage_accounts.iter();
    known.find(|account| Some(&account.id) == id)
}

pub(super) fn storage_network(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    accounts(context)
        .into_iter()
        .flat_map(|(name, id)| {
            let known = account(context, id);
            let is_disputed =
                |known: &StorageAccount| known.standing.is_disputed(NetworkSettings::FIELD);
            if known.is_some_and(is_disputed) {
                return vec![disputed(rule, name, NetworkSettings::FIELD)];
            }
            let Some(network) = known.and_then(|account| account.network.access()) else {
                let message = format!(
                    "it is not known who reaches the account over the network; add the output of \
                     `az storage account show --name {}`",
                    shell_word(name)
                );
                return vec![ClusterCheck::unknown(rule, name, message)];
            };
            let group = id.and_then(ResourceId::resource_group).unwrap_or("<rg>");
            limited(
                rule,
                name,
                &network,
                "people who run run-* commands",
                "the output of run-* commands is not written",
                format!(
                    "az storage account update --name {} --resource-group {} \
                     --default-action Deny --bypass AzureServices",
                    shell_word(name),
                    shell_word(group)
                ),
            )
        })
        .collect()
}

pub(super) fn container_exists(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let known = &context.input.resources.containers;
    let containers = context
        .targets
        .iter()
        .filter_map(|named| match &named.target {
            Target::Container {
                account, container, ..
            } => Some((named, account, container)),
            _ => None,
        });
    containers
        .map(|(named, account, container)| {
            let label = named.target.label();
            let of_account = |id: &Option<ResourceId>| id.is_some() && id.as_ref() == named.id();
            let mut listed = known.iter().filter(|c| of_account(&c.account)).peekable();
            let some = listed.peek().is_some();
            let named: Vec<&BlobContainer> =
                listed.filter(|c| text::same(&c.name, container)).collect();
            if named.iter().any(|c| !c.is_deleted) {
                return ClusterCheck::pass(rule, label, "the container exists");
            }
            if some {
                let message = match named.is_empty() {
                    true => format!("the account `{account}` has no container `{container}`"),
                    false => format!("the container `{container}` of `{account}` is deleted"),
                };
                return ClusterCheck::fail(rule, label, message)
                    .consequence("the output of run-* commands is not written")
                    .fix(format!(
                        "az storage container create --account-name {} --name {} --auth-mode login",
                        shell_word(account),
                        shell_word(container)
                    ));
            }
            let by_name = known
                .iter()
                .any(|c| c.account.is_none() && !c.is_deleted && text::same(&c.name, container));
            let because = if by_name {
                "a listing has a container of that name without saying in which account"
            } else {
                "no listing of the account's containers is given"
            };
            let message = format!(
                "it is not known whether the container exists: {because}; add the output of \
                 `az storage container-rm list --storage-account {}`",
                shell_word(account)
            );
            ClusterCheck::unknown(rule, label, message)
        })
        .collect()
}

pub(super) fn workspace_exists(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut checks = Vec::new();
    for slot in context.cluster.slots() {
        let Some(text) = slot.target else { continue };
        let location = context.cluster.location.as_deref();
        let fault = fault_of_address(text, slot.kind, context.input.resources)
            .or_else(|| fault_of_cloud(text, slot.kind, location));
        if let Some(message) = fault {
            checks.push(
                ClusterCheck::fail(rule, slot.path(), message).consequence(slot.kind.consequence()),
            );
        }
        if let Some(check) = signed(rule, context, &slot, text) {
            checks.push(check);
        }
    }
    checks.extend(fault_of_old_field(rule, context));
    checks.extend(
        context
            .targets
            .iter()
            .filter_map(|named| Some((named, workspace(named)?)))
            .map(|(named, id)| one_workspace(rule, context, named, id)),
    );
    checks.extend(in_order(rule, context));
    checks
}

/// The deprecated field of the workspace is judged as the new one is.
fn fault_of_old_field(rule: ClusterRule, context: &Context<'_>) -> Option<ClusterCheck> {
    let kind = SettingKind::Analytics;
    let (field, id) = context.cluster.only_legacy(kind)?;
    let message = Target::parse(kind, id).err()?;
    Some(ClusterCheck::fail(rule, field, message).consequence(kind.consequence()))
}

/// What speaks against the accounts, vaults and workspaces that the settings name: several of one name,
/// one that is deleted or not in order, each once.
fn in_order(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut seen: Vec<&ResourceId> = Vec::new();
    let mut checks = Vec::new();
    for named in &context.targets {
        let kind = match &named.target {
            Target::Container { .. } => SettingKind::CommandOutput,
            Target::Workspace(_) => SettingKind::Analytics,
            Target::Vault { .. } => SettingKind::SecretArchive,
        };
        let new = |id: &&ResourceId| !seen.contains(id);
        let ids: Vec<&ResourceId> = named.ids.iter().filter(new).collect();
        seen.extend(&ids);
        let check = match ids.as_slice() {
            [] => None,
            [one] => standing(context, one).and_then(|standing| not_in_order(rule, one, standing)),
            several => Some(several_of_one_name(rule, several)),
        };
        checks.extend(check.map(|check| check.consequence(kind.consequence())));
    }
    checks
}

fn standing<'a>(context: &Context<'a>, id: &ResourceId) -> Option<&'a Standing> {
    let resources = context.input.resources;
    let account = account(context, Some(id)).map(|account| &account.standing);
    let mut vaults = resources.vaults.iter().filter(|vault| vault.id == *id);
    let vault = || vaults.next().map(|vault| &vault.standing);
    let workspace = || Some(&resources.workspace(id)?.standing);
    account.or_else(vault).or_else(workspace)
}

fn several_of_one_name(rule: ClusterRule, ids: &[&ResourceId]) -> ClusterCheck {
    let name = ids[0].name();
    let shown: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    let message = format!(
        "the inputs know more than one `{name}`, and the name is unique in Azure: {}; export those again \
         that are still there",
        shown.join(", ")
    );
    ClusterCheck::unknown(rule, name, message)
}

fn not_in_order(rule: ClusterRule, id: &ResourceId, standing: &Standing) -> Option<ClusterCheck> {
    const FIELD: &str = "provisioningState";
    let name = id.name();
    let fields = [FIELD, ENDPOINTS, URI];
    if let Some(field) = fields.iter().find(|field| standing.is_disputed(field)) {
        return Some(disputed(rule, name, field));
    }
    match standing.state.as_ref()? {
        ResourceState::Settled => None,
        ResourceState::Gone(word) => {
            let message = format!("`{name}` is deleted or being deleted (`{FIELD}` is `{word}`)");
            Some(ClusterCheck::fail(rule, name, message))
        }
        ResourceState::Unsettled(word) => {
            let message = format!(
                "`{FIELD}` of `{name}` is `{word}`, not `Succeeded`: what its export says may not be \
                 what holds; export it again once it is in order"
            );
            Some(ClusterCheck::unknown(rule, name, message))
        }
    }
}

/// What is wrong with an address: its form, its cloud, or that it is not the one which the resource of
/// that name has by its own export.
fn fault_of_address(text: &str, kind: SettingKind, resources: &ClusterResources) -> Option<String> {
    let target = match Target::parse(kind, text) {
        Ok(target) => target,
        Err(message) => return Some(message),
    };
    let address = shown(text);
    // Names of containers are in small letters, and paths are told apart by case.
    let path = Address::parse(text).map_or("", |address| address.path);
    if kind == SettingKind::CommandOutput && path.contains(char::is_uppercase) {
        return Some(format!(
            "`{address}` is the URL of no container: their names have no capital letters"
        ));
    }
    match target.addressed(resources) {
        Some(Ok(_)) => None,
        Some(Err(own)) => Some(format!(
            "`{address}` is not the address of `{}`: by its own export that is `{own}`",
            target.label()
        )),
        None if target.is_of_azure() => None,
        None => Some(format!(
            "the host of `{address}` ends as no {} of Azure does",
            kind.resource()
        )),
    }
}

/// A shared access signature in the address: the cluster has an identity for that, and whoever reads the
/// cluster reads the signature.
fn signed(
    rule: ClusterRule,
    context: &Context<'_>,
    slot: &SettingSlot<'_>,
    text: &str,
) -> Option<ClusterCheck> {
    Address::parse(text).ok().filter(Address::has_sas)?;
    let plain = shown(text);
    let message = format!(
        "the address carries a SAS token: it is `{plain}` alone, and access is by the identity"
    );
    let check = ClusterCheck::fail(rule, slot.path(), message)
        .consequence("whoever may read the cluster has what the token gives: revoke it");
    Some(match slot.override_at {
        None => check.fix(
            context
                .name()
                .command("update", &settings_flag(slot.kind, &plain, slot.identity)),
        ),
        Some(_) => check,
    })
}

fn workspace(named: &NamedTarget) -> Option<&ResourceId> {
    match &named.target {
        Target::Workspace(id) => Some(id),
        _ => None,
    }
}

/// A listing that holds other workspaces of the group shows that this one is not there.
fn one_workspace(
    rule: ClusterRule,
    context: &Context<'_>,
    named: &NamedTarget,
    id: &ResourceId,
) -> ClusterCheck {
    let subject = named.paths.join(", ");
    let resources = context.input.resources;
    if resources.workspace(id).is_some() {
        return ClusterCheck::pass(
            rule,
            subject,
            format!("the workspace `{}` exists", id.name()),
        );
    }
    let same_group = |other: &ResourceId| {
        let group = |id: &ResourceId| id.scope().and_then(|scope| scope.resource_group());
        group(other) == group(id)
    };
    if resources.workspaces.iter().any(|w| same_group(&w.id)) {
        return ClusterCheck::fail(
            rule,
            subject,
            format!("no workspace `{}` is in its resource group", id.name()),
        )
        .consequence(SettingKind::Analytics.consequence())
        .fix(format!(
            "az monitor log-analytics workspace create --workspace-name {} --resource-group {}",
            shell_word(id.name()),
            shell_word(id.resource_group().unwrap_or("<rg>"))
        ));
    }
    let message = format!(
        "it is not known whether the workspace `{}` exists; add the output of \
         `az monitor log-analytics workspace list`",
        id.name()
    );
    ClusterCheck::unknown(rule, subject, message)
}

pub(super) fn switching_a_vault(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    vaults(context)
        .filter_map(|(name, vault)| match vault?.authorization? {
            VaultAuthorization::Roles => Some(ClusterCheck::pass(
                rule,
                name,
                "the vault need not be switched",
            )),
            VaultAuthorization::AccessPolicies => Some(ClusterCheck::fail(
                rule,
                name,
                "who switches the vault to role assignments needs \
                 `Microsoft.KeyVault/vaults/write` and, says the vault's guide (not confirmed), \
                 `Microsoft.Authorization/roleAssignments/write` without a condition",
            )),
        })
        .collect()
}
