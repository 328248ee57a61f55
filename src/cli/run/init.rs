//! `init` and `suppress`: the configuration, written.

use crate::cli::args::{Global, InitArgs, SuppressArgs};
use crate::cli::complain::Complaint;
use crate::cli::config::{Choice, NewSuppression, new_path, write_new};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::run::completions::has_no_format;

pub(super) fn init(global: &Global, args: &InitArgs) -> Result<Exit, Complaint> {
    has_no_format(global)?;
    let path = global.output.clone().unwrap_or_else(new_path);
    write_new(&path, args.force)?;
    output::wrote(&path.display().to_string());
    Ok(Exit::Yes)
}

pub(super) fn suppress(global: &Global, args: &SuppressArgs) -> Result<Exit, Complaint> {
    has_no_format(global)?;
    let entry = NewSuppression {
        finding: &args.finding,
        owner: &args.owner,
        reason: &args.reason,
        until: args.until,
    };
    let path = entry.add(&Choice::of(global))?;
    output::wrote(&path.display().to_string());
    Ok(Exit::Yes)
}
