use std::borrow::Cow;

use crate::access::AccessIndex;
use crate::cli::answer::Answer;
use crate::cli::args::{Format, Global, NexusCheckArgs, Platform};
use crate::cli::complain::Complaint;
use crate::cli::context::{Context, read_watched, sources};
use crate::cli::documents::{one_stdin, read_clusters};
use crate::cli::exit::Exit;
use crate::cli::globs::choose_rules;
use crate::cli::output;
use crate::cli::redaction;
use crate::ids::{PrincipalId, parse_guid};
use crate::nexus::{
    ApiVersion, CheckInput, CheckResult, CheckedCluster, Cluster, ClusterCheck, ClusterResources,
    ClusterRule, PLATFORM_APPLICATION, RuleStatus, check_cluster, overall_verdict,
};
use crate::report::{
    AnyResult, NexusCheckResult, Page, Rows, Setting, clusters_to_junit, clusters_to_sarif,
    nexus_check_csv, nexus_check_page,
};
use crate::rule::{Rule, Severity};
use crate::span::{Diagnostic, Effect, Place};
use crate::text;

pub(in crate::cli::run) fn run(global: &Global, args: &NexusCheckArgs) -> Result<Exit, Complaint> {
    let inputs = args.inputs.input.iter().map(|path| ("-i", path));
    one_stdin(inputs.chain(args.cluster.iter().map(|path| ("--cluster", path))))?;
    let api_version = args
        .api_version
        .as_deref()
        .map(ApiVersion::parse)
        .transpose()
        .map_err(|error| Complaint::usage(error.to_string()))?;
    let platform = platform_principal(&args.platform)?;
    let rules: Vec<Rule> = ClusterRule::ALL.iter().map(|rule| *rule.rule()).collect();
    let chosen = if args.only.is_empty() {
        rules
    } else {
        choose_rules(&rules, &spelled_out(&args.only))?
    };
    let mut context = Context::open_offering(global, &FORMATS)?;
    let clusters = read(&mut context, args)?;
    let resources = ClusterResources::of(&context.tenant);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let checked: Vec<CheckedCluster> = clusters
        .into_iter()
        .map(|(cluster, place)| {
            let mut result = check_cluster(&CheckInput {
                cluster: &cluster,
                resources: &resources,
                access: Some(&index),
                api_version,
                platform: platform.as_ref(),
            });
            result
                .checks
                .retain(|check| chosen.contains(check.rule.rule()));
            CheckedCluster {
                name: cluster.label().to_owned(),
                id: cluster.id,
                place,
                result,
            }
        })
        .collect();
    drop(index);
    for one in &checked {
        let said = one.result.diagnostics().into_iter().map(|mut said| {
            if checked.len() > 1 {
                said.message = format!("{}: {}", one.name, said.message);
            }
            said
        });
        context.diagnostics.extend(said);
        if !args.only.is_empty() {
            context.diagnostics.push(left_out(&chosen, &one.result));
        }
    }
    let exit = match overall_verdict(&checked) {
        RuleStatus::Pass => Exit::Yes,
        RuleStatus::Fail => Exit::No,
        RuleStatus::Unknown => Exit::Undetermined,
    };
    if exit == Exit::Yes {
        context.is_turned_by(Effect::RecordsLost);
    } else if checked.iter().all(|one| lacks_grants_alone(&one.result)) {
        context.is_turned_by(Effect::GrantLost);
    }
    context.answer(&Checked { checked, chosen }, exit)
}

/// The clusters of `--cluster`, else those of the inputs.
fn read(context: &mut Context, args: &NexusCheckArgs) -> Result<Vec<(Cluster, Place)>, Complaint> {
    if args.redact.redact {
        return read_redacted(context, args);
    }
    context.read(&args.inputs)?;
    let mut clusters = Vec::new();
    for path in &args.cluster {
        let read = read_clusters(context, path)?;
        clusters.extend(read.into_iter().map(|one| (one.cluster, one.place)));
    }
    if args.cluster.is_empty() {
        clusters = Cluster::all_of(&context.tenant);
    }
    if clusters.is_empty() {
        return Err(nothing_to_check());
    }
    Ok(clusters)
}

/// The same with names replaced, those of `--cluster` and of the inputs alike.
fn read_redacted(
    context: &mut Context,
    args: &NexusCheckArgs,
) -> Result<Vec<(Cluster, Place)>, Complaint> {
    let mut tenant = read_watched(&sources(&args.inputs.input)?);
    let mut named = read_watched(&sources(&args.cluster)?);
    let mut tenants = [&mut tenant, &mut named];
    redaction::apply(&args.redact, &context.catalog, &mut tenants);
    // The clusters of `--cluster` alone: the inputs may describe the same ones.
    let clusters = Cluster::all_of(if args.cluster.is_empty() {
        &tenant
    } else {
        &named
    });
    for input in named.inputs.into_iter().rev() {
        if tenant.inputs.iter().all(|known| known.path != input.path) {
            tenant.inputs.insert(0, input);
        }
    }
    tenant.diagnostics.extend(named.diagnostics);
    context.take(tenant)?;
    context.learn();
    if clusters.is_empty() {
        return Err(nothing_to_check());
    }
    Ok(clusters)
}

fn nothing_to_check() -> Complaint {
    Complaint::usage("no cluster to check").help(
        "name the output of `az networkcloud cluster show` or `list` with `--cluster`, or have it among the inputs",
    )
}

/// The formats beyond those of all commands.
const FORMATS: [Format; 2] = [Format::Sarif, Format::Junit];

/// Checked clusters in every format.
struct Checked {
    checked: Vec<CheckedCluster>,
    chosen: Vec<Rule>,
}

impl Answer for Checked {
    fn command(&self) -> &'static str {
        "nexus-check"
    }

    fn page(&self, _: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(nexus_check_page(&self.checked))
    }

    fn result<'s>(&'s self, _: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(NexusCheckResult::from(&*self.checked))
    }

    fn list(&self) -> Option<&'static str> {
        Some("checks")
    }

    fn rows<'s>(&'s self, _: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(nexus_check_csv(&self.checked).into())
    }

    fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Result<Option<Vec<u8>>, Complaint> {
        Ok(match format {
            Format::Sarif => {
                let log = clusters_to_sarif(&self.checked, &self.chosen, setting);
                Some(output::sarif(log))
            }
            Format::Junit => Some(clusters_to_junit(&self.checked, setting)),
            _ => None,
        })
    }
}

/// The words for rules that belong together, each with the glob that it stands for.
const GROUPS: [(&str, &str); 6] = [
    ("settings", "S*"),
    ("identities", "I*"),
    ("grants", "A*"),
    ("resources", "R*"),
    ("versions", "V*"),
    ("order", "O*"),
];

fn spelled_out(only: &[String]) -> Vec<String> {
    let glob = |word: &String| {
        let mut groups = GROUPS.iter();
        let group = groups.find(|(name, _)| text::same(name, word.trim()));
        group.map_or_else(|| word.clone(), |(_, glob)| (*glob).to_owned())
    };
    only.iter().map(glob).collect()
}

/// Says that the verdict is about some rules only, and which of those had nothing to judge.
fn left_out(chosen: &[Rule], result: &CheckResult) -> Diagnostic {
    let (judged, silent): (Vec<&Rule>, Vec<&Rule>) = chosen
        .iter()
        .partition(|rule| result.checks.iter().any(|check| check.rule.rule() == *rule));
    let ids = |rules: &[&Rule]| {
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
        ids.join(", ")
    };
    let mut message = match judged.as_slice() {
        [] => "no rule was judged".to_owned(),
        judged => format!("only these rules were judged: {}", ids(judged)),
    };
    if !silent.is_empty() {
        message.push_str(&format!(
            "; these have nothing to judge in this cluster: {}",
            ids(&silent)
        ));
    }
    Diagnostic::info("rules-left-out", message)
}

/// Whether the check fails only by the rules on who holds which role (A1 to A10).
fn lacks_grants_alone(result: &CheckResult) -> bool {
    let fails = |check: &&ClusterCheck| {
        check.severity == Severity::High && check.status == RuleStatus::Fail
    };
    let mut failing = result.checks.iter().filter(fails);
    failing.all(|check| check.rule.rule().id.starts_with('A'))
}

/// The object id of the platform's service principal. Its application id is a frequent mix-up:
/// assignments never name it.
pub(in crate::cli::run) fn platform_principal(
    args: &Platform,
) -> Result<Option<PrincipalId>, Complaint> {
    let Some(given) = args.platform_principal.as_deref() else {
        return Ok(None);
    };
    let ask = format!("`az ad sp show --id {PLATFORM_APPLICATION} --query id -o tsv` gives it");
    if parse_guid(given.trim()).is_none() {
        return Err(Complaint::usage(format!("`{given}` is no object id")).help(ask));
    }
    if text::same(given.trim(), PLATFORM_APPLICATION) {
        return Err(Complaint::usage(format!(
            "`{given}` is the id of the application, not the object id of its service principal"
        ))
        .help(ask));
    }
    Ok(Some(PrincipalId::new(given)))
}
