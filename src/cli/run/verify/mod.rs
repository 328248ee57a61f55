//! `verify`: an answer is walked again against the inputs, by an implementation of its own.

mod again;
mod differs;
mod recommended;

use crate::access::{
    Checked, Circumstances, Rejection, Request, Target, verify_claim, verify_counts,
    verify_expansion, verify_grants, verify_holders, verify_holders_anywhere, verify_roles_claim,
};
use crate::cli::answer::Made;
use crate::cli::args::{Global, VerifyArgs};
use crate::cli::attributes;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::not_json;
use crate::cli::exit::Exit;
use crate::cli::sources::{one_stdin, read_file};
use crate::condition::Completeness;
use crate::directory::look_up_principal;
use crate::model::{Plane, Principal, Tenant, Timestamp};
use crate::pattern::{ActionPattern, Wildcards};
use crate::report::{
    About, Check, CheckStatus, ReadAnswer, ReadAnswerError, ReadDocument, ReadGiven, Status,
    VerifyReport, VerifyResult, named_principals, read_document, verify_page,
};
use crate::span::Diagnostic;

pub(super) fn run(global: &Global, args: &VerifyArgs) -> Result<Exit, Complaint> {
    let inputs = args.inputs.input.iter().map(|path| ("-i", path));
    one_stdin(inputs.chain([("FILE", &args.file)]))?;
    let file = read_file(&args.file)?;
    let document = read_document(&file.text).map_err(|error| match error {
        ReadAnswerError::Json(error) if !error.is_data() => {
            not_json(&file, &error).help("make the answer with `--format json`")
        }
        error => Complaint::input(format!("`{}`: {error}", file.path)).help(
            "`verify` takes what `can`, `who`, `what` or `recommend` write with `--format json`",
        ),
    })?;
    if args.inputs.input.is_empty()
        && let Some(first) = document.inputs.first().map(|input| &input.path.0)
    {
        return Err(Complaint::usage(
            "the answer was made from exports, and none are given to check it by",
        )
        .help(format!(
            "name what it was made from with `-i`: `{first}` is the first"
        )));
    }
    if let Some(moment) = &document.as_of {
        return Err(Complaint::usage(format!(
            "the answer is about {moment}: logs took its exports back to then, which `verify` does not do"
        ))
        .help("ask again with the same `--as-of` and compare, or verify an answer about the exports as they are"));
    }
    let mut global = global.clone();
    let wildcards = document.catalog.as_ref().map(|catalog| catalog.wildcards);
    global.strict_wildcards |= wildcards.map(Wildcards::from) == Some(Wildcards::Strict);
    let mut context = Context::open(&global)?;
    context.read_redacted(&args.inputs, &args.redact)?;
    note_other_catalog(&mut context, &document);
    let sources = sources(&mut context, &document, args.loose);
    let names = wrong_name(&file.text, &context.tenant);
    let checks: Result<Vec<Check>, Complaint> = document
        .answers
        .iter()
        .map(|answer| {
            let (subject, walked) = subject(answer);
            Ok(Check {
                at: answer.at.clone(),
                subject,
                walked,
                status: check(&context, answer)?,
            })
        })
        .collect();
    let mut checks = checks?;
    checks.extend(sources);
    checks.extend(names);
    let is_rejected = |check: &Check| check.status.word() == Status::Rejected;
    if !checks.iter().any(is_rejected) {
        checks.extend(again::check(&mut context, &document, &file.text)?);
    }
    let report = VerifyReport {
        schema: document.schema,
        checks,
    };
    let exit = match report.verdict() {
        Status::Accepted => Exit::Yes,
        Status::Rejected => Exit::No,
        Status::Unchecked => Exit::Undetermined,
    };
    let answer =
        Made::new("verify", verify_page(&report), VerifyResult::from(&report)).with_list("checks");
    context.answer(&answer, exit)
}

/// Rejects an answer that was made from other exports than those it is checked by, as their hashes say;
/// where that is allowed, only says so.
fn sources(context: &mut Context, document: &ReadDocument, is_loose: bool) -> Option<Check> {
    let read: Vec<(&str, &str)> = context
        .tenant
        .inputs
        .iter()
        .map(|own| (&*own.path, &*own.sha256))
        .collect();
    let claimed: Vec<(&str, &str)> = document
        .inputs
        .iter()
        .map(|input| (&*input.path.0, &*input.sha256.0))
        .collect();
    let lacks = |of: &[(&str, &str)], hash: &str| of.iter().all(|(_, own)| *own != hash);
    let missing = claimed.iter().filter(|(_, hash)| lacks(&read, hash));
    let missing = missing.map(|(path, _)| {
        format!("the answer was made from a `{path}` that is not among the inputs")
    });
    let added = read.iter().filter(|(_, hash)| lacks(&claimed, hash));
    let added = added.map(|(path, _)| format!("the answer was not made from `{path}`"));
    let faults: Vec<String> = missing.chain(added).collect();
    let first = faults.first()?;
    if is_loose {
        let notes = faults.iter().map(|fault| {
            Diagnostic::warning("other-inputs", fault.clone())
                .help("the file is missing, or is another, or has changed since")
        });
        context.diagnostics.extend(notes);
        return None;
    }
    let more = match faults.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    Some(Check {
        at: "/inputs".to_owned(),
        subject: "the exports".to_owned(),
        walked: 0,
        status: CheckStatus::Rejected(format!("{first}{more}; `--loose` checks by other exports")),
    })
}

fn note_other_catalog(context: &mut Context, document: &ReadDocument) {
    let own = (context.catalog.date(), context.catalog.role_count());
    let catalog = document.catalog.as_ref();
    if catalog.map(|catalog| (&*catalog.date.0, catalog.roles)) != Some(own) {
        context.diagnostics.push(Diagnostic::warning(
            "other-catalog",
            "the answer was made with another catalogue than it is checked by",
        ));
    }
}

/// Rejects an answer that gives a principal another name than the inputs do: people read names, not ids.
fn wrong_name(answer: &str, tenant: &Tenant) -> Option<Check> {
    let claim = named_principals(answer).into_iter().find(|claim| {
        let known = tenant.principal(&claim.id);
        let own = match claim.is_group_step {
            true => known.and_then(|known| known.group_name().map(AsRef::as_ref)),
            false => known.map(Principal::label),
        };
        // Where the inputs name nobody, the id stands for the name.
        claim.name.as_deref() != own
            && (own.is_some() || claim.name.as_deref() != Some(claim.id.as_str()))
    })?;
    let name = claim.name.as_deref().unwrap_or_default();
    Some(Check {
        at: claim.at,
        subject: format!("the name of {}", claim.id),
        walked: 0,
        status: CheckStatus::Rejected(format!("the inputs don't call it `{name}`")),
    })
}

/// What a part is about, and how much of it there is to walk.
fn subject(answer: &ReadAnswer) -> (String, usize) {
    match &answer.about {
        About::Principal {
            who,
            action,
            plane,
            scope,
            claim,
        } => (
            format!(
                "{}: {who}, {action} ({plane}) at {scope}",
                claim.outcome.as_str()
            ),
            claim.derivations.len(),
        ),
        About::Roles {
            roles,
            action,
            plane,
            claim,
        } => (
            format!(
                "{}: {}, {action} ({plane})",
                claim.outcome.as_str(),
                roles.join(" + ")
            ),
            claim.derivations.len(),
        ),
        About::HoldersAnywhere {
            action,
            plane,
            claims,
        } => (
            format!("who can {action} ({plane}) anywhere"),
            claims
                .iter()
                .map(|c| c.places.len() + c.derivations.len())
                .sum(),
        ),
        About::Holders {
            action,
            plane,
            scope,
            claims,
        } => (
            format!("who can {action} ({plane}) at {scope}"),
            claims.iter().map(|c| c.claim.derivations.len()).sum(),
        ),
        About::Grants {
            principal, claims, ..
        } => (format!("what {principal} holds"), claims.len()),
        About::Undecided(why) => (why.clone(), 0),
        About::Set(set) => (
            format!("the least roles for {}", set.what),
            set.claim.roles.len(),
        ),
    }
}

fn check(context: &Context, answer: &ReadAnswer) -> Result<CheckStatus, Complaint> {
    let (time, circumstances) = given(&answer.given)?;
    let Context {
        tenant, catalog, ..
    } = context;
    let found = match &answer.about {
        About::Principal {
            who,
            action,
            plane,
            scope,
            claim,
        } => {
            let request = Request {
                principal: look_up_principal(tenant, who)?,
                target: target(action, *plane)?,
                scope: scope.clone(),
                moment: time.into(),
                circumstances,
            };
            verify_claim(tenant, catalog, &request, claim)
        }
        About::Roles {
            roles,
            action,
            plane,
            claim,
        } => {
            let roles: Result<Vec<_>, _> = roles
                .iter()
                .map(|role| context.look_up_role(role))
                .collect();
            let target = target(action, *plane)?;
            verify_roles_claim(catalog, &roles?, &target, &circumstances, claim)
        }
        About::HoldersAnywhere {
            action,
            plane,
            claims,
        } => {
            let target = target(action, *plane)?;
            let moment = time.into();
            verify_holders_anywhere(tenant, catalog, &target, moment, &circumstances, claims)
        }
        About::Holders {
            action,
            plane,
            scope,
            claims,
        } => {
            let target = target(action, *plane)?;
            let moment = time.into();
            verify_holders(
                tenant,
                catalog,
                &target,
                scope,
                moment,
                &circumstances,
                claims,
            )
        }
        About::Grants {
            principal,
            at,
            claims,
            counts,
            expanded,
        } => verify_grants(tenant, catalog, principal, at.as_ref(), time.into(), claims)
            .and_then(|()| verify_counts(catalog, claims, *counts))
            .and_then(|()| {
                expanded.iter().try_for_each(|(scope, said)| {
                    verify_expansion(tenant, catalog, principal, scope, time.into(), said)
                })
            })
            .map(|()| Checked::Wholly),
        About::Undecided(_) => {
            let why = "a name in the question is not known: nothing was decided";
            return Ok(CheckStatus::Unchecked(why.to_owned()));
        }
        About::Set(set) => return recommended::check(context, set),
    };
    Ok(match found {
        Ok(Checked::Wholly) => CheckStatus::Accepted,
        Ok(Checked::NoOperation) => CheckStatus::Unchecked(
            "the catalogue holds no operation under the pattern to check by".to_owned(),
        ),
        Err(Rejection(reason)) => CheckStatus::Rejected(reason),
    })
}

fn target(action: &str, plane: Plane) -> Result<Target, Complaint> {
    let action = ActionPattern::parse(action)?;
    Ok(Target { action, plane })
}

fn given(given: &ReadGiven) -> Result<(Option<Timestamp>, Circumstances), Complaint> {
    let mut circumstances = Circumstances::new(if given.closed == Some(true) {
        Completeness::Closed
    } else {
        Completeness::Open
    });
    attributes::insert(&mut circumstances.attributes, &given.attributes)?;
    circumstances.suboperation.clone_from(&given.suboperation);
    let time = given.when.as_deref().map(Timestamp::parse).transpose()?;
    Ok((time, circumstances))
}
