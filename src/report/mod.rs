//! Words and formats: the only layer that writes for people. What a command found becomes a
//! [`Page`] of neutral blocks and a versioned JSON value; the formats are made from those.

mod access;
mod csv;
mod envelope;
mod findings;
mod human;
mod markdown;
mod page;
mod recommend;
mod words;

pub use access::{can_json, can_page, CanAnswer, CanReport};
pub use csv::to_csv;
pub use envelope::{Completeness, Envelope, diagnostic_json};
pub use findings::{audit_json, audit_page};
pub use human::{Width, Paint, to_human, diagnostics_to_human};
pub use markdown::to_markdown;
pub use page::{Block, Page, Table, Tone};
pub use recommend::{RecommendReport, recommend_json, recommend_page, tasks_json, tasks_page};
