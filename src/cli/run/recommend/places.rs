//! Where something is to be possible, where a sentence says it: `restart VMs in rg-prod`.

use crate::catalog::leaves_out_what_follows;
use crate::cli::redaction::Names;
use crate::directory::LookUpScopeError;
use crate::model::Tenant;
use crate::scope::{Scope, ScopeKind};
use crate::span::Diagnostic;

/// A sentence without the places that it names.
#[derive(Debug, Default)]
pub(in crate::cli::run) struct Placed {
    /// What is left of it.
    pub(in crate::cli::run) sentence: String,
    /// What it names as places.
    pub(in crate::cli::run) places: Vec<Place>,
}

/// A place, as a sentence names it.
#[derive(Debug)]
pub(in crate::cli::run) struct Place {
    said: String,
    kind: Option<ScopeKind>,
    found: Result<Scope, LookUpScopeError>,
}

impl Placed {
    /// A sentence as it is.
    pub(in crate::cli::run) fn as_said(sentence: &str) -> Self {
        Self {
            sentence: sentence.to_owned(),
            places: Vec::new(),
        }
    }

    /// Takes the places out of a sentence. A word is one where it stands behind `in` or the like and is the
    /// name of a scope of the inputs or looks like that of a resource group, or where the kind of the scope is
    /// said beside it. A place that is left out stays in the sentence.
    pub(in crate::cli::run) fn of(sentence: &str, names: &Names, tenant: &Tenant) -> Self {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        let mut placed = Self::default();
        let mut left: Vec<String> = Vec::new();
        let mut at = 0;
        while let Some(&word) = words.get(at) {
            let taken = match starts_place(word) && !leaves_out_what_follows(&words[..=at]) {
                true => Place::after(&words[at + 1..], names, tenant),
                false => None,
            };
            match taken {
                Some((place, length)) => {
                    placed.places.push(place);
                    at += length;
                    // What ends the clause ends it without the place too.
                    if let Some(before) = left.last_mut()
                        && let Some(end @ (',' | ';')) = words[at].chars().last()
                    {
                        before.push(end);
                    }
                    at += 1;
                }
                None => {
                    left.push(word.to_owned());
                    at += 1;
                }
            }
        }
        placed.sentence = left.join(" ");
        placed
    }

    /// The place, where there is one and it is known; what is said of it and of others.
    pub(in crate::cli::run) fn scope(&self, is_placed: bool) -> (Option<&Scope>, Vec<Diagnostic>) {
        match self.places.as_slice() {
            [place] if !is_placed => match &place.found {
                Ok(scope) => (Some(scope), vec![place.used(scope)]),
                Err(error) => (None, vec![place.not_used(error)]),
            },
            places if is_placed => {
                let said = places.iter().map(Place::overruled);
                (None, said.collect())
            }
            places => {
                let said = places.iter().map(Place::one_of_several);
                (None, said.collect())
            }
        }
    }
}

/// Whether a place may follow.
fn starts_place(word: &str) -> bool {
    const PREPOSITIONS: [&str; 8] = ["in", "at", "on", "of", "to", "for", "within", "inside"];
    PREPOSITIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// What people call the kinds of scopes that have names.
const KINDS: [(&[&str], ScopeKind); 6] = [
    (&["resource", "group"], ScopeKind::ResourceGroup),
    (&["resource-group"], ScopeKind::ResourceGroup),
    (&["resourcegroup"], ScopeKind::ResourceGroup),
    (&["rg"], ScopeKind::ResourceGroup),
    (&["subscription"], ScopeKind::Subscription),
    (&["management", "group"], ScopeKind::ManagementGroup),
];

/// How many words a name has at most.
const LONGEST: usize = 4;

impl Place {
    /// The place that words begin with, and how many of them it takes.
    fn after(words: &[&str], names: &Names, tenant: &Tenant) -> Option<(Self, usize)> {
        let article = usize::from(words.first().is_some_and(|word| is_article(word)));
        let kind = kind_of(&words[article..]);
        let start = article + kind.map_or(0, |(length, _)| length);
        let rest = &words[start..];
        let first = bare(rest.first()?);
        let look_up = |name: &str, kind| match name.starts_with('/') {
            true => Scope::parse(name).ok().map(|scope| Ok(scope.spelled())),
            false => Some(
                names
                    .named_scope(name, kind, tenant)
                    .map(|scope| scope.spelled()),
            ),
        };
        if let Some((_, kind)) = kind {
            // The longest name that is known; else a word that can't be anything but a name.
            for length in (1..=LONGEST.min(rest.len())).rev() {
                let said = bare(&rest[..length].join(" ")).to_owned();
                if let Some(Ok(scope)) = look_up(&said, Some(kind)) {
                    return Some((
                        Self {
                            said,
                            kind: Some(kind),
                            found: Ok(scope),
                        },
                        start + length,
                    ));
                }
            }
            is_identifier(first).then_some(())?;
            let found = look_up(first, Some(kind))?;
            return Some((
                Self {
                    said: first.to_owned(),
                    kind: Some(kind),
                    found,
                },
                start + 1,
            ));
        }
        is_identifier(first).then_some(())?;
        let behind = kind_of(&rest[1..]);
        let kind = behind.map(|(_, kind)| kind);
        let found = look_up(first, kind)?;
        let is_place = kind.is_some()
            || is_group(first)
            || !matches!(found, Err(LookUpScopeError::Unknown { .. }));
        let length = start + 1 + behind.map_or(0, |(length, _)| length);
        is_place.then(|| {
            (
                Self {
                    said: first.to_owned(),
                    kind,
                    found,
                },
                length,
            )
        })
    }

    fn used(&self, scope: &Scope) -> Diagnostic {
        Diagnostic::info(
            "place-in-words",
            format!("`{}` is taken for the place: `{scope}`", self.said),
        )
        .help("`--at` names another")
    }

    fn not_used(&self, error: &LookUpScopeError) -> Diagnostic {
        let help = match error {
            LookUpScopeError::Ambiguous { candidates, .. } => {
                let all: Vec<String> = candidates.iter().map(|at| format!("`--at {at}`")).collect();
                format!("say which it is: {}", all.join(", "))
            }
            LookUpScopeError::Unknown { near, .. } => {
                let near = near.first().map(|near| format!("did you mean `{near}`? "));
                let option = match self.kind {
                    Some(ScopeKind::Subscription) => format!("`--subscription {}`", self.said),
                    Some(ScopeKind::ManagementGroup) => format!(
                        "`--at /providers/Microsoft.Management/managementGroups/{}`",
                        self.said
                    ),
                    _ => format!(
                        "`--at /subscriptions/SUBSCRIPTION/resourceGroups/{}`",
                        self.said
                    ),
                };
                format!(
                    "{}{option} says where, and exports behind `-i` make names of places known",
                    near.unwrap_or_default()
                )
            }
        };
        Diagnostic::warning(
            "place-not-used",
            format!(
                "`{}` is taken for a place and was not used: {error}",
                self.said
            ),
        )
        .help(help)
    }

    fn overruled(&self) -> Diagnostic {
        Diagnostic::info(
            "place-not-used",
            format!(
                "`{}` is taken for a place and was not used: an option says where",
                self.said
            ),
        )
    }

    fn one_of_several(&self) -> Diagnostic {
        Diagnostic::warning(
            "place-not-used",
            format!("`{}` is taken for one of several places and was not used", self.said),
        )
        .help("name what is required at each, with an `--at` behind it: `--action A --at S --action B --at T`")
    }
}

fn is_article(word: &str) -> bool {
    ["the", "my", "our"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

/// The kind that words begin with, and how many say it.
fn kind_of(words: &[&str]) -> Option<(usize, ScopeKind)> {
    let (said, kind) = KINDS.iter().find(|(said, _)| {
        let mut pairs = said.iter().zip(words);
        said.len() <= words.len()
            && pairs.all(|(known, word)| known.eq_ignore_ascii_case(bare(word)))
    })?;
    Some((said.len(), *kind))
}

/// A word without what ends or quotes it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(
            c,
            ',' | ';' | ':' | '.' | '?' | '!' | '`' | '\'' | '"' | '(' | ')'
        )
    })
}

/// Whether a word is written as names are, and words are not.
fn is_identifier(word: &str) -> bool {
    let is_sign = |c: char| matches!(c, '-' | '_' | '/') || c.is_ascii_digit();
    word.contains(is_sign)
}

/// Whether it is written as people name resource groups.
fn is_group(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    ["rg-", "rg_"].iter().any(|start| word.starts_with(start))
        || ["-rg", "_rg"].iter().any(|end| word.ends_with(end))
}
