//! `nexus plan` as a page.

use super::counted;
use crate::nexus::{Plan, PlanStep};
use crate::report::page::{Page, Tone};
use crate::report::shell::on_lines;

/// The steps, numbered, with the commands of those that are still to do.
pub(crate) fn nexus_plan_page(plan: &Plan) -> Page {
    let mut page = Page::default();
    let open = plan.steps.iter().filter(|step| !step.is_done);
    let needed = open.filter(|step| !step.is_optional).count();
    page.verdict(
        Tone::Plain,
        plan.flow.as_str(),
        format!(
            "{} of {} still to do",
            counted(needed, "step"),
            plan.steps.len()
        ),
    );
    for (at, step) in plan.steps.iter().enumerate() {
        page.heading(step_title(at + 1, step));
        if !step.is_done {
            page.bullets(step.notes.clone());
            page.code("sh", on_lines(&step.commands));
        }
    }
    page
}

fn step_title(number: usize, step: &PlanStep) -> String {
    let mut title = format!("{number}. {}", step.title);
    if step.is_optional {
        title.push_str(" (optional)");
    }
    if step.is_done {
        title.push_str(" (done)");
    }
    title
}
