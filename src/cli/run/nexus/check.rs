use crate::access::AccessIndex;
use crate::cli::answer::Made;
use crate::cli::args::{Global, NexusCheckArgs, Platform};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::{one_stdin, read_cluster};
use crate::cli::exit::Exit;
use crate::cli::globs::choose_rules;
use crate::ids::{PrincipalId, parse_guid};
use crate::nexus::{
    ApiVersion, CheckInput, CheckResult, ClusterCheck, ClusterResources, ClusterRule,
    PLATFORM_APPLICATION, RuleStatus, check_cluster,
};
use crate::report::{NexusCheckResult, nexus_check_csv, nexus_check_page};
use crate::rule::{Rule, Severity};
use crate::span::{Diagnostic, Effect};
use crate::text;

pub(in crate::cli::run) fn run(global: &Global, args: &NexusCheckArgs) -> Result<Exit, Complaint> {
    let inputs = args.inputs.input.iter().map(|path| ("-i", path));
    one_stdin(inputs.chain([("--cluster", &args.cluster)]))?;
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
    let mut context = Context::open(global)?;
    context.read(&args.inputs)?;
    let cluster = read_cluster(&mut context, &args.cluster)?;
    let resources = ClusterResources::of(&context.tenant);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let mut result = check_cluster(&CheckInput {
        cluster: &cluster,
        resources: &resources,
        access: Some(&index),
        api_version,
        platform: platform.as_ref(),
    });
    drop(index);
    result
        .checks
        .retain(|check| chosen.contains(check.rule.rule()));
    context.diagnostics.extend(result.diagnostics());
    if !args.only.is_empty() {
        context.diagnostics.push(left_out(&chosen, &result));
    }
    let answer = Made::new(
        "nexus-check",
        nexus_check_page(cluster.label(), &result),
        NexusCheckResult::from(&result),
    )
    .with_list("checks")
    .with_table(nexus_check_csv(&result));
    let exit = match result.verdict() {
        RuleStatus::Pass => Exit::Yes,
        RuleStatus::Fail => Exit::No,
        RuleStatus::Unknown => Exit::Undetermined,
    };
    if exit == Exit::Yes {
        context.is_turned_by(Effect::RecordsLost);
    } else if lacks_grants_alone(&result) {
        context.is_turned_by(Effect::GrantLost);
    }
    context.answer(&answer, exit)
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
