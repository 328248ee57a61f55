//! How long tables may be. A page of all of them stays below five megabytes.

/// Findings, all rules together.
pub(super) const FINDINGS: usize = 1_000;
/// Fixes.
pub(super) const FIXES: usize = 150;
/// Findings that a fix names.
pub(super) const RESOLVED: usize = 12;
/// Findings that a fix names before it is opened.
pub(super) const NAMED: usize = 2;
/// Commands that a fix or finding shows.
pub(super) const COMMANDS: usize = 30;
/// Principals with findings.
pub(super) const PEOPLE: usize = 250;
/// Rows of the matrix.
pub(super) const MATRIX: usize = 250;
/// Assignments with what was used of them.
pub(super) const USAGE: usize = 250;
/// Scopes.
pub(super) const SCOPES: usize = 400;
/// Resolved findings of an earlier report.
pub(super) const RESOLVED_SINCE: usize = 100;
/// Paths that are drawn.
pub(crate) const PATHS: usize = 25;
/// Input files.
pub(super) const INPUTS: usize = 300;
/// Diagnostics.
pub(super) const DIAGNOSTICS: usize = 200;
/// Places of evidence that a finding names.
pub(super) const EVIDENCE: usize = 10;

/// The largest share that each of several groups can show so that all together keep to a limit.
pub(super) fn share(sizes: &[usize], limit: usize) -> usize {
    let shown = |share: usize| -> usize { sizes.iter().map(|size| share.min(*size)).sum() };
    let (mut low, mut high) = (0, sizes.iter().copied().max().unwrap_or(0));
    while low < high {
        let middle = (low + high).div_ceil(2);
        if shown(middle) <= limit {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn small_groups_are_whole_and_large_ones_share_the_rest() {
        assert_eq!(share(&[3, 5], 100), 5);
        assert_eq!(share(&[3, 50, 50], 43), 20);
        assert_eq!(share(&[], 10), 0);
        assert_eq!(share(&[10, 10], 0), 0);
    }
}
