//! Exporters: each held to its format, not only to a snapshot.

mod sarif;
