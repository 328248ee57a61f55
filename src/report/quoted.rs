//! `can --from-error`.

use super::access::{CanReport, answer_blocks};
use super::page::Page;
use super::words::{repair_sentence, tone};
use crate::access::Outcome;
use crate::catalog::Catalog;
use crate::import::QuotedRequest;

/// A request that an error message quotes, with its answer.
#[derive(Clone, Debug)]
pub(crate) struct QuotedAnswer {
    /// The request, with what the command line added.
    pub request: QuotedRequest,
    /// What is said of it; without a principal when no exports were read.
    pub report: CanReport,
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
