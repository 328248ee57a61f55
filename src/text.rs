//! Case folding and the name interner: the only place that lower-cases names.
//!
//! Azure compares names of operations, roles, users and resources without regard to case (WC-2,
//! SCP-1). Everything that compares such names goes through this module.
//!
//! Beyond ASCII, names fold letter by letter as Unicode's simple case folding says: `Ü` is `ü`,
//! `Σ` and `ς` are `σ`, in no language in particular (`İ` and `ı` are letters of their own), and no
//! letter becomes two (`ß` is not `ss`). A letter beyond ASCII never becomes one of ASCII (`ſ` is not
//! `s`, nor the sign for kelvin `k`), as in .NET, in which Azure compares them: so the fixed words of
//! ids are ASCII alone. Names are not normalised in any other way: `u` with a combining diaeresis
//! is not `ü`.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use foldhash::fast::RandomState;
use foldhash::quality::FixedState;
use hashbrown::HashTable;

/// The folded form of `text`, borrowed when it is folded already. In UTF-8 it may be shorter or
/// longer than the text.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii() && !b.is_ascii_uppercase();
    if text.bytes().all(plain) {
        Cow::Borrowed(text)
    } else if text.is_ascii() {
        Cow::Owned(text.to_ascii_lowercase())
    } else if text.chars().all(|c| folded(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(folded).collect())
    }
}

/// Appends the folded form of a text.
pub(crate) fn push_folded(into: &mut String, text: &str) {
    if text.is_ascii() {
        let start = into.len();
        into.push_str(text);
        into[start..].make_ascii_lowercase();
    } else {
        into.extend(text.chars().map(folded));
    }
}

/// A letter, folded. By way of its upper case, since some letters have one and are not the lower
/// case of it: `ς`, `ϐ`.
fn folded(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let folded = match c {
        // Unicode folds these three together with letters that look the same.
        '\u{1fd3}' => '\u{390}',
        '\u{1fe3}' => '\u{3b0}',
        '\u{fb05}' => '\u{fb06}',
        c => {
            let upper = alone(c.to_uppercase()).unwrap_or(c);
            alone(upper.to_lowercase()).unwrap_or(upper)
        }
    };
    if folded.is_ascii() { c } else { folded }
}

/// The one letter that there is.
fn alone(mut letters: impl Iterator<Item = char>) -> Option<char> {
    let first = letters.next();
    first.filter(|_| letters.next().is_none())
}

/// Whether two names are the same name to Azure.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
        || (!a.is_ascii() && !b.is_ascii() && a.chars().map(folded).eq(b.chars().map(folded)))
}

/// Whether two letters are the same in any case.
pub(crate) fn same_letter(a: char, b: char) -> bool {
    folded(a) == folded(b)
}

/// The order in which names are listed: by folded bytes, then by the bytes themselves.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    let by_name = if a.is_ascii() && b.is_ascii() {
        let lower = |b: u8| b.to_ascii_lowercase();
        a.bytes().map(lower).cmp(b.bytes().map(lower))
    } else {
        fold(a).cmp(&fold(b))
    };
    by_name.then_with(|| a.cmp(b))
}

/// Whether `name` begins with `prefix`, case folded.
pub(crate) fn starts_with(name: &str, prefix: &str) -> bool {
    let bytes = name.as_bytes().get(..prefix.len());
    bytes.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
        || (!prefix.is_ascii() && fold(name).starts_with(&*fold(prefix)))
}

/// Whether `name` ends with `suffix`, case folded.
pub(crate) fn ends_with(name: &str, suffix: &str) -> bool {
    let from = name.len().checked_sub(suffix.len());
    from.is_some_and(|at| name.as_bytes()[at..].eq_ignore_ascii_case(suffix.as_bytes()))
        || (!suffix.is_ascii() && fold(name).ends_with(&*fold(suffix)))
}

/// Where a word of ASCII is in a text for the last time, in any case: its first byte.
pub(crate) fn rfind(text: &str, word: &str) -> Option<usize> {
    let windows = text.as_bytes().windows(word.len().max(1));
    windows
        .enumerate()
        .rev()
        .find(|(_, found)| found.eq_ignore_ascii_case(word.as_bytes()))
        .map(|(at, _)| at)
}

/// The same for the first time.
pub(crate) fn find(text: &str, word: &str) -> Option<usize> {
    let mut windows = text.as_bytes().windows(word.len().max(1));
    windows.position(|found| found.eq_ignore_ascii_case(word.as_bytes()))
}

/// A text as one word of a POSIX shell.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.:@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
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

/// Whether a text is what PowerShell prints of an object that is nested deeper than it was asked for.
pub(crate) fn is_cut_off(text: &str) -> bool {
    text.starts_with("@{")
        || text.starts_with("System.Object")
        || (text.starts_with("System.") && text.ends_with("[]"))
}

/// A text that belongs on one line: line breaks are shown as the signs that stand for them. Names
/// come from outside, and a name must not write lines of its own.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\n', "\u{240a}").replace('\r', "\u{240d}"))
}

/// The first of some names, and how many more there are: `a, b and 3 more`.
pub(crate) fn first_of(names: impl IntoIterator<Item = impl fmt::Display>, most: usize) -> String {
    let mut names = names.into_iter();
    let shown = names.by_ref().take(most).map(|name| name.to_string());
    let shown = shown.collect::<Vec<_>>().join(", ");
    match names.count() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What a JSON parser says is wrong, without the place in what it was given.
pub(crate) fn without_place(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text[..end].to_owned()
}

/// A number of 64 bits that two values share where they are equal, and hardly ever else; the same in
/// every run.
pub(crate) fn digest(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// A hash map for names and ids: many of them are looked up for every record of an export. Seeded
/// per process; nothing depends on its order.
pub(crate) type NameMap<K, V> = HashMap<K, V, RandomState>;
/// A hash set for names and ids.
pub(crate) type NameSet<K> = HashSet<K, RandomState>;

/// Records found by their names, where each record knows its own name: a directory may hold millions
/// of ids, and a map would hold each of them twice.
#[derive(Clone)]
pub(crate) struct NameTable<T> {
    records: HashTable<T>,
    hasher: RandomState,
}

impl<T> NameTable<T> {
    /// The record of a name, which `is_it` tells from others.
    pub(crate) fn find(&self, name: &impl Hash, is_it: impl FnMut(&T) -> bool) -> Option<&T> {
        self.records.find(self.hasher.hash_one(name), is_it)
    }

    /// The record of a name, made by `make` where there is none; `name_of` gives the names of others.
    pub(crate) fn find_or_insert<N: Hash + Eq>(
        &mut self,
        name: &N,
        name_of: impl Fn(&T) -> N,
        make: impl FnOnce() -> T,
    ) -> &mut T {
        let hasher = &self.hasher;
        let entry = self.records.entry(
            hasher.hash_one(name),
            |record| name_of(record) == *name,
            |record| hasher.hash_one(name_of(record)),
        );
        entry.or_insert_with(make).into_mut()
    }

    pub(crate) fn clear(&mut self) {
        self.records.clear();
    }
}

impl<T> Default for NameTable<T> {
    fn default() -> Self {
        Self {
            records: HashTable::new(),
            hasher: RandomState::default(),
        }
    }
}

/// Without the records, which are in no order.
impl<T> fmt::Debug for NameTable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NameTable of {}", self.records.len())
    }
}

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
    fn letters_beyond_ascii_fold_too() {
        for (a, b) in [
            ("RG-Ü", "rg-ü"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ЖЁЛТЫЙ", "жёлтый"),
            ("STRAẞE", "straße"),
            ("Ⱥbc", "ⱥBC"),
            ("Å", "å"),
            ("Ǆ", "ǅ"),
            ("µ", "μ"),
            ("Ա", "ա"),
            ("𐐀", "𐐨"),
        ] {
            assert!(same(a, b) && same(b, a), "{a} {b}");
            assert_eq!(fold(a), fold(b), "{a} {b}");
            let (long, prefix) = (format!("{a}/x"), format!("{b}/"));
            assert!(
                starts_with(&long, &prefix) && ends_with(&format!("x/{a}"), b),
                "{a} {b}"
            );
            assert_eq!(order(a, b), a.cmp(b), "{a} {b}");
            let mut pushed = "x".to_owned();
            push_folded(&mut pushed, a);
            assert_eq!(pushed, format!("x{}", fold(b)));
        }
        for (a, b) in [
            ("rg-ü", "rg-u"),
            ("rg-ü", "rg-u\u{308}"),
            ("straße", "strasse"),
            ("ı", "i"),
            ("ı", "I"),
            ("İ", "i"),
            ("İ", "i\u{307}"),
            ("ſ", "s"),
            ("\u{212a}", "k"),
        ] {
            assert!(!same(a, b) && !same(b, a), "{a} {b}");
            assert_ne!(fold(a), fold(b), "{a} {b}");
            assert!(!starts_with(a, b) && !ends_with(b, a), "{a} {b}");
            assert_ne!(order(a, b), Ordering::Equal, "{a} {b}");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        let letters = (0..=u32::from(char::MAX)).filter_map(char::from_u32);
        for letter in letters {
            assert_eq!(folded(folded(letter)), folded(letter), "{letter}");
            assert_eq!(letter.is_ascii(), folded(letter).is_ascii(), "{letter}");
        }
    }

    #[test]
    fn words_are_found_in_any_case() {
        let id = "/subscriptions/x/resourceGroups/ȺȺ/PROVIDERS/a/b/c/Providers/d";
        assert_eq!(rfind(id, "/providers/"), id.rfind("/Providers/"));
        assert_eq!(find(id, "/providers/"), id.find("/PROVIDERS/"));
        assert_eq!(find(id, "/none/"), None);
        assert_eq!(rfind("ab", "/providers/"), None);
    }

    #[test]
    fn interned_strings_are_shared() {
        let mut pool = Interner::default();
        let a = pool.intern("x");
        assert!(Arc::ptr_eq(&a, &pool.intern("x")));
    }
}
