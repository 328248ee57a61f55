//! `init` and `suppress`: the configuration, written.

use crate::access::AccessIndex;
use crate::audit::{self, rules};
use crate::cli::args::{Global, InitArgs, Inputs, SuppressArgs};
use crate::cli::complain::Complaint;
use crate::cli::config::{self, Added, Choice, NewSuppression, Written, counts_here, write_new};
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::run::completions::{has_no_format, has_no_output};
use crate::cli::{moment, output};
use crate::report::clean;
use crate::rule::finding_id;
use crate::time::Timestamp;

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
    output::write_message(match args.input.is_empty() {
        true => "note: all of it is comments: remove the `# ` from the lines that are to apply\n",
        false => {
            "note: commands read the inputs that it names; remove the `# ` from other lines that are to apply\n"
        }
    });
    if !counts_here(&path) {
        output::write_message(&format!(
            "note: here it counts with `--config {0}`: a configuration is looked for in the current folder and above\n",
            path.display()
        ));
    }
    if let Some(hidden) = hidden {
        output::write_message(&format!(
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
        output::write_message(&format!(
            "note: the entry for it at {place} has expired and can go\n"
        ));
    }
    say_what_is_suppressed(global, args, now);
    Ok(Exit::Yes)
}

/// Says which finding it is, where the configuration names the inputs: an id may be mistyped.
fn say_what_is_suppressed(global: &Global, args: &SuppressArgs, now: Timestamp) {
    let inputs = Inputs {
        input: config::default_inputs(&Choice::of(global)),
    };
    let Some(id) = finding_id(args.finding.trim()).filter(|_| !inputs.input.is_empty()) else {
        return;
    };
    let said = match look_up(global, &inputs, (&id, now)) {
        Ok(Some(title)) => format!("note: it is {}\n", clean(&title)),
        Ok(None) => format!(
            "warning: without logs, the inputs that the configuration names have no finding `{id}`\n  help: `rolecall audit --all` prints the id with each finding\n"
        ),
        Err(complaint) => format!(
            "warning: the finding was not looked up: {}\n",
            clean(&complaint.message)
        ),
    };
    output::write_message(&said);
}

/// The severity and the title of a finding, if there is one.
fn look_up(
    global: &Global,
    inputs: &Inputs,
    (id, now): (&str, Timestamp),
) -> Result<Option<String>, Complaint> {
    let mut context = Context::open(global)?;
    context.read(inputs)?;
    let settings = config::read(&Choice::of(global))?.settings;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let found = audit::run_with(&index, rules(), &settings, now);
    let found = found.into_iter().find(|finding| finding.id() == id);
    Ok(found.map(|finding| {
        format!(
            "{}: {} ({})",
            finding.severity.as_str(),
            finding.title,
            finding.rule
        )
    }))
}

/// A configuration can't be written where none is to be taken.
fn has_a_configuration(global: &Global) -> Result<(), Complaint> {
    match global.no_config {
        true => Err(Complaint::usage("this command writes a configuration")
            .help("leave `--no-config` out; `--config FILE` names another")),
        false => Ok(()),
    }
}
