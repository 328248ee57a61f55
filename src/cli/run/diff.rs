use std::cell::LazyCell;
use std::path::Path;

use super::needed::{holds_exports, no_assignment};
use crate::access::{AccessIndex, unclear_denies, untimed};
use crate::cli::answer::{Made, hand_over};
use crate::cli::args::{DiffArgs, GainArg, Global};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::reading::{catalog_again, read_watched};
use crate::cli::redaction;
use crate::cli::scoping::{check, scope_of};
use crate::cli::sources::source;
use crate::diff::{self, AccessChange, Side, align};
use crate::directory::ScopeNames;
use crate::model::{Moment, OperationClass, Tenant};
use crate::report::{DiffReport, DiffResult, ReportedPart, diff_csv, diff_page, gains_that_fail};
use crate::scope::Scope;
use crate::span::{DiagnosticSeverity, Effect};

pub(super) fn run(global: &Global, args: &DiffArgs) -> Result<Exit, Complaint> {
    if [&args.old, &args.new]
        .iter()
        .all(|path| path.as_os_str() == "-")
    {
        return Err(Complaint::usage(
            "only one side can come from standard input",
        ));
    }
    check(&args.scope)?;
    let mut context = Context::open(global)?;
    let mut old_catalog = catalog_again(global)?;
    let [mut before, mut after] = [read(&args.old)?, read(&args.new)?];
    let mut at = scope(args, &[&before, &after])?;
    let redactor = redaction::apply(
        &args.redact,
        &context.catalog,
        &mut [&mut before, &mut after],
    );
    context.take(before)?;
    holds_exports(
        &context.tenant,
        "the old snapshot holds no export to compare",
    )?;
    let mut old = std::mem::take(&mut *context.tenant);
    let mut diagnostics = std::mem::take(&mut context.diagnostics);
    context.take(after)?;
    holds_exports(
        &context.tenant,
        "the new snapshot holds no export to compare",
    )?;
    let read = old.inputs.clone();
    let shown = |path: &Path| path.display().to_string();
    let mut paths = [shown(&args.old), shown(&args.new)];
    if let Some(mut redactor) = redactor {
        paths = paths.map(|path| redactor.path(&path).to_string());
        at = at.map(|at| redactor.scope(&at));
    }
    let mut may_hide_gain = false;
    for one in align(&mut old, &mut context.tenant) {
        let mut said = one.diagnostic;
        if args.partial && one.side == Side::Old {
            said.severity = DiagnosticSeverity::Info;
            said.effect = Effect::None;
            said.help = None;
        } else {
            may_hide_gain |= one.may_hide_gain;
        }
        diagnostics.push(said);
    }
    // What one side alone has is taken for unchanged.
    diagnostics.extend(no_assignment(&context.tenant, "the snapshots hold"));
    diagnostics.extend(old_catalog.add_snapshot(&old));
    let said = context.catalog.add_snapshot(&context.tenant);
    context.diagnostics.extend(said);
    let before = AccessIndex::new(&old, &old_catalog);
    let after = AccessIndex::new(&context.tenant, &context.catalog);
    let mut diff = diff::compare(&before, &after);
    let part = at.map(|scope| ReportedPart {
        elsewhere: diff.narrow_to(&scope, [&before, &after]),
        scope,
    });
    for index in [&before, &after] {
        diagnostics.extend(untimed(index, Moment::AsExported));
        diagnostics.extend(unclear_denies(index));
        diagnostics.extend(index.groups().cycles());
        diagnostics.extend(index.hierarchy().diagnostics().iter().cloned());
    }
    diagnostics.extend(diff.diagnostics.iter().cloned());
    let report = DiffReport {
        diff: &diff,
        old: &before,
        new: &after,
        parts: args.only.clone(),
        part,
        paths,
    };
    diagnostics.extend(report.diagnostics());
    let exit = args.fail_on_gain.map_or(Exit::Yes, |least| {
        let counts = |rows: &[AccessChange]| rows.iter().any(|row| row.class <= least.class());
        if counts(&diff.effective.gained) {
            Exit::No
        } else if counts(&diff.effective.may_have_gained)
            || !report.unresolved(Side::New).is_empty()
            || may_hide_gain
        {
            Exit::Undetermined
        } else {
            Exit::Yes
        }
    });
    let failures = match args.fail_on_gain {
        Some(least) if exit == Exit::No => gains_that_fail(&report, least.class()),
        _ => Vec::new(),
    };
    let answer = Made::new("diff", diff_page(&report), DiffResult::from(&report))
        .with_lines(|result, sink| hand_over(result.effective.lines(), sink))
        .with_table(diff_csv(&report))
        .with_failures(failures);
    drop((before, after));
    context.diagnostics.extend(diagnostics);
    // A record that one side lost makes a change that isn't, or hides one.
    context.is_turned_by(Effect::GrantLost);
    context.tenant.inputs.splice(0..0, read);
    context.answer(&answer, exit)
}

/// The scope that is asked for; its name may be in one of the snapshots alone.
fn scope(args: &DiffArgs, snapshots: &[&Tenant]) -> Result<Option<Scope>, Complaint> {
    let names = LazyCell::new(|| ScopeNames::of(snapshots));
    scope_of(&args.scope, || &names).map_err(|complaint| match args.redact.redact {
        true if complaint.is_of_name => redaction::not_among_inputs("scope"),
        _ => complaint,
    })
}

fn read(path: &Path) -> Result<Tenant, Complaint> {
    Ok(read_watched(&[source(path)?]))
}

impl GainArg {
    /// The least grave class that counts.
    fn class(self) -> OperationClass {
        match self {
            Self::Escalation => OperationClass::Escalation,
            Self::Data => OperationClass::Data,
            Self::Write => OperationClass::Write,
            Self::Any => OperationClass::Read,
        }
    }
}
