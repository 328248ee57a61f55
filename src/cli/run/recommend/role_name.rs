//! What the custom role that fits is called where nobody names it. Names are unique in a tenant: other tasks and
//! operations give other names, and `--role-name` tells those apart that begin alike.

use crate::catalog::Task;
use crate::minimize::Requirement;

/// How many characters a name has at most: Azure takes more, lists of roles show fewer.
const LONGEST: usize = 128;

/// After the first task, else the first operation.
pub(in crate::cli::run) fn role_name(tasks: &[Task], requirement: &Requirement) -> String {
    let operation = || {
        let first = requirement.actions.first()?;
        Some(and_others(first.action.as_str(), requirement.actions.len()))
    };
    let about = match tasks.first() {
        Some(task) => Some(and_others(&task.title, tasks.len())),
        None => operation(),
    };
    let about = about.map(|about| plain(&about));
    let name = match about.filter(|about| !about.is_empty()) {
        Some(about) => format!("Custom role: {about}"),
        None => "Custom role: everything".to_owned(),
    };
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => name[..end].trim_end().to_owned(),
        None => name,
    }
}

fn and_others(first: &str, count: usize) -> String {
    match count {
        0 | 1 => first.to_owned(),
        count => format!("{first} and {} more", count - 1),
    }
}

/// With nothing but letters, digits, spaces, points and hyphens: `az` puts names into filters unquoted.
fn plain(text: &str) -> String {
    let kept = |c: char| match c {
        c if c.is_alphanumeric() || ".-".contains(c) => c,
        _ => ' ',
    };
    let spaced: String = text.chars().map(kept).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Plane;
    use crate::pattern::ActionPattern;

    #[test]
    fn a_role_is_named_after_what_it_is_for() {
        let named = |actions: &[&str]| {
            let mut requirement = Requirement::default();
            for action in actions {
                requirement.add(ActionPattern::parse(action).unwrap(), Plane::Control);
            }
            role_name(&[], &requirement)
        };
        let restart = "Microsoft.Compute/virtualMachines/restart/action";
        assert_eq!(
            named(&[restart]),
            "Custom role: Microsoft.Compute virtualMachines restart action"
        );
        assert_eq!(
            named(&["Microsoft.Compute/*", restart]),
            "Custom role: Microsoft.Compute and 1 more"
        );
        assert_ne!(named(&[restart]), named(&["Microsoft.Compute/disks/write"]));
        assert_eq!(named(&["*"]), "Custom role: everything");
        let long = format!("Microsoft.Compute/{}/write", "a".repeat(200));
        assert_eq!(named(&[&long]).chars().count(), LONGEST);
    }
}
