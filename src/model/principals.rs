use super::Principal;
use crate::ids::PrincipalId;
use crate::text::NameTable;

/// Principals by object id. Those of a tenant that was read are in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Principals {
    rows: Vec<Principal>,
    /// Where each is in the rows, by the hash of its id: a directory may hold millions, and their
    /// ids are in the rows already.
    positions: NameTable<usize>,
}

impl Principals {
    /// The principal with this id.
    pub fn get(&self, id: &PrincipalId) -> Option<&Principal> {
        self.position(id).map(|at| &self.rows[at])
    }

    /// Whether there is a principal with this id.
    pub fn contains_key(&self, id: &PrincipalId) -> bool {
        self.position(id).is_some()
    }

    fn position(&self, id: &PrincipalId) -> Option<usize> {
        let is_it = |&at: &usize| self.rows[at].id == *id;
        self.positions.find(id, is_it).copied()
    }

    /// Adds a principal, or completes the one with its id.
    pub fn learn(&mut self, principal: Principal) {
        let next = self.rows.len();
        let id_at = |&at: &usize| self.rows.get(at).map_or(&principal.id, |row| &row.id);
        let at = *self
            .positions
            .find_or_insert(&&principal.id, id_at, || next);
        match self.rows.get_mut(at) {
            Some(known) => known.complete_from(principal),
            None => self.rows.push(principal),
        }
    }

    /// Makes one of two: what is known under `name` belongs to `id`.
    pub(crate) fn merge(&mut self, name: &PrincipalId, id: PrincipalId) {
        let Some(at) = self.position(name) else {
            return;
        };
        let mut who = self.rows.remove(at);
        self.note_positions();
        who.id = id;
        who.unidentified = false;
        self.learn(who);
    }

    /// Puts them in the order of their ids, in no more room than they take.
    pub(crate) fn sort(&mut self) {
        self.rows.shrink_to_fit();
        if self.rows.is_sorted_by(|a, b| a.id <= b.id) {
            return;
        }
        self.rows.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        self.note_positions();
    }

    fn note_positions(&mut self) {
        self.positions.clear();
        for (at, row) in self.rows.iter().enumerate() {
            let id_at = |&at: &usize| &self.rows[at].id;
            self.positions.find_or_insert(&&row.id, id_at, || at);
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
