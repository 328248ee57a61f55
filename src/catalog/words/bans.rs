//! What words say must not be possible.

use super::ranking::{Named, is_table_of_logs, is_within};
use super::sentence::{Clause, Need};
use super::stem::stem;
use super::vocabulary::Verb;
use super::{ClauseFound, FoundAction, Hit, Within, WordsFound, of_pattern};
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::catalog::{Catalog, EscalationKind, Task};
use crate::model::Plane;
use crate::pattern::Wildcards;
use crate::text;

impl WordsFound {
    /// Takes what must not be possible out of what is asked for where that leaves something of it, as of
    /// `manage VMs but not delete`; else what is asked for is not meant by the ban. Where only all bans together
    /// leave nothing, the last one that takes something is not understood: `manage VMs but not delete or resize`.
    pub(super) fn tell_apart(&mut self, wildcards: Wildcards) {
        let (bans, mut asks): (Vec<_>, Vec<_>) =
            self.clauses.iter_mut().partition(|clause| clause.is_banned);
        let whole: Vec<Vec<FoundAction>> = asks.iter().map(|ask| own(&ask.actions)).collect();
        for ban in bans {
            let is_by = |ban: &FoundAction, found: &FoundAction| {
                ban.plane.is_none_or(|plane| found.plane == Some(plane))
                    && ban.action.matches(found.action.as_str(), wildcards)
            };
            let is_ask = |(ask, whole): (&&mut ClauseFound, &Vec<FoundAction>),
                          ban: &FoundAction| {
                !ask.is_empty() && whole.iter().all(|found| is_by(ban, found))
            };
            ban.actions
                .retain(|ban| !asks.iter().zip(&whole).any(|one| is_ask(one, ban)));
            for (ask, whole) in asks.iter_mut().zip(&whole) {
                let mut left = ask.actions.clone();
                left.retain(|found| !ban.actions.iter().any(|ban| is_by(ban, found)));
                let has_own = left.iter().any(|found| whole.contains(found));
                if left.len() < ask.actions.len() && !has_own {
                    ban.actions.clear();
                } else {
                    ask.actions = left;
                }
            }
        }
    }
}

/// What is done by what is asked for: what is read besides is nothing of its own.
fn own(actions: &[FoundAction]) -> Vec<FoundAction> {
    let is_read = |found: &&FoundAction| found.action.as_str().to_lowercase().ends_with("/read");
    let reads_alone = actions.iter().all(|found| is_read(&found));
    let own = actions
        .iter()
        .filter(|found| reads_alone || !is_read(found));
    own.cloned().collect()
}

impl ClauseFound {
    /// Leaves out of a ban the reading of what it is done to: who must not export a disk may see it, and who must not run
    /// something in a pod may list pods.
    fn leave_what_it_is_done_to(&mut self) {
        let is_read = |found: &FoundAction| found.action.as_str().ends_with("/read");
        let does: Vec<Option<Plane>> = self
            .actions
            .iter()
            .filter(|found| !is_read(found))
            .map(|found| found.plane)
            .collect();
        self.actions
            .retain(|found| !is_read(found) || !does.contains(&found.plane));
        let names: Vec<String> = self
            .actions
            .iter()
            .map(|found| found.action.as_str().to_owned())
            .collect();
        self.actions.retain(|found| {
            let name = found.action.as_str();
            let Some(own) = name.strip_suffix("/read") else {
                return true;
            };
            let is_beside = |other: &String| {
                !text::same(other, name) && text::starts_with(other, &format!("{own}/"))
            };
            !names.iter().any(is_beside)
        });
    }
}

/// Something that opens what it belongs to: a key, a password.
struct Secret {
    /// What names of operations end in that give it away; where nothing does, the next.
    endings: &'static [&'static [&'static str]],
    is_read: bool,
}

impl Secret {
    /// The secret that a ban is about; none where it says more, or what else is done to it.
    fn of(clause: &Clause) -> Option<Self> {
        const KEYS: [&str; 2] = ["key", "keys"];
        const SECRETS: [&str; 2] = ["secret", "secrets"];
        // Of which kind a secret is.
        const KINDS: [&str; 9] = [
            "access",
            "account",
            "shared",
            "primary",
            "secondary",
            "connection",
            "vault",
            "api",
            "storage",
        ];
        let stems: Vec<&String> = clause.needs.iter().flat_map(Need::stems).collect();
        let (last, kinds) = stems.split_last()?;
        let is_kind = |kind: &&String| KINDS.iter().any(|known| stem(known) == ***kind);
        if !kinds.iter().all(is_kind) {
            return None;
        }
        let endings: &[&[&str]] = match last.as_str() {
            "key" => &[&KEYS, &SECRETS],
            "secret" => &[&SECRETS],
            "password" => &[&["password", "passwords", "credential", "credentials"]],
            "credential" => &[&[
                "credential",
                "credentials",
                "password",
                "passwords",
                "key",
                "keys",
                "secret",
                "secrets",
                "publishxml",
            ]],
            "string" => &[&["connectionstring", "connectionstrings", "key", "keys"]],
            "token" => &[&["token", "tokens"]],
            "sas" => &[&["sas"]],
            _ => return None,
        };
        let is_read = clause.only_reads();
        let is_whatever = clause.verb.is_none_or(|verb| verb.ends.len() > 1);
        (is_read || is_whatever || clause.has_others_verb).then_some(Self { endings, is_read })
    }

    fn is_given_by(&self, named: &Named<'_>, endings: &[&str]) -> bool {
        const WRITES: [&str; 12] = [
            "write",
            "delete",
            "regenerate",
            "rotate",
            "renew",
            "reset",
            "generate",
            "sync",
            "create",
            "add",
            "update",
            "revoke",
        ];
        let verb = named.verb.to_lowercase();
        let ends_in = |part: &str| {
            let part = part.to_lowercase();
            endings.iter().any(|ending| part.ends_with(ending)) && !part.starts_with("partition")
        };
        let writes = WRITES.iter().any(|start| verb.starts_with(start));
        let mut parts = named.resource_type.split('/').skip(2);
        !(self.is_read && writes) && (ends_in(&verb) || parts.any(ends_in))
    }
}

impl ClauseFound {
    /// Adds what isn't covered yet.
    pub(super) fn add(&mut self, actions: Vec<FoundAction>, wildcards: Wildcards) {
        for action in actions {
            let is_covered =
                |known: &FoundAction| known.action.matches(action.action.as_str(), wildcards);
            if !self.actions.iter().any(is_covered) {
                self.actions.push(action);
            }
        }
    }
}

impl Catalog {
    /// What must not be possible by a clause, among what fits it and what fits it with what the sentence is
    /// about.
    pub(super) fn banned(
        &self,
        clause: &Clause,
        within: Vec<Within>,
        hits: Vec<Hit>,
        tasks: &[Task],
    ) -> ClauseFound {
        let says_something =
            |within: &Within| within.clause.phrase.is_some() || !within.hits.is_empty();
        let mut within = within.into_iter().filter(says_something);
        let mut found = match within.next() {
            Some(first) if clause.needs.is_empty() && clause.contexts.is_empty() => {
                let mut found = self.everything_and(clause, &first, tasks);
                // A verb alone is said of all that stands before it.
                for within in within {
                    let other = self.everything_and(clause, &within, tasks);
                    found.add(other.actions, self.wildcards());
                }
                if found.actions.len() > 1 {
                    let is_all = |found: &FoundAction| found.action.as_str() == "*/read";
                    found.actions.retain(|found| !is_all(found));
                }
                found
            }
            Some(within)
                if !clause.needs.is_empty() && within.clause.phrase.is_some()
                    || !(is_of_own_type(clause, &hits) || clause.says_its_topics()) =>
            {
                let mut found = self.found(&within.clause, within.hits, tasks);
                found.add(own_by_name(clause, &hits), self.wildcards());
                found
            }
            _ => {
                let own = all_of_name(clause, &hits);
                let mut found = self.found(clause, hits, tasks);
                if !found.is_empty() {
                    found.add(own, self.wildcards());
                }
                found
            }
        };
        // Secrets of another service are not meant where this one has some.
        if clause.has_phrase_elsewhere() && self.has_some_near(clause) {
            found.actions.clear();
            return found;
        }
        found.leave_what_it_is_done_to();
        let secrets = self.secrets_of_topics(clause);
        if !secrets.is_empty() {
            // Keys of what the sentence is about, not those of Key Vault.
            let is_of_topic = |found: &FoundAction| {
                Named::of(found.action.as_str())
                    .is_some_and(|named| clause.is_about_root_of(&named))
            };
            found.actions.retain(is_of_topic);
            found.add(secrets, self.wildcards());
        }
        self.add_other_data_actions(clause, &mut found);
        if clause.phrase.is_some() && gives_access(&found) {
            found.add(self.what_gives_access(), self.wildcards());
        }
        // What nothing does is not heard: `without overwriting`.
        if clause.phrase.is_none()
            && !(self.holds_some(&found) && self.is_done_near(clause, &found))
        {
            found.actions.clear();
        }
        found
    }

    /// What lets its holder have access that it was not given: `everything except access`.
    fn what_gives_access(&self) -> Vec<FoundAction> {
        const ACCESS: &str = "Microsoft.Authorization/";
        let entries = self.risk().escalation().iter();
        let giving = entries.filter(|entry| {
            entry.kind == EscalationKind::Grants && text::starts_with(entry.action.as_str(), ACCESS)
        });
        giving
            .map(|entry| of_pattern(entry.action.as_str(), None))
            .collect()
    }

    /// Whether a provider that the sentence is about has something that is called as the ban says.
    fn has_some_near(&self, clause: &Clause) -> bool {
        let mut has_some = false;
        self.for_each_operation(|_, name, _| {
            has_some |= Named::of(name).is_some_and(|named| {
                clause.is_about_space(named.namespace) && clause.calls(named.resource_type)
            });
        });
        has_some
    }

    /// Of data that is only named, everything but reading must not be possible: `manage queues but not messages`.
    fn add_other_data_actions(&self, clause: &Clause, found: &mut ClauseFound) {
        let manages = clause.verb.is_some_and(|verb| verb.ends.len() > 1);
        if !(clause.has_others_verb && manages) || clause.phrase.is_some() {
            return;
        }
        let is_data = |found: &&FoundAction| found.plane == Some(Plane::Data);
        let names = found
            .actions
            .iter()
            .filter(is_data)
            .map(|found| found.action.as_str());
        let kinds: Vec<String> = names
            .filter_map(|name| Named::of(name).map(|named| named.resource_type.to_owned()))
            .collect();
        let mut others = Vec::new();
        self.for_each_operation(|_, name, plane| {
            let is_other = Named::of(name).is_some_and(|named| {
                named.is_action
                    && kinds
                        .iter()
                        .any(|kind| text::same(kind, named.resource_type))
            });
            if plane == Plane::Data && is_other {
                others.push(of_pattern(name, Some(plane)));
            }
        });
        found.add(others, self.wildcards());
    }

    /// Whether something that a ban of a verb alone means is done where the sentence is: who must not download
    /// certificates is not told by what downloads other things.
    fn is_done_near(&self, clause: &Clause, found: &ClauseFound) -> bool {
        if !clause.needs.is_empty()
            || !clause.has_topics()
            || clause.verb.is_none_or(Verb::is_all_that_ends_so)
        {
            return true;
        }
        let wildcards = self.wildcards();
        let (mut is_near, mut is_known) = (false, false);
        self.for_each_operation(|_, name, _| {
            let is_about =
                Named::of(name).is_some_and(|named| clause.is_about_space(named.namespace));
            is_known |= is_about;
            is_near |= is_about
                && found
                    .actions
                    .iter()
                    .any(|found| found.action.matches(name, wildcards));
        });
        is_near || !is_known
    }

    /// Whether a ban means something that the catalogue holds.
    pub(super) fn holds_some(&self, found: &ClauseFound) -> bool {
        let planes = |found: &FoundAction| match found.plane {
            Some(plane) => vec![plane],
            None => vec![Plane::Control, Plane::Data],
        };
        found.actions.iter().any(|found| {
            planes(found)
                .into_iter()
                .any(|plane| !self.expand(&found.action, plane).is_empty())
        })
    }

    /// What gives away the keys, secrets or connection strings of what the sentence is about; of what must only not be
    /// read, what reads them.
    fn secrets_of_topics(&self, clause: &Clause) -> Vec<FoundAction> {
        let Some(secret) = Secret::of(clause) else {
            return Vec::new();
        };
        // The keys of devices are those of their hub.
        let nearness: [&dyn Fn(&Named<'_>) -> bool; 2] =
            [&|named| clause.is_about(named), &|named| {
                clause.is_about_root_of(named)
            }];
        for is_near in nearness {
            for endings in secret.endings {
                let mut found = Vec::new();
                self.for_each_operation(|_, name, plane| {
                    let is_secret = Named::of(name).is_some_and(|named| {
                        !text::same(named.namespace, "Microsoft.KeyVault")
                            && !is_table_of_logs(&named)
                            && is_near(&named)
                            && secret.is_given_by(&named, endings)
                    });
                    if is_secret {
                        found.push(of_pattern(name, Some(plane)));
                    }
                });
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    /// What a verb alone means where it must not be possible: everything that ends so, and all that begins so
    /// of what the sentence is about.
    fn everything_and(&self, clause: &Clause, within: &Within, tasks: &[Task]) -> ClauseFound {
        let mut found = self.found(clause, Vec::new(), tasks);
        let is_all = clause.verb.is_some_and(Verb::is_all_that_ends_so);
        let mut own: Vec<FoundAction> = within
            .hits
            .iter()
            .filter(|hit| !is_all || Named::of(&hit.name).is_some_and(|named| named.is_action))
            .filter(|hit| {
                !hit.fit.is_loose
                    || (hit.fit.unsaid == 0 && within.hits.iter().all(|hit| hit.fit.is_loose))
            })
            .map(|hit| of_pattern(&hit.name, Some(hit.plane)))
            .collect();
        if within.clause.phrase.is_some() {
            if !is_all {
                own.clear();
            }
            let mut of_phrase = self.found(&within.clause, Vec::new(), tasks);
            of_phrase.leave_what_it_is_done_to();
            own.splice(0..0, of_phrase.actions);
        }
        let also = clause.verb.iter().flat_map(|verb| &verb.also);
        let is_about =
            |name: &&String| Named::of(name).is_some_and(|named| within.clause.is_about(&named));
        own.extend(also.filter(is_about).map(|name| of_pattern(name, None)));
        // Of what there is to read, only what the sentence is about is meant; and so it is of `them`, where
        // that has an operation of the verb's own.
        let wildcards = self.wildcards();
        let has_own = || {
            let mut all = found.actions.iter();
            all.all(|all| {
                own.iter()
                    .any(|own| all.action.matches(own.action.as_str(), wildcards))
            })
        };
        if !own.is_empty() && (clause.only_reads() || clause.is_of_them && has_own()) {
            found.actions.clear();
        }
        found.add(own, self.wildcards());
        found
    }
}

/// Whether it gives roles.
fn gives_access(found: &ClauseFound) -> bool {
    let mut actions = found.actions.iter();
    actions.any(|found| text::same(found.action.as_str(), ASSIGNS_ROLES))
}

/// What a verb means that is said of nothing, of everything, or of all of a provider: all that ends so, where
/// that must not be possible or where the sentence asks for it.
pub(super) fn everything(clause: &Clause) -> Vec<FoundAction> {
    let spaces = clause
        .contexts
        .iter()
        .flat_map(|context| &context.namespaces);
    let mut within: Vec<String> = spaces.map(|space| format!("{space}/*")).collect();
    let plane = (!clause.is_banned).then_some(Plane::Control);
    let ends = match clause.verb {
        Some(_) if !clause.is_banned && !clause.is_of_all && within.is_empty() => {
            return Vec::new();
        }
        Some(verb) => ends(verb, clause.is_banned),
        // What is only named is meant as a whole.
        None => return within.iter().map(|all| of_pattern(all, plane)).collect(),
    };
    if within.is_empty() {
        within.push("*".to_owned());
    }
    let patterns = within
        .iter()
        .flat_map(|all| ends.iter().map(move |end| format!("{all}/{end}")));
    patterns
        .map(|pattern| of_pattern(&pattern, plane))
        .collect()
}

/// The last parts of operations that do what a verb says.
fn ends(verb: &Verb, is_banned: bool) -> Vec<String> {
    match (is_banned, verb.ends.is_empty()) {
        // Peering writes too, but not all that writes is peering.
        (true, false) if verb.is_all_that_ends_so() => {
            verb.banned_ends().map(str::to_owned).collect()
        }
        (false, false) => verb.ends.clone(),
        _ => {
            let actions = verb.actions().into_iter();
            actions.map(|action| format!("{action}/action")).collect()
        }
    }
}

/// What must not be possible with types that are only named, and for which what else is said is never done:
/// anything.
pub(super) fn all_of_types(clause: &Clause) -> Vec<FoundAction> {
    let is_thing = |need: &Need| matches!(need, Need::Thing { .. });
    if !(clause.has_others_verb || clause.verb.is_none()) || !clause.needs.iter().all(is_thing) {
        return Vec::new();
    }
    let types = clause.types().map(|kind| format!("{kind}/*"));
    types.map(|pattern| of_pattern(&pattern, None)).collect()
}

/// How far an operation is from what a ban means: of a type that it names, of what the sentence is about, of the
/// same provider, or elsewhere.
pub(super) fn distance(clause: &Clause, name: &str) -> usize {
    let Some(named) = Named::of(name) else {
        return 3;
    };
    let mut types = clause.types();
    match clause.is_about_space(named.namespace) {
        false => 3,
        true if types.any(|kind| text::same(kind, named.resource_type)) => 0,
        true if clause.is_about(&named) => 1,
        true => 2,
    }
}

/// What a ban means by its own words alone, where these are all of a name in a provider that the sentence is about:
/// `create event subscriptions but not topics`.
fn own_by_name(clause: &Clause, hits: &[Hit]) -> Vec<FoundAction> {
    let is_own = |hit: &&Hit| {
        let named = Named::of(&hit.name);
        hit.fit.unsaid == 0
            && hit.fit.is_kind_said
            && named.is_some_and(|named| clause.is_about_space(named.namespace))
    };
    let own = hits.iter().filter(is_own);
    own.map(|hit| of_pattern(&hit.name, Some(hit.plane)))
        .collect()
}

/// What has all of its name said by a ban of a thing, in a provider of that: classic alert rules.
fn all_of_name(clause: &Clause, hits: &[Hit]) -> Vec<FoundAction> {
    let is_said = |hit: &&Hit| {
        let named = Named::of(&hit.name);
        let is_of =
            |kind: &str, space: &str| text::same(kind.split('/').next().unwrap_or_default(), space);
        hit.fit.unsaid == 0
            && hit.fit.is_kind_said
            && !hit.fit.is_loose
            && named.is_some_and(|named| clause.types().any(|kind| is_of(kind, named.namespace)))
    };
    let own = hits.iter().filter(is_said);
    own.map(|hit| of_pattern(&hit.name, Some(hit.plane)))
        .collect()
}

/// Whether what fits best is of a type that the clause itself names, in a provider that the sentence is about.
fn is_of_own_type(clause: &Clause, hits: &[Hit]) -> bool {
    let best = hits.iter().min_by_key(|hit| (hit.fit, hit.name.len()));
    let named = best.and_then(|hit| Named::of(&hit.name));
    named.is_some_and(|named| {
        clause.is_about_space(named.namespace) && clause.types().any(|kind| is_within(&named, kind))
    })
}
