//! The shell: arguments, the terminal, files to write, exit codes. The only layer that prints and
//! reads the environment.

mod answer;
mod args;
mod asker;
mod attributes;
mod baseline;
mod collect;
mod complain;
mod complete;
mod config;
mod context;
mod demo;
mod documents;
mod earlier_scores;
mod exit;
mod format;
mod globs;
mod man;
mod moment;
mod output;
mod pager;
mod past;
mod progress;
mod query;
mod reading;
mod redaction;
mod run;
mod scoping;
mod session;
mod sources;
mod spared;
mod unfinished;
mod unknown_action;

pub use asker::Answered;
pub use run::main;
pub use session::{Refused, Session};
