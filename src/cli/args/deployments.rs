use std::path::PathBuf;

use clap::Args;

/// Deployments that operations are derived from.
#[derive(Clone, Debug, Args)]
pub(crate) struct DeploymentArgs {
    /// Required operations from a Terraform plan or state, or `-` for stdin: `terraform show -json`
    #[arg(long, value_name = "FILE", help_heading = "Deployments")]
    pub(crate) from_terraform: Vec<PathBuf>,
    /// Required operations from an ARM template (Bicep: `az bicep build`) or from the JSON of what-if
    #[arg(long, value_name = "FILE", help_heading = "Deployments")]
    pub(crate) from_arm: Vec<PathBuf>,
    /// Require what a deployment may need as well, not only what it is sure to need
    #[arg(long, help_heading = "Deployments")]
    pub(crate) include_uncertain: bool,
}
