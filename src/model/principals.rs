use crate::ids::PrincipalId;
use crate::text::NameMap;

use super::Principal;

/// Principals by object id. Those of a tenant that was read are in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Principals {
    rows: Vec<Principal>,
    positions: NameMap<PrincipalId, usize>,
}

impl Principals {
    /// The principal with this id.
    pub fn get(&self, id: &PrincipalId) -> Option<&Principal> {
        self.positions.get(id).map(|&at| &self.rows[at])
    }

    /// Whether there is a principal with this id.
    pub fn contains_key(&self, id: &PrincipalId) -> bool {
        self.positions.contains_key(id)
    }

    /// Adds a principal, or completes the one with its id.
    pub fn learn(&mut self, principal: Principal) {
        match self.positions.get(&principal.id) {
            Some(&at) => self.rows[at].complete_from(principal),
            None => {
                self.positions.insert(principal.id.clone(), self.rows.len());
                self.rows.push(principal);
            }
        }
    }

    /// Makes one of two: what is known under `name` belongs to `id`.
    pub(crate) fn merge(&mut self, name: &PrincipalId, id: PrincipalId) {
        let Some(&at) = self.positions.get(name) else {
            return;
        };
        let mut who = self.rows.remove(at);
        self.positions.remove(name);
        for position in self.positions.values_mut().filter(|p| **p > at) {
            *position -= 1;
        }
        who.id = id;
        who.unidentified = false;
        self.learn(who);
    }

    /// Puts them in the order of their ids.
    pub(crate) fn sort(&mut self) {
        if self.rows.is_sorted_by(|a, b| a.id <= b.id) {
            return;
        }
        self.rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        for (at, principal) in self.rows.iter().enumerate() {
            if let Some(position) = self.positions.get_mut(&principal.id) {
                *position = at;
            }
        }
    }

    /// All of them.
    pub fn values(&self) -> impl Iterator<Item = &Principal> {
        self.rows.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
