//! `init` and `suppress`: the configuration, written.

use crate::cli::args::{Global, InitArgs, SuppressArgs};
use crate::cli::complain::Complaint;
use crate::cli::config::{Added, Choice, NewSuppression, Written, counts_here, write_new};
use crate::cli::exit::Exit;
use crate::cli::run::completions::{has_no_format, has_no_output};
use crate::cli::{moment, output};

pub(super) fn init(global: &Global, args: &InitArgs) -> Result<Exit, Complaint> {
    has_no_format(global)?;
    let named = (global.output.as_deref(), global.config.as_deref());
    if let (Some(_), Some(_)) = named {
        return Err(Complaint::usage("`-o` and `--config` both name the file")
            .help("leave one of them out"));
    }
    has_a_configuration(global)?;
    let Written { path, hidden } =
        write_new(named.0, &Choice::of(global), args.force, &args.input)?;
    output::wrote(&path.display().to_string());
    output::tell(match args.input.is_empty() {
        true => "note: all of it is comments: remove the `# ` from the lines that are to apply\n",
        false => {
            "note: commands read the inputs that it names; remove the `# ` from other lines that are to apply\n"
        }
    });
    if !counts_here(&path) {
        output::tell(&format!(
            "note: here it counts with `--config {0}`: a configuration is looked for in the current folder and above\n",
            path.display()
        ));
    }
    if let Some(hidden) = hidden {
        output::tell(&format!(
            "note: `{}` does not count any more in this folder and below\n",
            hidden.display()
        ));
    }
    Ok(Exit::Yes)
}

pub(super) fn suppress(global: &Global, args: &SuppressArgs) -> Result<Exit, Complaint> {
    has_no_format(global)?;
    has_no_output(global, "`--config FILE` names the configuration to add to")?;
    has_a_configuration(global)?;
    let now = moment::moment(None)?;
    if args.until.is_some_and(|until| until.day() < now.day()) {
        return Err(
            Complaint::usage("the day of `--until` is over: the entry would never count")
                .help("name the last day on which the finding is accepted"),
        );
    }
    let entry = NewSuppression {
        finding: &args.finding,
        owner: &args.owner,
        reason: &args.reason,
        until: args.until,
    };
    let Added { path, expired } = entry.add(&Choice::of(global), now)?;
    output::wrote(&path.display().to_string());
    if let Some(place) = expired {
        output::tell(&format!(
            "note: the entry for it at {place} has expired and can go\n"
        ));
    }
    Ok(Exit::Yes)
}

/// A configuration can't be written where none is to be taken.
fn has_a_configuration(global: &Global) -> Result<(), Complaint> {
    match global.no_config {
        true => Err(Complaint::usage("this command writes a configuration")
            .help("leave `--no-config` out; `--config FILE` names another")),
        false => Ok(()),
    }
}
