//! Access decided from a small world, clause by clause as azure-rbac.md §1 states it, with loops
//! and sets: easy to believe, not fast.

use std::collections::BTreeSet;

use rolecall::access::Outcome;

/// A principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    User(usize),
    Group(usize),
}

/// A scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum At {
    Root,
    Group(usize),
    Subscription(usize),
    ResourceGroup(usize, usize),
    Resource(usize, usize),
}

/// A condition: whether an attribute of the request is `yes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    A,
    B,
}

/// One element of `permissions`.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) actions: Vec<&'static str>,
    pub(crate) not_actions: Vec<&'static str>,
    pub(crate) data_actions: Vec<&'static str>,
    pub(crate) not_data_actions: Vec<&'static str>,
    pub(crate) gate: Option<Gate>,
}

/// First hour, and first hour after; open where there is none.
pub(crate) type Window = (Option<u8>, Option<u8>);

#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) who: Who,
    /// A position in [`World::roles`]; beyond the end, a role that no export defines.
    pub(crate) role: usize,
    pub(crate) at: At,
    pub(crate) gate: Option<Gate>,
    /// Shown a second time by an active schedule instance with this window.
    pub(crate) window: Option<Window>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Eligible,
    Active,
}

/// A schedule instance on its own.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) kind: Kind,
    pub(crate) who: Who,
    pub(crate) role: usize,
    pub(crate) at: At,
    pub(crate) gate: Option<Gate>,
    pub(crate) window: Window,
}

#[derive(Clone, Debug)]
pub(crate) struct Deny {
    pub(crate) at: At,
    pub(crate) self_only: bool,
    /// Whom it binds; everyone where none is named.
    pub(crate) principals: Vec<Who>,
    pub(crate) excluded: Vec<Who>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) gate: Option<Gate>,
    pub(crate) audit: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) roles: Vec<Vec<Entry>>,
    /// Members of each group; none where no export lists them.
    pub(crate) groups: Vec<Option<Vec<Who>>>,
    /// The parent of each management group, always one before it; the first has none.
    pub(crate) parents: Vec<usize>,
    /// The management group of each subscription, where the exports say it.
    pub(crate) subscriptions: Vec<Option<usize>>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) schedules: Vec<Schedule>,
    pub(crate) denies: Vec<Deny>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Control,
    Data,
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) who: Who,
    pub(crate) action: &'static str,
    pub(crate) side: Side,
    pub(crate) at: At,
    pub(crate) hour: Option<u8>,
    /// Whether the attributes of the two gates are `yes`, where given.
    pub(crate) gates: [Option<bool>; 2],
}

/// `match` of azure-rbac.md §2.1, for patterns with one star at most.
pub(crate) fn hits(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_lowercase(), action.to_lowercase());
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == action;
    };
    let plain = action.starts_with(before)
        && action.ends_with(after)
        && action.len() >= before.len() + after.len();
    let vanishing = before.ends_with('/')
        && after.starts_with('/')
        && action == format!("{before}{}", &after[1..]);
    plain || vanishing
}

impl Entry {
    /// EV-5, EV-6, DN-3.
    fn takes(&self, question: &Question) -> bool {
        let (yes, no) = match question.side {
            Side::Control => (&self.actions, &self.not_actions),
            Side::Data => (&self.data_actions, &self.not_data_actions),
        };
        let any = |list: &[&str]| list.iter().any(|pattern| hits(pattern, question.action));
        any(yes) && !any(no)
    }
}

/// EV-8: both must hold; unknown unless one is false.
fn gates(question: &Question, gates: [Option<Gate>; 2]) -> Option<bool> {
    let values = gates.into_iter().flatten().map(|gate| match gate {
        Gate::A => question.gates[0],
        Gate::B => question.gates[1],
    });
    let values: Vec<Option<bool>> = values.collect();
    if values.contains(&Some(false)) {
        Some(false)
    } else if values.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// PI-6.
fn runs(window: Window, hour: Option<u8>) -> bool {
    hour.is_none_or(|hour| {
        window.0.is_none_or(|start| start <= hour) && window.1.is_none_or(|end| hour < end)
    })
}

/// Whether what the exports lack counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    Counts,
    Ignored,
}

impl World {
    /// EV-2.
    pub(crate) fn holders(&self, who: Who) -> BTreeSet<Who> {
        let mut holders = BTreeSet::from([who]);
        loop {
            let before = holders.len();
            for (group, members) in self.groups.iter().enumerate() {
                let members = members.iter().flatten();
                if members.into_iter().any(|member| holders.contains(member)) {
                    holders.insert(Who::Group(group));
                }
            }
            if holders.len() == before {
                return holders;
            }
        }
    }

    /// EV-3, SCP-2 to SCP-7.
    pub(crate) fn covers(&self, at: At, asked: At) -> bool {
        let (subscription, group) = match asked {
            At::Root => (None, None),
            At::Group(group) => (None, Some(group)),
            At::Subscription(s) | At::ResourceGroup(s, _) | At::Resource(s, _) => {
                (Some(s), self.subscriptions[s])
            }
        };
        match at {
            At::Root => true,
            At::Group(wanted) => {
                let mut above = group;
                while let Some(group) = above {
                    if group == wanted {
                        return true;
                    }
                    above = (group > 0).then(|| self.parents[group]);
                }
                false
            }
            At::Subscription(wanted) => subscription == Some(wanted),
            At::ResourceGroup(s, g) => asked == at || asked == At::Resource(s, g),
            At::Resource(..) => asked == at,
        }
    }

    /// SCP-3: whether a management group may hold a scope whose place no export says.
    fn may_cover(&self, at: At, asked: At) -> bool {
        let unplaced = match asked {
            At::Root | At::Group(_) => false,
            At::Subscription(s) | At::ResourceGroup(s, _) | At::Resource(s, _) => {
                self.subscriptions[s].is_none()
            }
        };
        matches!(at, At::Group(_)) && unplaced
    }

    /// Whether somebody whom no export names may be in a principal.
    fn may_hold_more(&self, who: Who) -> bool {
        let mut seen = BTreeSet::new();
        let mut pending = vec![who];
        while let Some(who) = pending.pop() {
            if let Who::Group(group) = who
                && seen.insert(group)
            {
                match &self.groups[group] {
                    None => return true,
                    Some(members) => pending.extend(members),
                }
            }
        }
        false
    }

    /// §1.2 and the outcomes of docs/output.md.
    pub(crate) fn decide(&self, question: &Question) -> Outcome {
        self.outcome(question, Missing::Counts)
    }

    /// The same as if the exports held everything.
    pub(crate) fn shown(&self, question: &Question) -> Outcome {
        self.outcome(question, Missing::Ignored)
    }

    fn outcome(&self, question: &Question, missing: Missing) -> Outcome {
        let counts = missing == Missing::Counts;
        let holders = self.holders(question.who);
        let named = |list: &[Who]| list.iter().any(|who| holders.contains(who));
        let may_be = |list: &[Who]| counts && list.iter().any(|who| self.may_hold_more(*who));
        let may_cover = |at| counts && self.may_cover(at, question.at);
        let (mut denied, mut maybe_denied, mut may_deny) = (false, false, false);
        for deny in &self.denies {
            let reaches = if deny.self_only {
                deny.at == question.at
            } else {
                self.covers(deny.at, question.at)
            };
            let may_reach = !deny.self_only && may_cover(deny.at);
            let binds = deny.principals.is_empty() || named(&deny.principals);
            let may_bind = binds || may_be(&deny.principals);
            if !(reaches || may_reach) || !may_bind || named(&deny.excluded) || deny.audit {
                continue;
            }
            let certain = reaches && binds && !may_be(&deny.excluded);
            for entry in deny.entries.iter().filter(|entry| entry.takes(question)) {
                match (gates(question, [deny.gate, entry.gate]), certain) {
                    (Some(false), _) => {}
                    (_, false) => may_deny = true,
                    (Some(true), true) => denied = true,
                    (None, true) => maybe_denied = true,
                }
            }
        }
        let (mut granted, mut conditional, mut eligible) = (false, false, false);
        let mut may_grant = false;
        let mut offer = |who: Who, role: usize, at, gate, kind| {
            let (holds, reaches) = (holders.contains(&who), self.covers(at, question.at));
            let may_hold = holds || may_be(&[who]);
            if !may_hold || !(reaches || may_cover(at)) {
                return;
            }
            let Some(entries) = self.roles.get(role) else {
                may_grant |= counts && kind == Kind::Active;
                return;
            };
            for entry in entries {
                let verdict = gates(question, [gate, entry.gate]);
                if !entry.takes(question) || verdict == Some(false) {
                    continue;
                }
                match (kind, verdict) {
                    _ if !(holds && reaches) => may_grant |= kind == Kind::Active,
                    (Kind::Eligible, _) => eligible = true,
                    (Kind::Active, None) => conditional = true,
                    (Kind::Active, _) => granted = true,
                }
            }
        };
        for a in &self.assignments {
            if a.window.is_none_or(|window| runs(window, question.hour)) {
                offer(a.who, a.role, a.at, a.gate, Kind::Active);
            }
        }
        for s in &self.schedules {
            if runs(s.window, question.hour) {
                offer(s.who, s.role, s.at, s.gate, s.kind);
            }
        }
        if denied {
            Outcome::Denied
        } else if (granted || conditional) && may_deny {
            Outcome::Undetermined
        } else if granted && !maybe_denied {
            Outcome::Allowed
        } else if granted || conditional {
            Outcome::Conditional
        } else if may_grant {
            Outcome::Undetermined
        } else if eligible {
            Outcome::Eligible
        } else {
            Outcome::NotGranted
        }
    }
}
