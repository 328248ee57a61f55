//! `can --from-error`.

use super::{ALLOWED_BY, outcome_verb};
use crate::access::Outcome;
use crate::catalog::Catalog;
use crate::ids::parse_guid;
use crate::import::{OtherRefusal, QuotedRequest, RefusalReason};
use crate::report::page::Page;
use crate::report::view::can::{CanReport, answer_blocks, caution_of_unknown};
use crate::report::view::words::{repair_sentences, tone};

/// A request that an error message quotes, with its answer.
#[derive(Clone, Debug)]
pub(crate) struct QuotedAnswer {
    /// The request, with what the command line added.
    pub request: QuotedRequest,
    /// What is said of it; without a principal when no exports were read.
    pub report: CanReport,
}

/// Each request with its answer, then what no role changes.
pub(crate) fn quoted_page(
    answers: &[QuotedAnswer],
    others: &[OtherRefusal],
    catalog: &Catalog,
) -> Page {
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
        if request.reason == RefusalReason::Condition {
            page.text("By the message a role assignment grants it, under a condition that this request does not meet.");
        }
        caution_of_unknown(&mut page, &report.targets(), catalog);
        for answer in &report.answers {
            if report.principal.is_some() {
                answer_blocks(&mut page, report, answer, catalog);
            } else {
                roles_blocks(&mut page, quoted, answer);
            }
        }
    }
    for other in others {
        page.heading(format!("{} at {}", other.code, other.place));
        page.verdict(tone(Outcome::NotGranted), "refused", other.message.as_str());
        page.text(format!("Where to look: {}.", other.help));
    }
    page
}

/// Whom a message names. A GUID beside an object id is the id of an application, and nobody's name.
fn subject(request: &QuotedRequest) -> String {
    let id = request.principal.as_ref().map(ToString::to_string);
    let client = request.client.as_deref();
    let is_application = client.and_then(parse_guid).is_some();
    let who = match (client, id) {
        (Some(client), Some(id)) if client == id => id,
        (Some(client), Some(id)) if is_application => {
            format!("the service principal {id} of the application {client}")
        }
        (Some(client), Some(id)) => format!("{client} ({id})"),
        (Some(client), None) if is_application => {
            format!("the client with the id {client}")
        }
        (Some(client), None) => client.to_owned(),
        (None, Some(id)) => id,
        (None, None) => "the client".to_owned(),
    };
    match &request.application {
        Some(application) => format!("{who}, through the application {application},"),
        None => who,
    }
}

/// What is known without exports: what Azure said, and the roles that would do.
fn roles_blocks(page: &mut Page, quoted: &QuotedAnswer, answer: &super::CanAnswer) {
    let request = &quoted.request;
    let who = subject(request);
    let place = answer.scope.as_ref().map(|scope| format!(" at {scope}"));
    let place = place.unwrap_or_default();
    let what = format!("{} ({} plane){place}", answer.action, answer.plane);
    let verb = match answer.outcome {
        Outcome::Denied => outcome_verb(Outcome::Denied, true),
        _ => outcome_verb(Outcome::NotGranted, true),
    };
    let text = format!("{who} {verb} {what}, by the message");
    page.verdict(tone(answer.outcome), answer.outcome.as_str(), text);
    if !answer.is_known {
        page.text("The catalogue does not hold this operation: which roles grant it goes by the text of their patterns.");
    }
    if answer.outcome == Outcome::Denied {
        page.text("A deny assignment is in the way, so no role would allow it; name exports with `-i` to see which.");
        return;
    }
    let roles = repair_sentences(&answer.repairs);
    let is_conditional = request.reason == RefusalReason::Condition;
    if is_conditional {
        page.heading(ALLOWED_BY);
        page.bullets(vec![condition_sentence(&answer.action)]);
    }
    if roles.is_empty() {
        page.text(match answer.is_known {
            true => "No role of the catalogue grants it without a condition.",
            false => "No pattern of a role in the catalogue matches it without a condition.",
        });
        return;
    }
    page.heading(if is_conditional {
        "Or, without a condition"
    } else {
        ALLOWED_BY
    });
    page.bullets(roles);
    if request.reason == RefusalReason::NotGrantedOrCondition {
        page.text("A role assignment may grant it already under a condition that this request does not meet: name the role assignments with `-i` to see.");
    }
}

fn condition_sentence(action: &str) -> String {
    let what = if crate::text::starts_with(action, "Microsoft.Authorization/roleAssignments/") {
        ": its role, the principal who gets it, or the type of that principal"
    } else {
        ""
    };
    format!(
        "a request that meets the condition{what}; name the role assignments with `-i` to see what it asks for"
    )
}
