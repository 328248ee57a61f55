use std::path::PathBuf;

use clap::Args;

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Without options the report is written to `rolecall-demo.html` in the current folder.

Examples:
  rolecall demo
  rolecall demo --format human
  rolecall demo -o findings.xlsx
  rolecall demo --inputs contoso && cd contoso && rolecall audit -i ."
)]
pub(crate) struct DemoArgs {
    /// Write the exports and the configuration that the demo is made of into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) inputs: Option<PathBuf>,
}
