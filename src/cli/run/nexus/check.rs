use std::borrow::Cow;

use crate::access::AccessIndex;
use crate::cli::answer::Answer;
use crate::cli::args::{Format, Global, JudgedBy, NexusCheckArgs, Platform, Writes};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::{ClusterDocument, clusters_of_inputs, read_clusters};
use crate::cli::exit::Exit;
use crate::cli::globs::{choose_rules, listed};
use crate::cli::output;
use crate::cli::reading::{catalog_again, read_watched};
use crate::cli::redaction;
use crate::cli::sources::{one_stdin, sources};
use crate::ids::{PrincipalId, parse_guid};
use crate::model::{ResourceKind, ResourceRecord, Tenant};
use crate::nexus::{
    ApiVersion, CheckInput, CheckResult, CheckedCluster, ClusterCheck, ClusterResources,
    ClusterRule, PLATFORM_APPLICATION, RuleStatus, check_cluster, overall_verdict,
};
use crate::report::{
    AnyResult, NexusCheckResult, Page, Rows, Setting, clusters_to_junit, clusters_to_sarif,
    nexus_check_csv, nexus_check_page, to_markdown,
};
use crate::rule::{Rule, Severity};
use crate::span::{Diagnostic, Effect};
use crate::text;

pub(in crate::cli::run) fn run(global: &Global, args: &NexusCheckArgs) -> Result<Exit, Complaint> {
    let inputs = &args.judged_by.inputs.input;
    let named = inputs.iter().map(|path| ("-i", path));
    one_stdin(named.chain(args.cluster.iter().map(|path| ("--cluster", path))))?;
    let api_version = api_version(&args.judged_by)?;
    let platform = platform_principal(&args.judged_by.platform)?;
    let rules: Vec<Rule> = ClusterRule::ALL.iter().map(|rule| *rule.rule()).collect();
    let chosen = if args.only.is_empty() {
        rules
    } else {
        choose_rules(&rules, &spelled_out(&args.only))?
    };
    let mut context = Context::open_offering(global, Writes::NEXUS_CHECK)?;
    let before = context.diagnostics.len();
    context.take(read_watched(&sources(inputs)?))?;
    let clusters = read(&mut context, args)?;
    let read = context.diagnostics.len();
    context.learn();
    let asked = Asked {
        clusters: &clusters,
        api_version,
        platform,
    };
    let mut checked = asked.judged(&context);
    if args.redact.redact {
        context.diagnostics.truncate(read);
        let said = context.diagnostics.split_off(before);
        let renamed = asked.renamed(global, &mut context, args, said)?;
        for (one, other) in checked.iter_mut().zip(renamed) {
            let result = one.result.in_words_of(&other.result);
            *one = CheckedCluster { result, ..other };
        }
    }
    for one in &mut checked {
        let checks = &mut one.result.checks;
        checks.retain(|check| chosen.contains(check.rule.rule()));
    }
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
    context.is_turned_by(turned_by(&checked));
    let all = global.all;
    context.answer(
        &Checked {
            checked,
            chosen,
            all,
        },
        exit,
    )
}

/// What is asked of the inputs.
struct Asked<'a> {
    clusters: &'a [ClusterDocument],
    api_version: Option<ApiVersion>,
    platform: Option<PrincipalId>,
}

impl Asked<'_> {
    fn judged(&self, context: &Context) -> Vec<CheckedCluster> {
        let resources = ClusterResources::of(&context.tenant);
        let index = AccessIndex::new(&context.tenant, &context.catalog);
        let judge = |one: &ClusterDocument| {
            let cluster = &one.cluster;
            let result = check_cluster(&CheckInput {
                cluster,
                resources: &resources,
                access: Some(&index),
                api_version: self.api_version,
                platform: self.platform.as_ref(),
            });
            CheckedCluster {
                name: cluster.label().to_owned(),
                id: cluster.id.clone(),
                place: one.place.clone(),
                result,
            }
        };
        self.clusters.iter().map(judge).collect()
    }

    /// The same under pseudonyms, for the words of the answer. What the inputs were found to be is
    /// decided under the true names.
    fn renamed(
        &self,
        global: &Global,
        context: &mut Context,
        args: &NexusCheckArgs,
        said: Vec<Diagnostic>,
    ) -> Result<Vec<CheckedCluster>, Complaint> {
        let mut tenant = Tenant::clone(&context.tenant);
        let others = |record: &ResourceRecord| record.kind != ResourceKind::Cluster;
        tenant.resources.retain(others);
        let records = self.clusters.iter().map(|one| ResourceRecord {
            kind: ResourceKind::Cluster,
            json: one.json.to_string().into(),
            place: one.place.clone(),
        });
        tenant.resources.extend(records);
        tenant.diagnostics = said;
        *context.catalog = catalog_again(global)?;
        let redactor = redaction::apply(&args.redact, &context.catalog, &mut [&mut tenant]);
        let platform = self.platform.as_ref().zip(redactor);
        let renamed = tenant.resources.iter().filter(|record| !others(record));
        let clusters: Vec<ClusterDocument> = renamed
            .zip(self.clusters)
            .map(|(record, one)| ClusterDocument::of_record(one.cluster.renamed(record), record))
            .collect();
        context.take(tenant)?;
        context.learn();
        let asked = Asked {
            clusters: &clusters,
            api_version: self.api_version,
            platform: platform.map(|(id, mut redactor)| redactor.principal(id)),
        };
        Ok(asked.judged(context))
    }
}

/// The clusters of `--cluster`, files or names of the inputs, else those of the inputs.
fn read(context: &mut Context, args: &NexusCheckArgs) -> Result<Vec<ClusterDocument>, Complaint> {
    let mut clusters = Vec::new();
    for path in &args.cluster {
        clusters.extend(read_clusters(context, path)?);
    }
    if args.cluster.is_empty() {
        clusters = clusters_of_inputs(context);
    }
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

/// Checked clusters in every format.
struct Checked {
    checked: Vec<CheckedCluster>,
    chosen: Vec<Rule>,
    /// Whether the page lists every check, not what matters first.
    all: bool,
}

impl Answer for Checked {
    fn command(&self) -> &'static str {
        "nexus-check"
    }

    fn page(&self, _: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(nexus_check_page(&self.checked, self.all))
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
            // A document is no screen: it holds everything.
            Format::Markdown => {
                let page = nexus_check_page(&self.checked, true);
                Some(to_markdown(&page).into_bytes())
            }
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
    let glob = |word: &str| {
        let mut groups = GROUPS.iter();
        let group = groups.find(|(name, _)| text::same(name, word.trim()));
        group.map_or_else(|| word.to_owned(), |(_, glob)| (*glob).to_owned())
    };
    only.iter()
        .flat_map(|text| listed(text))
        .map(glob)
        .collect()
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

/// The least that could turn the verdict, had it been lost of the inputs.
pub(in crate::cli::run) fn turned_by(checked: &[CheckedCluster]) -> Option<Effect> {
    match overall_verdict(checked) {
        RuleStatus::Pass => Some(Effect::RecordsLost),
        RuleStatus::Fail if checked.iter().all(|one| lacks_grants_alone(&one.result)) => {
            Some(Effect::GrantLost)
        }
        RuleStatus::Fail | RuleStatus::Unknown => None,
    }
}

/// Whether the check fails only by the rules on who holds which role (A1 to A10).
fn lacks_grants_alone(result: &CheckResult) -> bool {
    let fails = |check: &&ClusterCheck| {
        check.severity == Severity::High && check.status == RuleStatus::Fail
    };
    let mut failing = result.checks.iter().filter(fails);
    failing.all(|check| check.rule.rule().id.starts_with('A'))
}

/// The API version that the settings are sent with.
pub(in crate::cli::run) fn api_version(args: &JudgedBy) -> Result<Option<ApiVersion>, Complaint> {
    let given = args.api_version.as_deref().map(ApiVersion::parse);
    given
        .transpose()
        .map_err(|error| Complaint::usage(error.to_string()))
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
        return Err(Complaint::usage(format!("`{given}` is not an object id")).help(ask));
    }
    if text::same(given.trim(), PLATFORM_APPLICATION) {
        return Err(Complaint::usage(format!(
            "`{given}` is the id of the application, not the object id of its service principal"
        ))
        .help(ask));
    }
    Ok(Some(PrincipalId::new(given)))
}
