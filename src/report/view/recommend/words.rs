//! What words found, for somebody to confirm.

use crate::catalog::{Catalog, ClauseFound, FoundAction, WordsFound};
use crate::model::Plane;
use crate::report::page::{Page, Table, Tone};
use crate::report::v1::Words;
use crate::report::view::recommend::emit::word;
use crate::scope::Scope;
use crate::text::fold;

/// A sentence with what it asks for.
#[derive(Clone, Debug)]
pub(crate) struct AskedWords {
    /// As it was said.
    pub(crate) sentence: String,
    /// What it asks for.
    pub(crate) found: WordsFound,
    /// The place that it names.
    pub(crate) at: Option<Scope>,
    /// The options beside it that say where and for whom, with their values.
    pub(crate) options: Vec<(&'static str, String)>,
}

impl AskedWords {
    /// Whether every clause found something, and something is asked for.
    pub(crate) fn is_understood(&self) -> bool {
        let mut clauses = self.found.clauses.iter();
        self.found.required().next().is_some() && clauses.all(|clause| !clause.is_empty())
    }

    /// A role that is named: by several words, or where nothing was found.
    pub(crate) fn role_for_action(&self, catalog: &Catalog) -> Option<String> {
        let clauses = self.found.clauses.iter();
        let empty: Vec<String> = clauses
            .filter(|clause| clause.is_empty())
            .map(|clause| padded(&clause.said))
            .collect();
        let sentence = padded(&self.sentence);
        let names = catalog.roles().map(|role| catalog.role_name(role));
        let named = names.filter(|name| {
            let is_long = name.contains(' ');
            let name = padded(name);
            is_long && sentence.contains(&name) || empty.iter().any(|said| said.contains(&name))
        });
        named.max_by_key(String::len)
    }

    /// The command that asks for the same without words.
    pub(crate) fn command(&self) -> Option<String> {
        if !self.is_understood() {
            return None;
        }
        let mut command = "rolecall recommend".to_owned();
        let mut add = |option: &str, what: &str| {
            command.push_str(&format!(" {option} {}", word(what)));
        };
        for clause in &self.found.clauses {
            if let Some(task) = &clause.task {
                add("--task", &task.id);
                continue;
            }
            for found in &clause.actions {
                let option = match (clause.is_banned, found.plane) {
                    (true, _) => "--without",
                    (false, Some(Plane::Data)) => "--data-action",
                    (false, _) => "--action",
                };
                add(option, found.action.as_str());
            }
        }
        if let Some(at) = &self.at {
            add("--at", at.as_str());
        }
        for (option, value) in &self.options {
            add(option, value);
        }
        Some(command)
    }
}

/// Words of which a part is found by whole words.
fn padded(words: &str) -> String {
    format!(" {} ", fold(words))
}

/// What an operation that was found does.
pub(crate) fn description(found: &FoundAction, catalog: &Catalog) -> Option<String> {
    let at = catalog.find_in_plane(found.action.as_str(), found.plane?)?;
    catalog.description(at)
}

/// What each of the words found.
pub(crate) fn words_table(words: &AskedWords, catalog: &Catalog) -> Table {
    let clauses = words.found.clauses.iter();
    Table {
        caption: "Found".to_owned(),
        columns: vec!["words", "wanted", "what", "plane", "it does"],
        rows: clauses.flat_map(|clause| rows(clause, catalog)).collect(),
    }
}

/// What was found as a page.
pub(crate) fn words_page(words: &AskedWords, catalog: &Catalog) -> Page {
    let mut page = Page::default();
    let clauses = &words.found.clauses;
    let (word, text) = match words.is_understood() {
        true => ("found", format!("for `{}`", words.sentence)),
        false if clauses.iter().all(ClauseFound::is_empty) => {
            ("none", format!("nothing fits `{}`", words.sentence))
        }
        false => (
            "part",
            format!("of `{}` not all is understood", words.sentence),
        ),
    };
    page.verdict(Tone::Open, word, text);
    let mut table = words_table(words, catalog);
    // The core describes few operations.
    if table
        .rows
        .iter()
        .all(|row| row.last().is_none_or(String::is_empty))
    {
        table.columns.pop();
        table.rows.iter_mut().for_each(|row| {
            row.pop();
        });
    }
    page.table(table);
    if let Some(at) = &words.at {
        page.text(format!("The place: {at}."));
    }
    for clause in clauses {
        let others: Vec<String> = (clause.others.iter())
            .map(|&at| catalog.operation(at))
            .map(|operation| match operation.plane {
                Plane::Control => operation.name,
                Plane::Data => format!("{} (data)", operation.name),
            })
            .collect();
        if !others.is_empty() && clause.task.is_none() {
            page.heading(format!("`{}` could also mean", clause.said));
            page.bullets(others);
        }
        for place in &clause.places {
            page.text(format!(
                "`{place}` is taken for the place: `--at` says which it is."
            ));
        }
        if let Some(service) = clause.elsewhere {
            page.text(format!(
                "`{}` belongs to {service}: no role of Azure RBAC grants it.",
                clause.said
            ));
        }
        if !clause.tasks.is_empty() {
            let tasks = clause.tasks.iter();
            let tasks = tasks.map(|task| format!("`--task {}`: {}", task.id, task.title));
            page.heading(format!("Tasks that take `{}`, and more", clause.said));
            page.bullets(tasks.collect());
        }
    }
    if let Some(command) = words.command() {
        page.heading("The same without words");
        page.code("sh", command);
    }
    page
}

fn rows(clause: &ClauseFound, catalog: &Catalog) -> Vec<Vec<String>> {
    let wanted = if clause.is_banned { "no" } else { "yes" };
    let row = |what: &str, plane: &str, does: String| {
        let said = clause.said.clone();
        vec![
            said,
            wanted.to_owned(),
            what.to_owned(),
            plane.to_owned(),
            does,
        ]
    };
    if let Some(task) = &clause.task {
        return vec![row(&format!("task {}", task.id), "", task.title.clone())];
    }
    if clause.actions.is_empty() {
        return vec![row("nothing found", "", String::new())];
    }
    let found = clause.actions.iter().map(|found| {
        let plane = found.plane.map_or("both", Plane::as_str);
        let does = description(found, catalog).unwrap_or_default();
        row(found.action.as_str(), plane, does)
    });
    found.collect()
}

/// What the words of an answered question were taken for.
pub(crate) fn heard_table(words: &Words) -> Table {
    let rows = words.clauses.iter().flat_map(|clause| {
        let wanted = if clause.without { "no" } else { "yes" };
        let row = move |what: &str| vec![clause.said.clone(), wanted.to_owned(), what.to_owned()];
        match &clause.task {
            Some(task) => vec![row(&format!("task {}", task.0))],
            None => clause
                .actions
                .iter()
                .map(|found| row(&found.action))
                .collect(),
        }
    });
    Table {
        caption: "Taken for".to_owned(),
        columns: vec!["words", "wanted", "what"],
        rows: rows.collect(),
    }
}
