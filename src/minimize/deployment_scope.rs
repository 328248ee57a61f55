//! Where roles for a deployment go, by where each operation is checked.

use crate::scope::{Scope, ScopeKind};
use crate::text;

/// What is known of the scopes of a deployment.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeploymentScopes {
    /// Where what the document doesn't place is required.
    default: Option<Scope>,
    /// Resource groups that the deployment makes: nothing can be assigned in them before.
    created: Vec<Scope>,
    /// Whether the scopes differ, so that each has to be named.
    has_several: bool,
}

/// Where an operation of a deployment is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeployedAt {
    /// The resource group, subscription or management group; `None` for a place that nobody named.
    pub(crate) scope: Option<Scope>,
    /// Whether the document leaves it open, so that the default was taken.
    pub(crate) is_open: bool,
}

impl DeploymentScopes {
    /// Works out where roles go: `default` is where the user says that they do, `created` what the
    /// deployment makes, `checked` where each operation is checked, as the document says it.
    pub(crate) fn new<'s>(
        default: Option<&Scope>,
        created: &[Scope],
        checked: impl IntoIterator<Item = Option<&'s Scope>>,
    ) -> Self {
        let mut scopes = Self {
            default: default.cloned(),
            created: Vec::new(),
            has_several: false,
        };
        scopes.created = created.iter().map(|group| scopes.filled(group)).collect();
        let mut holders: Vec<Scope> = Vec::new();
        for holder in checked.into_iter().flatten().map(|at| scopes.holder(at)) {
            if !holders.contains(&holder) {
                holders.push(holder);
            }
        }
        scopes.has_several = holders.len() > 1;
        scopes
    }

    /// Where an operation is required that is checked at a scope: at the default where that holds it,
    /// else at the group, subscription or management group around it.
    pub(crate) fn place(&self, checked: Option<&Scope>) -> DeployedAt {
        let at = |scope: Option<Scope>, is_open| DeployedAt { scope, is_open };
        let Some(checked) = checked else {
            return at(self.default.clone(), false);
        };
        let holder = self.holder(checked);
        let is_open = holder.as_str().contains('{');
        match &self.default {
            Some(default) if is_open || default.contains(&holder) => {
                at(Some(default.clone()), is_open)
            }
            None if is_open && !self.has_several => at(None, false),
            _ => at(Some(holder), false),
        }
    }

    /// What holds a scope and can hold an assignment before the deployment.
    fn holder(&self, checked: &Scope) -> Scope {
        let whole = self.filled(checked);
        let group = whole.resource_group();
        let is_made = |group: &Scope| self.created.contains(group);
        match group {
            Some(group) if !is_made(&group) => group,
            _ => match whole.kind() {
                ScopeKind::Root | ScopeKind::ManagementGroup => whole,
                _ => whole.subscription().unwrap_or(whole),
            },
        }
    }

    /// A scope with what the default says of the subscription, the group and the management group of
    /// the deployment.
    fn filled(&self, scope: &Scope) -> Scope {
        let Some(default) = &self.default else {
            return scope.clone();
        };
        let subscription = default.subscription();
        let group = default.resource_group();
        let management = (default.kind() == ScopeKind::ManagementGroup).then(|| default.clone());
        let known = [
            (GROUP, group),
            (SUBSCRIPTION, subscription),
            (MANAGEMENT_GROUP, management),
        ];
        for (open, known) in known {
            let Some(known) = known else { continue };
            if text::same(scope.as_str(), open)
                || text::starts_with(scope.as_str(), &format!("{open}/"))
            {
                let filled = format!("{known}{}", &scope.as_str()[open.len()..]);
                return Scope::parse(&filled).unwrap_or_else(|_| scope.clone());
            }
        }
        scope.clone()
    }
}

// How a template's own scope is written where it doesn't say it.
const SUBSCRIPTION: &str = "/subscriptions/{subscription}";
const GROUP: &str = "/subscriptions/{subscription}/resourceGroups/{resourceGroup}";
const MANAGEMENT_GROUP: &str = "/providers/Microsoft.Management/managementGroups/{managementGroup}";

#[cfg(test)]
mod tests {
    use super::*;

    const S: &str = "/subscriptions/00000000-0000-4000-8000-000000000001";

    fn scope(text: &str) -> Scope {
        Scope::parse(&text.replace("{S}", S)).unwrap()
    }

    fn placed(default: Option<&str>, created: &[&str], checked: &[&str]) -> Vec<String> {
        let default = default.map(scope);
        let created: Vec<Scope> = created.iter().map(|at| scope(at)).collect();
        let checked: Vec<Scope> = checked.iter().map(|at| scope(at)).collect();
        let scopes = DeploymentScopes::new(default.as_ref(), &created, checked.iter().map(Some));
        checked
            .iter()
            .map(|at| {
                let DeployedAt { scope, is_open } = scopes.place(Some(at));
                let scope = scope.map_or("-".to_owned(), |scope| scope.to_string());
                format!(
                    "{}{}",
                    scope.replace(S, "{S}"),
                    if is_open { " open" } else { "" }
                )
            })
            .collect()
    }

    #[test]
    fn what_lies_elsewhere_goes_there() {
        let own = "/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/Microsoft.Compute/disks/d";
        let net = "/subscriptions/{subscription}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
        let other = "/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/x/providers/Microsoft.KeyVault/vaults/v";
        assert_eq!(
            placed(Some("{S}/resourceGroups/app"), &[], &[own, net, other]),
            [
                "{S}/resourceGroups/app",
                "{S}/resourceGroups/net",
                "/subscriptions/00000000-0000-4000-8000-000000000002/resourceGroups/x"
            ]
        );
        // The subscription holds both of its groups.
        assert_eq!(placed(Some("{S}"), &[], &[own, net]), ["{S} open", "{S}"]);
        // Nothing is said of the scope: what is one place needs no telling.
        assert_eq!(placed(None, &[], &[own]), ["-"]);
        assert_eq!(
            placed(None, &[], &[own, net]),
            [
                "/subscriptions/{subscription}/resourceGroups/{resourceGroup}",
                "/subscriptions/{subscription}/resourceGroups/net"
            ]
        );
    }

    #[test]
    fn nothing_is_assigned_in_a_group_that_is_yet_to_be() {
        let group = "/subscriptions/{subscription}/resourceGroups/new";
        let inside = format!("{group}/providers/Microsoft.Storage/storageAccounts/a");
        let made = placed(Some("{S}"), &[group], &[&inside]);
        assert_eq!(made, ["{S}"]);
        let elsewhere = placed(Some("{S}/resourceGroups/app"), &[group], &[&inside]);
        assert_eq!(elsewhere, ["{S}"]);
    }

    #[test]
    fn what_only_the_deployment_knows_goes_to_the_default() {
        let open = "{S}/resourceGroups/{parameters('g')}";
        let placed = placed(Some("{S}/resourceGroups/app"), &[], &[open]);
        assert_eq!(placed, ["{S}/resourceGroups/app open"]);
    }
}
