//! Refusals that no role changes: who refuses, and where the answer lies.

use super::action::skip;
use super::flat::Flat;
use super::services::ClusterRequest;
use super::{AzureErrorCode, Found, OtherCause, OtherRefusal};
use crate::span::Place;

/// How far the parts of a sentence may be from the words that it is known by.
const NEAR: usize = 400;

pub(super) fn read(flat: &Flat, found: &mut Found) {
    locks(flat, found);
    cosmos(flat, found);
    cluster(flat, found);
    role_definitions(flat, found);
    access_policies(flat, found);
    signs(flat, found);
}

fn add(
    found: &mut Found,
    (start, end): (usize, usize),
    (code, cause): (AzureErrorCode, OtherCause),
    message: impl Into<String>,
    help: impl Into<String>,
) {
    found.read(start, end, code);
    found
        .others
        .push((start, refusal(code, cause, message, help)));
}

fn refusal(
    code: AzureErrorCode,
    cause: OtherCause,
    message: impl Into<String>,
    help: impl Into<String>,
) -> OtherRefusal {
    OtherRefusal {
        code,
        cause,
        message: message.into(),
        help: help.into(),
        place: Place::whole(&"".into()),
    }
}

/// "…, however the current tenant 'T' is not authorized to access linked subscription 'S'", between two
/// places.
pub(super) fn other_tenant(flat: &Flat, from: usize, to: usize) -> Option<(OtherRefusal, usize)> {
    const TENANT: &str = "thecurrenttenant";
    const SUBSCRIPTION: &str = "isnotauthorizedtoaccesslinkedsubscription";
    let said = flat.squeezed().get(from..to)?;
    let at = from + said.find(SUBSCRIPTION)? + SUBSCRIPTION.len();
    let subscription = flat.value(at);
    let end = subscription.as_ref().map_or(at, |(_, end)| *end);
    let tenant = said
        .find(TENANT)
        .and_then(|n| flat.value(from + n + TENANT.len()));
    let quoted = |value: Option<(String, usize)>| match value {
        Some((value, _)) => format!(" `{value}`"),
        None => String::new(),
    };
    let message = format!(
        "the linked subscription{} belongs to another tenant than{}, for which the token is: no role changes that",
        quoted(subscription),
        quoted(tenant)
    );
    let help = "call with tokens of both tenants (`auxiliary_tenant_ids` in Terraform, the header `x-ms-authorization-auxiliary` over REST), as a principal that exists in both and may do it there, or use a resource of your own tenant";
    let code = AzureErrorCode::LinkedAuthorizationFailed;
    Some((refusal(code, OtherCause::OtherTenant, message, help), end))
}

/// "The scope 'S' cannot perform delete operation because following scope(s) are locked: 'L'."
fn locks(flat: &Flat, found: &mut Found) {
    const CANNOT: &str = "cannotperform";
    const LOCKED: &str = "arelocked:";
    let text = flat.squeezed();
    for (at, _) in text.match_indices(LOCKED) {
        let floor = at.saturating_sub(NEAR);
        let Some(cannot) = text[floor..at].rfind(CANNOT).map(|n| floor + n) else {
            continue;
        };
        let Some((locked, end)) = flat.value(at + LOCKED.len()) else {
            continue;
        };
        let verb = text[cannot + CANNOT.len()..at].split("operation").next();
        let floor = cannot.saturating_sub(4 * NEAR);
        let start = text[floor..cannot].rfind("thescope").map(|n| floor + n);
        let scope = start.and_then(|start| flat.value(start + "thescope".len()));
        let scope = scope.map_or_else(String::new, |(scope, _)| format!(" of `{scope}`"));
        let message = format!(
            "a lock on `{locked}` stops the {}{scope}: no role changes that",
            verb.unwrap_or("operation")
        );
        let first = locked.split(',').next().unwrap_or_default();
        let help = format!(
            "remove the lock first (`az lock list`, `az lock delete`): `rolecall who Microsoft.Authorization/locks/delete --at '{first}' -i PATH` says who may"
        );
        let kind = (AzureErrorCode::ScopeLocked, OtherCause::Lock);
        add(found, (start.unwrap_or(cannot), end), kind, message, help);
    }
}

/// "Request blocked by Auth ACCOUNT : Request is blocked because principal [P] does not have required RBAC
/// permissions to perform action [A] on resource [R]", and what Cosmos DB refuses to every token.
fn cosmos(flat: &Flat, found: &mut Found) {
    const LACKS: &str = "requiredrbacpermissionstoperformaction";
    const MANAGES: &str = "cannotbeauthorizedbyaadtokenindataplane";
    const BLOCKED: &str = "requestblockedbyauth";
    let text = flat.squeezed();
    let kind = (AzureErrorCode::Forbidden, OtherCause::CosmosRoles);
    let blocked = |at: usize| {
        let floor = at.saturating_sub(NEAR);
        let start = text[floor..at].rfind(BLOCKED).map(|n| floor + n);
        let account = start.and_then(|start| flat.value(start + BLOCKED.len()));
        (start.unwrap_or(at), account.map(|(account, _)| account))
    };
    for (at, _) in text.match_indices(LACKS) {
        let (start, account) = blocked(at);
        let after = at + LACKS.len();
        let action = flat.value(after).filter(|(action, _)| action.contains('/'));
        let (action, end) = action.unwrap_or(("this".to_owned(), after));
        let floor = at.saturating_sub(NEAR);
        let principal = text[floor..at].rfind("principal").map(|n| floor + n);
        let principal = principal
            .and_then(|at| flat.value(at + "principal".len()))
            .map(|(principal, _)| principal)
            .filter(|word| word.contains('-') || word.contains('@'));
        let message = format!(
            "Cosmos DB grants `{action}` by roles of its own, which no Azure role replaces: {} lacks one",
            principal
                .as_deref()
                .map_or("the principal".to_owned(), |id| format!("`{id}`"))
        );
        let help = format!(
            "`az cosmosdb sql role assignment list --account-name {0} --resource-group GROUP` shows them; `az cosmosdb sql role assignment create --account-name {0} --resource-group GROUP --role-definition-id 00000000-0000-0000-0000-000000000002 --principal-id {1} --scope /` assigns the built-in data contributor (…01 is the data reader)",
            account.as_deref().unwrap_or("ACCOUNT"),
            principal.as_deref().unwrap_or("OBJECT_ID"),
        );
        add(found, (start, end), kind, message, help);
    }
    for (at, _) in text.match_indices(MANAGES) {
        let (start, _) = blocked(at);
        let request = text[start..at]
            .find('[')
            .and_then(|n| flat.quoted(start + n));
        let request = request.map_or("this request".to_owned(), |(text, _)| format!("`{text}`"));
        let message = format!(
            "Cosmos DB does not take {request} over its data endpoint, from any principal: no role changes that"
        );
        let help = "databases and containers are managed through Azure Resource Manager: ask about `Microsoft.DocumentDB/databaseAccounts/sqlDatabases/write` and `Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/write`";
        add(found, (start, at + MANAGES.len()), kind, message, help);
    }
}

/// "User "U" cannot list resource "pods" in API group "" …" without a word of Azure.
fn cluster(flat: &Flat, found: &mut Found) {
    let text = flat.squeezed();
    for (at, _) in text.match_indices("cannot") {
        let Some(refused) = ClusterRequest::read(flat, at) else {
            continue;
        };
        let tail = &text[refused.end..text.len().min(refused.end + 200)];
        let next = tail.find("cannot").unwrap_or(tail.len());
        if tail[..next].contains("accesstotheresourceinazure") {
            continue;
        }
        let ClusterRequest { verb, resource, .. } = &refused;
        let user = refused.user.as_deref().unwrap_or("USER");
        let message = format!(
            "the cluster's own RBAC does not let `{user}` {verb} `{resource}`: no Azure role is asked"
        );
        let help = format!(
            "look at its bindings: `kubectl auth can-i {verb} {resource} --as '{user}'`, `kubectl get rolebindings,clusterrolebindings -A -o wide`"
        );
        let kind = (AzureErrorCode::Forbidden, OtherCause::Kubernetes);
        add(found, (refused.start, refused.end), kind, message, help);
    }
}

/// "'A' does not match any of the actions supported by the providers": a role definition was refused.
fn role_definitions(flat: &Flat, found: &mut Found) {
    const UNKNOWN: &str = "doesnotmatchanyoftheactionssupportedbytheproviders";
    const NO_DATA: &str = "hasnotpublishedanydataoperations";
    let text = flat.squeezed();
    let kind = (
        AzureErrorCode::InvalidActionOrNotAction,
        OtherCause::RoleDefinition,
    );
    for (sign, fault) in [
        (UNKNOWN, "is not an operation of Azure"),
        (NO_DATA, "is not a data action: its provider has none"),
    ] {
        for (at, _) in text.match_indices(sign) {
            let floor = at.saturating_sub(NEAR);
            let action = text[floor..at].trim_end_matches(['\'', '"', '`']);
            let from = action.rfind(['\'', '"', '`']).map(|n| floor + n);
            let action = from.and_then(|from| flat.quoted(from));
            let action = action.map_or("an entry".to_owned(), |(action, _)| format!("`{action}`"));
            let message = format!("a role definition was refused: {action} {fault}");
            let help = "`rolecall operations WORDS` finds the right name; `rolecall roles lint FILE` reports every entry of the definition that Azure may refuse";
            add(
                found,
                (from.unwrap_or(at), at + sign.len()),
                kind,
                message,
                help,
            );
        }
    }
}

/// "The user, group or application 'appid=…' does not have secrets get permission on key vault 'V;…'".
fn access_policies(flat: &Flat, found: &mut Found) {
    const SIGN: &str = "permissiononkeyvault";
    let text = flat.squeezed();
    for (at, _) in text.match_indices(SIGN) {
        let floor = at.saturating_sub(60);
        let Some(lacks) = text[floor..at].rfind("nothave").map(|n| floor + n) else {
            continue;
        };
        let wanted = flat.between(lacks + "nothave".len(), at);
        let vault = flat.quoted(at + SIGN.len());
        let end = vault.as_ref().map_or(at + SIGN.len(), |(_, end)| *end);
        let vault = vault.map_or("VAULT".to_owned(), |(name, _)| {
            name.split(';').next().unwrap_or_default().to_owned()
        });
        let message = format!(
            "the key vault `{vault}` goes by its access policies, and none gives `{wanted}`: no role changes that"
        );
        let mut words = wanted.split_whitespace();
        let (kind, verb) = (
            words.next().unwrap_or("secrets"),
            words.next().unwrap_or("get"),
        );
        let help = format!(
            "`az keyvault set-policy --name {vault} --object-id OBJECT_ID --{}-permissions {verb}` gives it; `az keyvault update --name {vault} --enable-rbac-authorization` makes the vault go by roles",
            kind.trim_end_matches('s')
        );
        let back = lacks.saturating_sub(NEAR);
        let start = text[back..lacks].rfind("theuser,group").map(|n| back + n);
        let cause = (AzureErrorCode::Forbidden, OtherCause::AccessPolicy);
        add(found, (start.unwrap_or(lacks), end), cause, message, help);
    }
}

/// Refusals that are known by a few words alone.
fn signs(flat: &Flat, found: &mut Found) {
    use AzureErrorCode as Code;
    const STORAGE: &str = "thisrequestisnotauthorizedtoperformthisoperation";
    let text = flat.squeezed();
    let known = [
        (
            "wasdisallowedbypolicy",
            Code::RequestDisallowedByPolicy,
            OtherCause::Policy,
            "Azure Policy refuses it: no role changes that",
            "the message names the policy assignment: change what it asks for, or have it exempted (`az policy exemption create`)",
        ),
        (
            "accesstokenisfromthewrongissuer",
            Code::InvalidAuthenticationTokenTenant,
            OtherCause::OtherTenant,
            "the token is of another tenant than the subscription: no role changes that",
            "sign in to the tenant of the subscription: `az login --tenant TENANT`",
        ),
        (
            STORAGE,
            Code::AuthorizationFailure,
            OtherCause::Network,
            "storage refuses without asking for roles, as the network rules of the account do",
            "look at them: `az storage account show --name ACCOUNT --query networkRuleSet`",
        ),
        (
            "clientaddressisnotauthorized",
            Code::ForbiddenByFirewall,
            OtherCause::Network,
            "the firewall of the key vault refuses the address: no role changes that",
            "look at it: `az keyvault network-rule list --name VAULT`",
        ),
    ];
    for (sign, code, cause, message, help) in known {
        for (at, _) in text.match_indices(sign) {
            let end = at + sign.len();
            // With these words it is the roles after all.
            if sign == STORAGE && skip(text, end, &["usingthispermission"]) > end {
                continue;
            }
            add(found, (at, end), (code, cause), message, help);
        }
    }
}
