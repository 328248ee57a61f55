//! `can --from-error`.

use serde_json::{Value, json};

use super::access::{CanReport, answer_blocks, answer_json};
use super::page::Page;
use super::words::{repair_sentence, tone};
use crate::access::Outcome;
use crate::catalog::Catalog;
use crate::import::{LinkedFrom, QuotedRequest};
use crate::scope::Scope;

/// A request that an error message quotes, with its answer.
#[derive(Clone, Debug)]
pub(crate) struct QuotedAnswer {
    /// The request, with what the command line added.
    pub request: QuotedRequest,
    /// What is said of it; without a principal when no exports were read.
    pub report: CanReport,
}

/// The `result`: an answer for each request and plane.
pub(crate) fn quoted_json(answers: &[QuotedAnswer], catalog: &Catalog) -> Value {
    let mut list = Vec::new();
    for QuotedAnswer { request, report } in answers {
        for answer in &report.answers {
            let mut value = answer_json(answer, catalog);
            let id = request.principal.as_ref().map(ToString::to_string);
            let found = report.principal.as_ref();
            value["who"] = json!(found.map(|p| p.id.to_string()).or(id));
            value["error"] = json!({
                "code": request.code.as_str(),
                "place": request.place.to_string(),
                "client": request.client.as_deref(),
                "linkedFrom": request.linked_from.as_ref().map(linked_json),
            });
            list.push(value);
        }
    }
    let parts = answers.iter().flat_map(|quoted| &quoted.report.answers);
    let outcome = Outcome::overall(parts.map(|answer| answer.outcome));
    json!({
        "principal": Value::Null,
        "roles": [],
        "outcome": outcome.unwrap_or(Outcome::NotGranted).as_str(),
        "answers": list,
    })
}

fn linked_json(from: &LinkedFrom) -> Value {
    json!({
        "action": from.action.as_str(),
        "scope": from.scope.as_ref().map(Scope::as_str),
    })
}

/// Each request with its answer.
pub(crate) fn quoted_page(answers: &[QuotedAnswer], catalog: &Catalog) -> Page {
    let mut page = Page::default();
    for quoted in answers {
        let QuotedAnswer { request, report } = quoted;
        page.heading(format!("{} at {}", request.code, request.place));
        if let Some(from) = &request.linked_from {
            let place = from.scope.as_ref().map(|scope| format!(" at {scope}"));
            page.text(format!(
                "Entailed by {}{}, which is allowed.",
                from.action,
                place.unwrap_or_default()
            ));
        }
        for answer in &report.answers {
            if report.principal.is_some() {
                answer_blocks(&mut page, report, answer, catalog);
            } else {
                roles_blocks(&mut page, quoted, answer);
            }
        }
    }
    page
}

/// What is known without exports: what Azure said, and the roles that would do.
fn roles_blocks(page: &mut Page, quoted: &QuotedAnswer, answer: &super::CanAnswer) {
    let QuotedRequest {
        principal, client, ..
    } = &quoted.request;
    let id = principal.as_ref().map(ToString::to_string);
    let who = match (client.as_deref(), id) {
        (Some(client), Some(id)) if client != id => format!("{client} ({id})"),
        (Some(client), _) => client.to_owned(),
        (None, Some(id)) => id,
        (None, None) => "the client".to_owned(),
    };
    let place = answer.scope.as_ref().map(|scope| format!(" at {scope}"));
    let place = place.unwrap_or_default();
    let subject = format!("{} ({} plane){place}", answer.action, answer.plane);
    let verb = if answer.outcome == Outcome::Denied {
        "is denied"
    } else {
        "may not do"
    };
    let text = format!("{who} {verb} {subject}, by the message");
    page.verdict(tone(answer.outcome), answer.outcome.as_str(), text);
    if answer.outcome == Outcome::Denied {
        page.text("A deny assignment is in the way, so no role would allow it; name exports with `-i` to see which.");
    } else if answer.repairs.is_empty() {
        page.text("No role of the catalogue grants it without a condition.");
    } else {
        page.heading("What would allow it");
        page.bullets(answer.repairs.iter().map(repair_sentence).collect());
    }
}
