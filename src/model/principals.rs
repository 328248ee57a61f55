use crate::ids::PrincipalId;
use crate::text::NameMap;

use super::Principal;

/// Principals by object id, in the order in which the inputs first name them.
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

    /// The principal with this id, to be changed; its id must stay.
    pub fn get_mut(&mut self, id: &PrincipalId) -> Option<&mut Principal> {
        self.positions.get(id).map(|&at| &mut self.rows[at])
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
