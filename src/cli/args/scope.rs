use clap::Args;

/// The scope that a question is about.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ScopeArgs {
    /// The scope: a full ARM id, or the name of a subscription, resource group or management group that
    /// the inputs hold once
    #[arg(long, visible_alias = "scope", value_name = "SCOPE")]
    pub(crate) at: Option<String>,
    /// A subscription as the scope, by name or id
    #[arg(long, value_name = "SUBSCRIPTION", conflicts_with = "at")]
    pub(crate) subscription: Option<String>,
    /// A resource group as the scope, by name; `--subscription` says of which subscription
    #[arg(short = 'g', long, value_name = "GROUP", conflicts_with = "at")]
    pub(crate) resource_group: Option<String>,
}

/// The same beside an option for scopes of its own.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ScopeParts {
    /// A subscription as the scope of everything, by name or id
    #[arg(long, value_name = "SUBSCRIPTION", conflicts_with = "at")]
    pub(crate) subscription: Option<String>,
    /// A resource group as the scope of everything, by name; `--subscription` says of which subscription
    #[arg(short = 'g', long, value_name = "GROUP", conflicts_with = "at")]
    pub(crate) resource_group: Option<String>,
}

impl ScopeParts {
    /// The scope that they make.
    pub(crate) fn scope(&self) -> ScopeArgs {
        ScopeArgs {
            at: None,
            subscription: self.subscription.clone(),
            resource_group: self.resource_group.clone(),
        }
    }
}

impl ScopeArgs {
    pub(crate) fn is_given(&self) -> bool {
        self.at.is_some() || self.subscription.is_some() || self.resource_group.is_some()
    }
}
