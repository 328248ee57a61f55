use std::borrow::Cow;

use crate::access::AccessIndex;
use crate::cli::answer::Answer;
use crate::cli::args::{AuditArgs, Format, Global, Writes};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::delegation::unknown_assignable;
use crate::model::Moment;
use crate::paths::{EscalationPaths, PathQuestion, escalation_paths};
use crate::report::{
    AnyResult, Page, PathsResult, Rows, Setting, paths_dot, paths_mermaid, paths_page, paths_rows,
    unresolved_roles,
};
use crate::span::{Diagnostic, Effect};

/// `audit --paths`.
pub(in crate::cli::run) fn run(
    global: &Global,
    args: &AuditArgs,
    moment: Moment,
) -> Result<Exit, Complaint> {
    let mut context = Context::open_offering(global, Writes::PATHS)?;
    context.read_as_of(&args.inputs, &args.as_of, &args.redact)?;
    super::something_to_audit(&context)?;
    crate::cli::run::needed::records_of_tenant(&mut context);
    let question = PathQuestion {
        alternatives: usize::from(args.alternatives),
        goal: args.paths_to,
        moment,
        ..PathQuestion::default()
    };
    let question = match global.all {
        true => PathQuestion {
            most_pairs: usize::MAX,
            ..question
        },
        false => question,
    };
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let progress = Progress::judging("paths", context.tenant.role_assignments.len());
    let found = escalation_paths(&index, question);
    drop(progress);
    let mut notes = index.groups().cycles();
    notes.extend(index.hierarchy().diagnostics().iter().cloned());
    notes.extend(gaps(&index, moment));
    drop(index);
    notes.extend(in_short(&found));
    context.diagnostics.extend(notes);
    let exit = if found.paths.is_empty() {
        context.is_turned_by(Effect::GrantLost);
        Exit::Yes
    } else {
        Exit::No
    };
    let all = context.is_whole();
    context.answer(&PathsAnswer { found, all }, exit)
}

/// Escalation paths, with whether the page shows each step by step.
struct PathsAnswer {
    found: EscalationPaths,
    all: bool,
}

impl Answer for PathsAnswer {
    fn command(&self) -> &'static str {
        "audit/paths"
    }

    fn page(&self, setting: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(paths_page(&self.found, setting.tenant, self.all))
    }

    fn result<'s>(&'s self, setting: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(PathsResult::new(&self.found, setting.tenant))
    }

    fn list(&self) -> Option<&'static str> {
        Some("paths")
    }

    fn rows<'s>(&'s self, setting: &'s Setting<'_>) -> Option<Rows<'s>> {
        Some(paths_rows(&self.found, setting.tenant))
    }

    fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Result<Option<Vec<u8>>, Complaint> {
        let drawn = match format {
            Format::Dot => paths_dot(&self.found, setting.tenant),
            Format::Mermaid => paths_mermaid(&self.found, setting.tenant),
            _ => return Ok(None),
        };
        if let Some(left_out) = drawn.left_out {
            output::warn(&format!("note: {left_out}\n"));
        }
        Ok(Some(drawn.text.into_bytes()))
    }
}

/// How the answer is shorter than it could be.
fn in_short(found: &EscalationPaths) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    if found.by_holder {
        let message = format!(
            "{} principals have paths, too many to list each: the paths of a group stand for its members",
            found.principals
        );
        said.push(Diagnostic::info("paths-by-holder", message).help("`--all` lists each member"));
    }
    if found.shortest_only > 0 {
        let message = format!(
            "for {} pairs of a principal and a target only the shortest path was looked for, since there are too many",
            found.shortest_only
        );
        said.push(Diagnostic::info("shortest-paths-only", message));
    }
    let cut = &found.cut;
    if !cut.is_smallest {
        let least = match cut.at_least {
            0 => "fewer may be enough".to_owned(),
            least => format!("at least {least} are needed"),
        };
        let message = format!(
            "the search for the fewest assignments to remove stopped at its limit: {} are named, {least}",
            cut.grants.len()
        );
        said.push(Diagnostic::info("cut-not-proven", message));
    }
    said
}

/// What the inputs lack that could add paths.
fn gaps(index: &AccessIndex<'_>, moment: Moment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    found.extend(unresolved_roles(
        &index.unresolved_roles(moment),
        "paths through some assignments are not found: each of their roles",
    ));
    found.extend(unresolved_roles(
        &unknown_assignable(index, moment),
        "paths through roles that a delegate may assign are not found: each of them",
    ));
    found.extend(crate::cli::run::needed::gaps(index, moment));
    if index.tenant().identity_hosts.is_empty() {
        let message = "no input says which resources run as managed identities: where an identity is used is only assumed";
        found.push(
            Diagnostic::warning("missing-hosts", message)
                .help("add `az resource list -o json` of each subscription to the inputs")
                .may_change_answer(),
        );
    }
    found
}
