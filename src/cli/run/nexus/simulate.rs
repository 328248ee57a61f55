use std::path::Path;

use crate::cli::answer::Made;
use crate::cli::args::{Global, NexusSimulateArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::{one_stdin, read_cluster, read_file};
use crate::cli::exit::Exit;
use crate::nexus::{
    Cluster, ClusterChange, ClusterCommand, ClusterPatch, ClusterVerb, CommandContext,
    ParseCommandError, simulate_change,
};
use crate::report::{NexusSimulateResult, nexus_simulate_csv, nexus_simulate_page};

pub(in crate::cli::run) fn run(
    global: &Global,
    args: &NexusSimulateArgs,
) -> Result<Exit, Complaint> {
    let named = [
        ("--cluster", &args.cluster),
        ("--patch", &args.patch),
        ("--command", &args.command),
    ];
    let given = named
        .iter()
        .filter_map(|(name, path)| Some((*name, path.as_ref()?)));
    one_stdin(given)?;
    let mut context = Context::open(global)?;
    let cluster = match &args.cluster {
        Some(path) => Some(read_cluster(&mut context, path)?),
        None => None,
    };
    let change = read_change(args, cluster.as_ref())?;
    let creates = matches!(&change, ClusterChange::Command(c) if c.verb == ClusterVerb::Create);
    if cluster.is_none() && !creates {
        return Err(Complaint::usage(
            "what a change does depends on the cluster, and none is given",
        )
        .help("name the output of `az networkcloud cluster show` with `--cluster`"));
    }
    let simulation = simulate_change(cluster.as_ref(), &change);
    context.diagnostics.extend(match change {
        ClusterChange::Command(command) => command.diagnostics,
        ClusterChange::Patch(patch) => patch.diagnostics,
    });
    let answer = Made::new(
        "nexus-simulate",
        nexus_simulate_page(&simulation),
        NexusSimulateResult::from(&simulation),
    )
    .with_table(nexus_simulate_csv(&simulation));
    let exit = if simulation.is_clean() {
        Exit::Yes
    } else {
        Exit::No
    };
    context.answer(&answer, exit)
}

fn read_change(
    args: &NexusSimulateArgs,
    cluster: Option<&Cluster>,
) -> Result<ClusterChange, Complaint> {
    let home = CommandContext {
        subscription: cluster.and_then(Cluster::subscription).map(str::to_owned),
        resource_group: cluster.and_then(Cluster::resource_group).map(str::to_owned),
    };
    if let Some(path) = &args.patch {
        return read_patch(path).map(ClusterChange::Patch);
    }
    let command = match &args.command {
        Some(path) => {
            let file = read_file(path)?;
            ClusterCommand::parse(&file.text, &home)
                .map_err(|error| located(bad_command(&error), &file.path))
        }
        None => ClusterCommand::from_words(&args.words, &home).map_err(|error| bad_command(&error)),
    };
    command.map(ClusterChange::Command)
}

fn read_patch(path: &Path) -> Result<ClusterPatch, Complaint> {
    let file = read_file(path)?;
    ClusterPatch::parse(&file.text).map_err(|error| {
        let complaint = Complaint::input(format!("`{}`: {error}", file.path));
        if file.text.contains("networkcloud cluster") {
            complaint.help("this looks like a command: give it with `--command`")
        } else {
            complaint.help("a body looks like `{\"identity\":{\"type\":\"SystemAssigned,UserAssigned\",\"userAssignedIdentities\":{\"ID\":null}}}`")
        }
    })
}

fn located(complaint: Complaint, file: &str) -> Complaint {
    Complaint {
        message: format!("`{file}`: {}", complaint.message),
        exit: Exit::Input,
        ..complaint
    }
}

fn bad_command(error: &ParseCommandError) -> Complaint {
    let complaint = Complaint::usage(error.to_string());
    match error {
        ParseCommandError::UnclosedQuote(_) => complaint
            .help("close it, or escape it; what stands in quotes is one word of the command"),
        ParseCommandError::OtherCommand { input } if input.trim_start().starts_with('{') => {
            complaint.help("this looks like the body of a PATCH: give it with `--patch`")
        }
        ParseCommandError::OtherCommand { .. } => complaint.help(
            "paste the whole command: `az networkcloud cluster update --name NAME --resource-group GROUP …`",
        ),
        ParseCommandError::Malformed { .. } => complaint.help(
            "write `identity-type=UserAssignedIdentity identity-resource-id=ID`, with quotes around values that hold blanks",
        ),
        ParseCommandError::NotABoolean { .. } => {
            complaint.help("the flag alone means true; leave it out for false")
        }
        _ => complaint,
    }
}
