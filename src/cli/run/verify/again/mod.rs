//! The same question, asked again: what a derivation doesn't prove is compared with the new answer.

mod can;
mod recommend;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::differs::{Difference, difference};
use super::{given, target};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::run::effective::{find_what, find_who};
use crate::cli::run::needed;
use crate::ids::PrincipalId;
use crate::model::Timestamp;
use crate::report::{
    Check, CheckStatus, Given, ReadDocument, ReadGiven, Verifiable, WhatResult, WhoResult,
};
use crate::scope::Scope;
use crate::span::Diagnostic;

/// Rejects an answer that is another than the one that the same question gets from the same inputs. One
/// that another version made, or another catalogue, may differ and be right: it is not checked there.
pub(super) fn check(
    context: &mut Context,
    document: &ReadDocument,
    text: &str,
) -> Result<Option<Check>, Complaint> {
    let claimed = result_in(text);
    let empty = nothing_asked(&claimed);
    let (found, said) = context.aside(|context| {
        let own = match document.schema {
            Verifiable::Can => can::answer(context, &read(&claimed)?)?,
            Verifiable::Who => who(context, &read(&claimed)?)?,
            Verifiable::What => what(context, &read(&claimed)?)?,
            Verifiable::Recommend => recommend::answer(context, document, &read(&claimed)?)?,
        };
        let is_moved = paths(context) != claimed_paths(document);
        Ok(
            difference(&claimed, &own, is_moved).map(|found| Difference {
                at: format!("/result{}", found.at),
                ..found
            }),
        )
    })?;
    let found = empty.or(found).or_else(|| completeness(document, &said));
    Ok(found.map(|Difference { at, what }| {
        let other = other_maker(context, document);
        let status = match other {
            Some(other) => CheckStatus::Unchecked(format!(
                "{what}, where the question is asked again; the answer was made {other}"
            )),
            None => CheckStatus::Rejected(format!("{what}, where the question is asked again")),
        };
        Check {
            at,
            subject: "the same question, asked again".to_owned(),
            walked: 0,
            status,
        }
    }))
}

fn result_in(text: &str) -> Value {
    let whole: Value = serde_json::from_str(text).unwrap_or_default();
    whole.get("result").cloned().unwrap_or_default()
}

fn read<R: DeserializeOwned>(claimed: &Value) -> Result<R, Complaint> {
    R::deserialize(claimed)
        .map_err(|error| Complaint::input(format!("the answer is not whole: {error}")))
}

fn paths(context: &Context) -> Vec<&str> {
    let inputs = context.tenant.inputs.iter();
    inputs.map(|input| &*input.path).collect()
}

fn claimed_paths(document: &ReadDocument) -> Vec<&str> {
    let inputs = document.inputs.iter();
    inputs.map(|input| &*input.path.0).collect()
}

/// What made the answer, where that is not what checks it.
fn other_maker(context: &Context, document: &ReadDocument) -> Option<String> {
    let catalog = document.catalog.as_ref();
    let own = (context.catalog.date(), context.catalog.role_count());
    if document.rolecall != env!("CARGO_PKG_VERSION") {
        return Some(format!("by version {}", document.rolecall));
    }
    (catalog.map(|catalog| (&*catalog.date.0, catalog.roles)) != Some(own))
        .then(|| "with another catalogue".to_owned())
}

/// An answer of `can` without any.
fn nothing_asked(claimed: &Value) -> Option<Difference> {
    let answers = claimed.get("answers")?.as_array()?;
    let refusals = claimed.get("otherRefusals").and_then(Value::as_array);
    (answers.is_empty() && refusals.is_none_or(Vec::is_empty)).then(|| Difference {
        at: "/result/answers".to_owned(),
        what: "it is empty, and no question gets an empty answer".to_owned(),
    })
}

/// What the answer says of what limits it, by what limits the new one. A limit of something that is not
/// among the inputs, as of a paste, is one more diagnostic.
fn completeness(document: &ReadDocument, said: &[Diagnostic]) -> Option<Difference> {
    let limits = || said.iter().filter(|said| said.limits_answer());
    let is_listed = |code: &str| {
        document
            .diagnostics
            .iter()
            .any(|(listed, _)| listed == code)
    };
    if let Some(lacking) = limits().find(|said| !is_listed(said.code)) {
        return Some(Difference {
            at: "/diagnostics".to_owned(),
            what: format!("it lacks `{}`", lacking.code),
        });
    }
    let is_again = |(code, message): &&(String, String)| {
        let mut said = said.iter();
        !said.any(|said| said.code == code.as_str() && said.message == *message)
    };
    let expected = limits().next().is_none();
    let may_be_limited = document.diagnostics.iter().any(|listed| is_again(&listed));
    (document.complete != expected && (document.complete || !may_be_limited)).then(|| Difference {
        at: "/complete".to_owned(),
        what: format!("it is `{}`, not `{expected}`", document.complete),
    })
}

fn who(context: &mut Context, claimed: &WhoResult) -> Result<Value, Complaint> {
    needed::assignments(context)?;
    let planes = match &claimed.answers {
        Some(answers) => answers.iter().map(|each| each.plane).collect(),
        None => Vec::from_iter(claimed.plane),
    };
    let targets = planes.into_iter();
    let targets = targets.map(|plane| target(&claimed.action, plane.into()));
    let targets = targets.collect::<Result<_, _>>()?;
    let given = given_of(claimed.given.as_ref())?;
    let scope = claimed.scope.as_ref().map(|scope| Scope::parse(&scope.0));
    let (answer, _) = find_who(context, targets, scope.transpose()?.as_ref(), &given);
    context.result_of(&answer)
}

fn what(context: &mut Context, claimed: &WhatResult) -> Result<Value, Complaint> {
    needed::assignments(context)?;
    let id = PrincipalId::new(&claimed.principal.id.0);
    let scope = claimed.at.as_ref().map(|scope| Scope::parse(&scope.0));
    let when: Option<Timestamp> = given_of(claimed.given.as_ref())?.when;
    let asked = (when, claimed.expanded.is_some());
    let (report, _) = find_what(context, &id, scope.transpose()?.as_ref(), asked);
    context.result_of(&report)
}

fn given_of(claimed: Option<&ReadGiven>) -> Result<Given, Complaint> {
    let Some(claimed) = claimed else {
        return Ok(Given::default());
    };
    let (when, circumstances) = given(claimed)?;
    Ok(Given {
        when,
        circumstances,
    })
}
