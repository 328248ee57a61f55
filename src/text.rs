//! ASCII case folding and the name interner: the only place that lower-cases strings.
//!
//! Azure compares names of operations, roles and resources without regard to ASCII case (WC-2,
//! SCP-1). Everything that compares such names goes through this module.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The ASCII-lower-cased form of `text`, borrowed when it already is lower case.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Folds a text where it stands.
pub(crate) fn fold_in_place(text: &mut str) {
    text.make_ascii_lowercase();
}

/// Whether two names are the same name to Azure.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The order in which names are listed: by folded bytes, then by the bytes themselves.
pub(crate) fn order(a: &str, b: &str) -> std::cmp::Ordering {
    a.bytes()
        .map(|b| b.to_ascii_lowercase())
        .cmp(b.bytes().map(|b| b.to_ascii_lowercase()))
        .then_with(|| a.cmp(b))
}

/// Whether `name` begins with `prefix`, case folded.
pub(crate) fn starts_with(name: &str, prefix: &str) -> bool {
    name.len() >= prefix.len()
        && name.as_bytes()[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
}

/// Whether `name` ends with `suffix`, case folded.
pub(crate) fn ends_with(name: &str, suffix: &str) -> bool {
    name.len() >= suffix.len()
        && name.as_bytes()[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
}

/// The longest text that a message quotes whole.
const LONGEST_QUOTED: usize = 2000;

/// A text as messages quote it: whole, or its beginning and its end when it is longer than any name.
pub(crate) fn brief(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_QUOTED {
        return Cow::Borrowed(text);
    }
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (head, tail) = (
        boundary(LONGEST_QUOTED / 2),
        boundary(text.len() - LONGEST_QUOTED / 8),
    );
    let left_out = tail - head;
    Cow::Owned(format!(
        "{}… {left_out} bytes …{}",
        &text[..head],
        &text[tail..]
    ))
}

/// A text that belongs on one line: line breaks are shown as the signs that stand for them. Names
/// come from outside, and a name must not write lines of its own.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\n', "\u{240a}").replace('\r', "\u{240d}"))
}

/// A hash map for names and ids: many of them are looked up for every record of an export. Seeded
/// per process; nothing depends on its order.
pub(crate) type NameMap<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
/// A hash set for names and ids.
pub(crate) type NameSet<K> = HashSet<K, foldhash::fast::RandomState>;

/// A pool of shared strings, so that a tenant with a hundred thousand assignments holds each
/// principal, role and scope string once.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    pool: NameMap<Arc<str>, ()>,
}

impl Interner {
    /// The shared copy of `text`.
    pub(crate) fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some((shared, ())) = self.pool.get_key_value(text) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(text);
        self.pool.insert(Arc::clone(&shared), ());
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case() {
        assert!(same(
            "Microsoft.KeyVault/vaults/READ",
            "microsoft.keyvault/vaults/read"
        ));
        assert!(starts_with("Microsoft.Storage/x", "microsoft.storage/"));
        assert!(!starts_with("Micro", "microsoft"));
        assert!(ends_with("a/Read", "/read"));
        assert_eq!(fold("AbC"), "abc");
        assert!(matches!(fold("abc"), Cow::Borrowed(_)));
    }

    #[test]
    fn interned_strings_are_shared() {
        let mut pool = Interner::default();
        let a = pool.intern("x");
        assert!(Arc::ptr_eq(&a, &pool.intern("x")));
    }
}
