//! `operations` and `tasks`.

use crate::catalog::{Catalog, Task};
use crate::ids::OperationIx;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::report::page::{Page, Table, Tone};
use crate::report::view::roles::more;
use crate::report::view::words::counted;

/// Operations as a page; `total` counts those beyond the limit too.
pub(crate) fn operations_page(catalog: &Catalog, operations: &[OperationIx], total: usize) -> Page {
    let mut page = Page::default();
    page.cut_listing_on_terminals();
    if total == 0 {
        page.verdict(Tone::Bad, "none", "the catalogue holds no such operation");
        return page;
    }
    let classes = catalog.classes();
    let row = |&at: &OperationIx| {
        let operation = catalog.operation(at);
        let plane = match catalog.plane_is_uncertain(at) {
            true => format!("{} (uncertain)", operation.plane),
            false => operation.plane.to_string(),
        };
        let class = classes.get(at.index()).map_or("", |class| class.as_str());
        let does = catalog.description(at).unwrap_or_default();
        vec![operation.name, plane, class.to_owned(), does]
    };
    page.table(Table {
        caption: "Operations".to_owned(),
        columns: vec!["operation", "plane", "class", "it does"],
        rows: operations.iter().map(row).collect(),
    });
    more(&mut page, operations.len(), total);
    if operations.len() == total {
        page.text(format!("{}.", counted(total, "operation")));
    }
    page
}

/// Tasks as a page.
pub(crate) fn task_list_page(tasks: &[Task]) -> Page {
    let mut page = Page::default();
    page.cut_listing_on_terminals();
    page.table(Table {
        caption: "Tasks".to_owned(),
        columns: vec!["task", "what", "operations", "known by"],
        rows: tasks
            .iter()
            .map(|task| {
                vec![
                    task.id.clone(),
                    task.title.clone(),
                    (task.actions.len() + task.data_actions.len()).to_string(),
                    task.evidence.as_str().to_owned(),
                ]
            })
            .collect(),
    });
    page.text(format!("{}.", counted(tasks.len(), "task")));
    page
}

/// What a task needs with the number of operations each entry stands for today.
pub(crate) fn needs(catalog: &Catalog, task: &Task) -> Vec<(String, Plane, usize)> {
    let lists = [
        (Plane::Control, &task.actions),
        (Plane::Data, &task.data_actions),
    ];
    lists
        .into_iter()
        .flat_map(|(plane, list)| {
            list.iter().map(move |action| {
                let pattern = ActionPattern::literal(action.trim());
                (action.clone(), plane, catalog.expand(&pattern, plane).len())
            })
        })
        .collect()
}

/// A task as a page.
pub(crate) fn task_page(catalog: &Catalog, task: &Task) -> Page {
    let mut page = Page::default();
    page.verdict(Tone::Plain, &task.id, &*task.title);
    let mut points = vec![match task.evidence {
        crate::catalog::Evidence::Stated => "a page states the list".to_owned(),
        crate::catalog::Evidence::Inferred => {
            "the list was worked out from what pages say".to_owned()
        }
    }];
    let mut add = |what: &str, text: &Option<String>| {
        if let Some(text) = text {
            points.push(format!("{what}: {text}"));
        }
    };
    add("source", &task.source);
    add("assigned at", &task.scope);
    add("done by", &task.principal);
    add("documentation names", &task.documented_role);
    add("note", &task.notes);
    page.bullets(points);
    page.table(Table {
        caption: "Needs".to_owned(),
        columns: vec!["operation", "plane", "operations"],
        rows: needs(catalog, task)
            .into_iter()
            .map(|(action, plane, count)| vec![action, plane.to_string(), count.to_string()])
            .collect(),
    });
    page.text(format!(
        "`rolecall recommend --task {}` finds the least roles for it.",
        task.id
    ));
    page
}
