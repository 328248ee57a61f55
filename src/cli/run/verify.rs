//! `verify`: an answer is walked again against the inputs, by an implementation of its own.

use serde_json::{Map, Value};

use crate::access::{
    Checked, Circumstances, Rejection, Request, Target, verify_claim, verify_counts,
    verify_expansion, verify_grants, verify_holders, verify_roles_claim,
};
use crate::cli::args::{Global, VerifyArgs};
use crate::cli::attributes;
use crate::cli::complain::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::documents::{not_json, one_stdin, read_file};
use crate::cli::exit::Exit;
use crate::condition::Completeness;
use crate::directory::look_up_principal;
use crate::model::{Plane, Timestamp};
use crate::pattern::ActionPattern;
use crate::report::{
    About, Check, CheckStatus, ReadAnswer, ReadGiven, VerifyReport, read_answers, verify_json,
    verify_page,
};
use crate::span::Diagnostic;

pub(super) fn run(global: &Global, args: &VerifyArgs) -> Result<Exit, Complaint> {
    let inputs = args.inputs.input.iter().map(|path| ("-i", path));
    one_stdin(inputs.chain([("FILE", &args.file)]))?;
    let file = read_file(&args.file)?;
    let document: Value = serde_json::from_str(&file.text)
        .map_err(|error| not_json(&file, &error).help("make the answer with `--format json`"))?;
    let answers = read_answers(&document).map_err(|error| {
        Complaint::input(format!("`{}`: {error}", file.path))
            .help("`verify` takes what `can`, `who` or `what` write with `--format json`")
    })?;
    if args.inputs.input.is_empty()
        && let Some(first) = document["inputs"][0]["path"].as_str()
    {
        return Err(Complaint::usage(
            "the answer was made from exports, and none are given to check it by",
        )
        .help(format!(
            "name what it was made from with `-i`: `{first}` is the first"
        )));
    }
    let mut global = global.clone();
    global.strict_wildcards |= document["catalog"]["wildcards"] == "strict";
    let mut context = Context::open(&global)?;
    context.read_redacted(&args.inputs, &args.redact)?;
    note_other_sources(&mut context, &document);
    let checks: Result<Vec<Check>, Complaint> = answers
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
    let report = VerifyReport {
        schema: document["schema"].as_str().unwrap_or_default().to_owned(),
        checks: checks?,
    };
    let exit = match report.verdict() {
        "accepted" => Exit::Yes,
        "rejected" => Exit::No,
        _ => Exit::Undetermined,
    };
    let mut answer = Answer::new("verify", verify_page(&report), verify_json(&report));
    answer.lines = Some("checks");
    context.answer(&answer, exit)
}

/// Says where the answer comes from other files, or another catalogue, than it is checked by.
fn note_other_sources(context: &mut Context, document: &Value) {
    let mut notes = Vec::new();
    let read = &context.tenant.inputs;
    for input in document["inputs"].as_array().into_iter().flatten() {
        let Some(digest) = input["sha256"].as_str() else {
            continue;
        };
        if read.iter().all(|own| own.sha256 != digest) {
            let path = input["path"].as_str().unwrap_or("an input");
            notes.push(
                Diagnostic::warning(
                    "other-inputs",
                    format!("the answer was made from a `{path}` that is not among the inputs"),
                )
                .help("the file is missing or has changed since"),
            );
        }
    }
    let named = |value: &Value| (value["date"].clone(), value["roles"].clone());
    let own = (
        Value::from(context.catalog.date()),
        Value::from(context.catalog.role_count()),
    );
    if named(&document["catalog"]) != own {
        notes.push(Diagnostic::warning(
            "other-catalog",
            "the answer was made with another catalogue than it is checked by",
        ));
    }
    context.diagnostics.extend(notes);
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
        About::Holders {
            action,
            plane,
            scope,
            claims,
        } => {
            let asked = (&target(action, *plane)?, scope);
            verify_holders(
                tenant,
                catalog,
                asked,
                (time.into(), &circumstances),
                claims,
            )
        }
        About::Grants {
            principal,
            at,
            claims,
            counts,
            expanded,
        } => verify_grants(
            tenant,
            catalog,
            principal,
            (at.as_ref(), time.into()),
            claims,
        )
        .and_then(|()| verify_counts(catalog, claims, *counts))
        .and_then(|()| {
            expanded.iter().try_for_each(|(scope, said)| {
                verify_expansion(tenant, catalog, principal, (scope, time.into()), said)
            })
        })
        .map(|()| Checked::Wholly),
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
    let mut circumstances = Circumstances::new(if given.closed {
        Completeness::Closed
    } else {
        Completeness::Open
    });
    let named: &Map<String, Value> = &given.attributes;
    attributes::insert(&mut circumstances.attributes, named)?;
    circumstances.suboperation.clone_from(&given.suboperation);
    let time = given.when.as_deref().map(Timestamp::parse).transpose()?;
    Ok((time, circumstances))
}
