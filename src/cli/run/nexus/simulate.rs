use std::path::Path;

use super::check::{api_version, platform_principal, turned_by};
use crate::access::AccessIndex;
use crate::cli::answer::Made;
use crate::cli::args::{Global, NexusSimulateArgs};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::{ClusterDocument, read_cluster, two_outputs};
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::sources::{one_stdin, read_file};
use crate::ids::PrincipalId;
use crate::nexus::{
    ApiVersion, CheckInput, CheckedCluster, Cluster, ClusterChange, ClusterPatch, ClusterResources,
    CommandContext, ParseCommandError, RuleStatus, Simulation, check_cluster, overall_verdict,
    simulate_changes, ungranted_identities,
};
use crate::report::{NexusSimulateResult, nexus_simulate_csv, nexus_simulate_page};
use crate::span::{Diagnostic, Effect, Place, Position};

pub(in crate::cli::run) fn run(
    global: &Global,
    args: &NexusSimulateArgs,
) -> Result<Exit, Complaint> {
    let judged_by = &args.judged_by;
    let inputs = judged_by.inputs.input.iter().map(|path| ("-i", path));
    let clusters = args.cluster.iter().map(|path| ("--cluster", path));
    let patches = args.patch.iter().map(|path| ("--patch", path));
    let commands = args.command.iter().map(|path| ("--command", path));
    one_stdin(clusters.chain(patches).chain(commands).chain(inputs))?;
    two_outputs(
        ("-o", global.output.as_ref()),
        ("--write-after", args.write_after.as_ref()),
    )?;
    let version = api_version(judged_by)?;
    let platform = platform_principal(&judged_by.platform)?;
    if args
        .write_after
        .as_ref()
        .is_some_and(|path| path.as_os_str() == "-")
    {
        return Err(Complaint::usage("`--write-after` names a file, not `-`")
            .help("the answer goes to standard output"));
    }
    let mut context = Context::open(global)?;
    let has_inputs = !judged_by.inputs.input.is_empty();
    if has_inputs {
        context.read(&judged_by.inputs)?;
    }
    let document = match &args.cluster {
        Some(path) => Some(read_cluster(&mut context, path)?),
        None => None,
    };
    let cluster = document.as_ref().map(|document| &document.cluster);
    let (changes, said) = read_changes(args, cluster)?;
    context.diagnostics.extend(said);
    let of_request = |change: &ClusterChange| match change {
        ClusterChange::Patch(patch) => patch.api_version,
        ClusterChange::Command(_) => None,
    };
    let version = version.or_else(|| changes.iter().rev().find_map(of_request));
    if cluster.is_none() && !changes.first().is_some_and(ClusterChange::is_create) {
        return Err(Complaint::usage(
            "what a change does depends on the cluster, and none is given",
        )
        .help("name the output of `az networkcloud cluster show` with `--cluster`, or a cluster of the inputs"));
    }
    let mut simulation = simulate_changes(cluster, &changes);
    if let Some(path) = &args.write_after {
        // What a creation makes has nothing of the cluster before.
        let is_new = changes.iter().any(ClusterChange::is_create);
        let original = document.as_ref().filter(|_| !is_new);
        write_after(&mut context, path, original, &simulation)?;
    }
    let checked = match has_inputs {
        true => check_after(&mut context, &mut simulation, version, platform.as_ref()),
        false => None,
    };
    // What is lost or breaks is so by the cluster and the change alone.
    if simulation.is_clean() {
        let of_checked = checked.as_deref().map(turned_by);
        context.is_turned_by(of_checked.unwrap_or(Some(Effect::GrantLost)));
    }
    let exit = match checked.as_deref().map(overall_verdict) {
        _ if !simulation.is_clean() => Exit::No,
        None | Some(RuleStatus::Pass) => Exit::Yes,
        Some(RuleStatus::Fail) => Exit::No,
        Some(RuleStatus::Unknown) => Exit::Undetermined,
    };
    let answer = Made::new(
        "nexus-simulate",
        nexus_simulate_page(&simulation, checked.as_deref()),
        NexusSimulateResult::new(&simulation, checked.as_deref()),
    )
    .with_table(nexus_simulate_csv(&simulation));
    context.answer(&answer, exit)
}

/// Judges every rule on the cluster as it would be, and names identities that nothing is granted to.
fn check_after(
    context: &mut Context,
    simulation: &mut Simulation,
    api_version: Option<ApiVersion>,
    platform: Option<&PrincipalId>,
) -> Option<Vec<CheckedCluster>> {
    let cluster = simulation.cluster_after.as_ref()?;
    let resources = ClusterResources::of(&context.tenant);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let result = check_cluster(&CheckInput {
        cluster,
        resources: &resources,
        access: Some(&index),
        api_version,
        platform,
    });
    let ungranted = ungranted_identities(cluster, &resources, &index);
    drop(index);
    context.diagnostics.extend(result.diagnostics());
    let checked = CheckedCluster {
        name: cluster.label().to_owned(),
        id: cluster.id.clone(),
        place: Place {
            file: "-".into(),
            at: Position::Whole,
        },
        result,
    };
    simulation.warnings.extend(ungranted);
    Some(vec![checked])
}

/// Writes the cluster as it would be.
fn write_after(
    context: &mut Context,
    path: &Path,
    document: Option<&ClusterDocument>,
    simulation: &Simulation,
) -> Result<(), Complaint> {
    let Some(after) = &simulation.cluster_after else {
        context.diagnostics.push(Diagnostic::warning(
            "not-written",
            format!("`{}` is not written: the change is refused", path.display()),
        ));
        return Ok(());
    };
    let original = document.map_or(serde_json::Value::Null, |document| document.json.clone());
    let json = after.written_onto(&original);
    let mut text = serde_json::to_string_pretty(&json).unwrap_or_default();
    text.push('\n');
    output::write_file(path, text.as_bytes())?;
    output::wrote(&path.display().to_string());
    Ok(())
}

fn read_changes(
    args: &NexusSimulateArgs,
    cluster: Option<&Cluster>,
) -> Result<(Vec<ClusterChange>, Vec<Diagnostic>), Complaint> {
    let home = CommandContext {
        subscription: cluster.and_then(Cluster::subscription).map(str::to_owned),
        resource_group: cluster.and_then(Cluster::resource_group).map(str::to_owned),
    };
    if !args.patch.is_empty() {
        let mut changes = Vec::new();
        let mut said = Vec::new();
        for path in &args.patch {
            let mut patch = read_patch(path)?;
            said.append(&mut patch.diagnostics);
            changes.push(ClusterChange::Patch(patch));
        }
        return Ok((changes, said));
    }
    let mut read = |path: &str| body_file(path);
    match &args.command {
        Some(path) => {
            let file = read_file(path)?;
            ClusterChange::all_of(&file.text, &home, &mut read)
                .map_err(|error| located(bad_command(&error), &file.path))
        }
        None => ClusterChange::all_of_words(&args.words, &home, &mut read)
            .map_err(|error| bad_command(&error)),
    }
}

/// The file of `--body @FILE`, as a shell and `az` find it.
fn body_file(path: &str) -> Result<String, String> {
    if path == "-" {
        return Err("`@-` is standard input: save the body in a file".to_owned());
    }
    let home = || std::env::var_os("HOME").map(std::path::PathBuf::from);
    let path = match path.strip_prefix("~/").zip(home()) {
        Some((rest, home)) => home.join(rest),
        None => path.into(),
    };
    read_file(&path)
        .map(|file| file.text)
        .map_err(|complaint| complaint.message)
}

fn read_patch(path: &Path) -> Result<ClusterPatch, Complaint> {
    let file = read_file(path)?;
    ClusterPatch::parse_part(&file.text).map_err(|error| {
        let complaint = Complaint::input(format!("`{}`: {error}", file.path));
        if file.text.contains("networkcloud cluster") || file.text.contains("az rest") {
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
            "paste the whole command: `az networkcloud cluster update --name NAME --resource-group GROUP …`, or `az rest --method PATCH …`",
        ),
        ParseCommandError::OtherResource { .. } => complaint.help(
            "it ends in `/providers/Microsoft.NetworkCloud/clusters/NAME?api-version=VERSION`",
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
