/// Some names in backticks, and how many more there are.
pub(crate) fn listed<S: AsRef<str>>(names: &[S], most: usize) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(most)
        .map(|name| format!("`{}`", name.as_ref()))
        .collect();
    match names.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
