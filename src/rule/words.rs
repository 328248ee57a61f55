use crate::text::first_of;

/// A count with its noun: `1 finding`, `2 findings`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Some names in backticks, and how many more there are.
pub(crate) fn listed<S: AsRef<str>>(names: &[S], most: usize) -> String {
    let names = names.iter();
    first_of(names.map(|name| format!("`{}`", name.as_ref())), most)
}
