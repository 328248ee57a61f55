//! The stem of an English word: what its plural and the forms of a verb have in common.
//!
//! Both sides of a comparison go through it, so that a stem need not be a word. Endings that words of
//! the field don't have are left alone.

/// The stem of a word in lower case.
pub(super) fn stem(word: &str) -> String {
    let singular = without_plural(word);
    let root = ["ing", "ed"]
        .iter()
        .find_map(|ending| root(&singular, ending))
        .unwrap_or(singular);
    match root.strip_suffix('e') {
        Some(short) if short.len() >= 3 => short.to_owned(),
        _ => root,
    }
}

fn without_plural(word: &str) -> String {
    match word {
        "apis" => return "api".to_owned(),
        // No plurals.
        "sas" | "dns" | "nas" | "alias" => return word.to_owned(),
        _ => {}
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if word.len() > 4
        && let Some(short) = word.strip_suffix("ies")
    {
        return format!("{short}y");
    }
    if ends(&["sses", "xes", "ches", "shes", "zzes"]) {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(short) if short.len() >= 2 && !ends(&["ss", "us", "is"]) => short.to_owned(),
        _ => word.to_owned(),
    }
}

/// A word without the ending of a verb: `stopping`, `deleted`. `None` where what is left is no verb.
fn root(word: &str, ending: &str) -> Option<String> {
    let root = word.strip_suffix(ending)?;
    let has_vowel = root.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if root.len() < 3 || !has_vowel || word.ends_with("eed") {
        return None;
    }
    let mut letters = root.chars().rev();
    let (last, before) = (letters.next()?, letters.next()?);
    let is_doubled = last == before && !"aeioulsz".contains(last);
    let kept = root.len() - usize::from(is_doubled);
    Some(root[..kept].to_owned())
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            ["vm", "vms"].as_slice(),
            &["policy", "policies"],
            &["query", "queries", "querying"],
            &["delete", "deletes", "deleted", "deleting"],
            &["stop", "stops", "stopped", "stopping"],
            &["restart", "restarts", "restarted", "restarting"],
            &["install", "installing", "installed"],
            &["machine", "machines"],
            &["address", "addresses"],
            &["box", "boxes"],
            &["switch", "switches", "switching"],
            &["status", "statuses"],
            &["upgrade", "upgrades", "upgrading"],
            &["key", "keys"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(
                stems.iter().all(|one| *one == stems[0]),
                "{forms:?}: {stems:?}"
            );
        }
        assert_eq!(stem("apis"), stem("api"));
        for word in [
            "bus", "access", "analysis", "need", "thing", "red", "sas", "dns",
        ] {
            assert_eq!(stem(word), word);
        }
    }
}
