use super::holder::Own;
use super::proposal::{PrincipalType, ProposedId};
use crate::condition::Verdict;
use crate::ids::PrincipalId;

/// To whom a role may be assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// To the delegate itself, to a group it is in or, for a group, to a member.
    pub own: Verdict,
    /// To a principal that no condition names, by its type.
    pub anyone: ByType,
    /// To the principals that a condition names.
    pub named: Vec<(PrincipalId, ByType)>,
}

/// An answer for each type of principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByType([Verdict; 3]);

impl ByType {
    pub(super) fn each(verdict: impl FnMut(PrincipalType) -> Verdict) -> Self {
        Self(PrincipalType::ALL.map(verdict))
    }

    /// The answer for one type.
    pub fn get(self, principal_type: PrincipalType) -> Verdict {
        self.0[principal_type as usize]
    }

    /// The types for which the answer is this.
    pub fn with(self, verdict: Verdict) -> impl Iterator<Item = PrincipalType> {
        let all = PrincipalType::ALL.into_iter();
        all.filter(move |principal_type| self.get(*principal_type) == verdict)
    }

    fn best(self) -> Verdict {
        self.0.into_iter().fold(Verdict::NotMet, Verdict::or)
    }

    /// One of the types is the true one, nobody knows which.
    fn unsure(self) -> Verdict {
        let [first, rest @ ..] = self.0;
        if rest.iter().all(|other| *other == first) {
            first
        } else {
            Verdict::Unknown
        }
    }
}

impl Audience {
    /// Whether there is anyone.
    pub fn best(&self) -> Verdict {
        self.own.or(self.others())
    }

    /// Whether there is anyone, the delegate left aside.
    pub fn others(&self) -> Verdict {
        let named = self.named.iter().map(|(_, types)| types.best());
        named.fold(self.anyone.best(), Verdict::or)
    }

    /// Asks for every principal that matters.
    pub(super) fn ask(
        candidates: &Candidates,
        mut verdict: impl FnMut(ProposedId, PrincipalType) -> Verdict,
    ) -> Self {
        let mut own = Verdict::NotMet;
        for (id, types, is_one_unknown) in &candidates.guises {
            let mut each = types.iter().map(|kind| verdict(*id, *kind));
            own = own.or(match is_one_unknown {
                false => each.fold(Verdict::NotMet, Verdict::or),
                true => ByType::each(|_| each.next().unwrap_or(Verdict::NotMet)).unsure(),
            });
        }
        let anyone = ByType::each(|kind| verdict(ProposedId::Unlisted, kind));
        let mut named = Vec::with_capacity(candidates.named.len());
        for candidate in &candidates.named {
            let types = ByType::each(|kind| {
                if candidate.kind.is_none_or(|own| own == kind) {
                    verdict(ProposedId::Named(candidate.guid), kind)
                } else {
                    Verdict::NotMet
                }
            });
            own = own.or(match (candidate.own, candidate.kind) {
                (Own::Yes, Some(_)) => types.best(),
                (Own::Yes, None) => types.unsure(),
                (Own::Maybe, _) => types.best().and(Verdict::Unknown),
                (Own::No, _) => Verdict::NotMet,
            });
            named.push((candidate.id.clone(), types));
        }
        Self { own, anyone, named }
    }
}

/// The principals that matter to a question.
#[derive(Debug)]
pub(super) struct Candidates {
    pub(super) guises: Vec<(ProposedId, Vec<PrincipalType>, bool)>,
    pub(super) named: Vec<NamedCandidate>,
}

/// A principal that a condition names.
#[derive(Debug)]
pub(super) struct NamedCandidate {
    pub(super) id: PrincipalId,
    pub(super) guid: u128,
    pub(super) kind: Option<PrincipalType>,
    pub(super) own: Own,
}
