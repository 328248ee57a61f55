//! What the condition of an assignment limits.

use super::holder::Holding;
use super::survey::Survey;
use crate::condition::Condition;
use crate::model::Plane;

/// The operations of the role that the condition may limit; `None` where they can't be listed.
pub(super) fn guarded(
    survey: &Survey<'_>,
    holding: &Holding<'_>,
    condition: &Condition,
) -> Option<Vec<String>> {
    let catalog = survey.catalog();
    let mut names = Vec::new();
    for target in condition.targets() {
        if target.is_concrete() {
            names.push(target.as_str().to_owned());
            continue;
        }
        let before = names.len();
        for plane in Plane::BOTH {
            let operations = catalog.expand(target, plane);
            names.extend(operations.iter().map(|at| catalog.operation(at).name));
        }
        if names.len() == before {
            return None;
        }
    }
    let held = |name: &String| {
        Plane::BOTH
            .into_iter()
            .any(|plane| holding.gives(survey, name, plane).is_some())
    };
    names.retain(|name| held(name) && condition.is_guarded_for(name));
    Some(names)
}
