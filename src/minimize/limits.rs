/// How long a search may take; without limits it ends with a proof.
#[derive(Clone, Copy, Default)]
pub struct SearchLimits<'a> {
    /// At most about this many nodes of branch and bound, over all stages.
    pub nodes: Option<u64>,
    /// Asked at every node whether to end with the best found and its gap. A clock makes the answer depend on the machine: only the shell brings
    /// one.
    pub stop: Option<&'a dyn Fn() -> bool>,
}

/// Counts nodes against the limits.
pub(super) struct Meter<'a> {
    limits: SearchLimits<'a>,
    pub(super) nodes: u64,
    stopped: bool,
}

impl<'a> Meter<'a> {
    pub(super) fn new(limits: SearchLimits<'a>) -> Self {
        Self {
            limits,
            nodes: 0,
            stopped: false,
        }
    }

    pub(super) fn count(&mut self) {
        self.nodes += 1;
        let asked = || self.limits.stop.is_some_and(|stop| stop());
        if self.limits.nodes.is_some_and(|most| self.nodes > most) || asked() {
            self.stopped = true;
        }
    }

    /// Whether the search has to end.
    pub(super) fn is_spent(&self) -> bool {
        self.stopped
    }
}
