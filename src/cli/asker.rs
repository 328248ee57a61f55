//! What stands between a command and the program that asks, in place of a terminal.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::model::Tenant;
use crate::report::{Page, clean};
use crate::span::Diagnostic;

/// What a command answers a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The exit code of the command: 0 yes, clean or done; 1 no, or findings; 4 undetermined.
    pub exit: u8,
    /// The answer as `--format json` prints it; empty where a text was asked for.
    pub json: String,
    /// What `--emit` was asked for, to the letter.
    pub text: Option<String>,
    /// The list of the result that `--format jsonl` prints a line each.
    pub list: Option<&'static str>,
    /// The answer in a line.
    pub verdict: Option<String>,
    /// The answer as a table of text: names of columns, and rows.
    pub columns: Vec<&'static str>,
    /// The first rows of the table, at most [`Answered::MOST_ROWS`].
    pub rows: Vec<Vec<String>>,
    /// How many rows the table has.
    pub row_count: usize,
}

impl Answered {
    /// How many rows of the table are kept: it is there to be looked at.
    pub const MOST_ROWS: usize = 50;

    /// The table and the verdict of a page.
    pub(crate) fn show(&mut self, page: &Page) {
        self.verdict = page.verdict_in_words().map(|words| clean(&words));
        if let Some(table) = page.first_table() {
            self.columns.clone_from(&table.columns);
            let first = table.rows.iter().take(Self::MOST_ROWS);
            let cleaned = first.map(|row| row.iter().map(|cell| clean(cell)).collect());
            self.rows = cleaned.collect();
            self.row_count = table.rows.len();
        }
    }
}

/// What was read, for all who ask about it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) tenant: Arc<Tenant>,
    /// What is odd about it.
    pub(crate) diagnostics: Arc<[Diagnostic]>,
}

/// Who asks: a program, which takes the answer, and what was said where there is none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asker {
    world: Option<World>,
    answered: Rc<RefCell<Answered>>,
    said: Rc<RefCell<Vec<Diagnostic>>>,
}

impl Asker {
    /// Somebody who asks about what was read already.
    pub(crate) fn about(world: World) -> Self {
        Self {
            world: Some(world),
            ..Self::default()
        }
    }

    /// What was answered.
    pub(crate) fn answered(&self) -> Answered {
        self.answered.take()
    }

    /// What was odd by the end.
    pub(crate) fn said(&self) -> Vec<Diagnostic> {
        self.said.take()
    }

    /// What was read already.
    pub(crate) fn world(&self) -> Option<&World> {
        self.world.as_ref()
    }

    pub(crate) fn take(&self, answered: Answered) {
        *self.answered.borrow_mut() = answered;
    }

    /// Notes what was odd, for a command that ends without an answer.
    pub(crate) fn note(&self, diagnostics: &[Diagnostic]) {
        *self.said.borrow_mut() = diagnostics.to_vec();
    }
}

/// What a context has of its own, or shares with others: then it is copied before it is changed.
#[derive(Debug, Default)]
pub(crate) struct Held<T>(Arc<T>);

impl<T> Held<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }

    /// The same, for others too.
    pub(crate) fn shared(&self) -> Arc<T> {
        Arc::clone(&self.0)
    }
}

impl<T> From<Arc<T>> for Held<T> {
    fn from(shared: Arc<T>) -> Self {
        Self(shared)
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}
