//! Readers, by the library.

mod actions;
mod activity_log;
mod azure_error;
mod classic;
mod deployment;
mod edges;
mod forms;
mod kinds;
mod lighthouse;
mod long_lists;
mod mutations;
mod principals;
mod templates;
mod unfinished;
mod versions;
mod what_if;

use rolecall::import::{self, InputSource, Printed};
use rolecall::model::Tenant;
use serde_json::Value;

/// What is read from documents, each a file of its own. The name of the file is that of its content,
/// wherever the document is in the list.
fn read(documents: &[Value]) -> Tenant {
    let sources: Vec<InputSource> = documents
        .iter()
        .map(|document| {
            let bytes = document.to_string().into_bytes();
            let sum = bytes.iter().fold(0u64, |sum, byte| {
                sum.wrapping_mul(31).wrapping_add(u64::from(*byte))
            });
            InputSource::Printed(Printed {
                command: format!("{sum:016x}"),
                bytes,
            })
        })
        .collect();
    import::read(&sources)
}

/// The documents in every order.
fn orders(documents: &[Value]) -> Vec<Vec<Value>> {
    let Some((last, rest)) = documents.split_last() else {
        return vec![Vec::new()];
    };
    let shorter = orders(rest).into_iter();
    shorter
        .flat_map(|order| {
            (0..=order.len()).map(move |at| {
                let mut order = order.clone();
                order.insert(at, last.clone());
                order
            })
        })
        .collect()
}
