//! `nexus plan` as a page.

use super::counted;
use crate::nexus::{Plan, PlanStep};
use crate::report::page::{Block, Page, Section, Tone};
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
    let steps = plan.steps.iter().enumerate();
    let steps = steps.map(|(at, step)| {
        let heading = step_title(at + 1, step);
        match step.is_done {
            true => Section {
                heading,
                ..Section::default()
            },
            false => Section {
                heading,
                points: step.notes.clone(),
                commands: on_lines(&step.commands),
            },
        }
    });
    page.push(Block::Steps(steps.collect()));
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
