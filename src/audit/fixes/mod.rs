//! Findings by what fixes them: one action with everything that it resolves, the most worthwhile
//! first.
//!
//! A fix is worth the risk that it removes, over the access that it takes away. Both are shown in
//! parts: how many findings of which severity are resolved that no earlier fix resolves, and which
//! operations the holder no longer has by any assignment that earlier fixes leave.

mod loss;
mod plan;
mod risk;

pub use loss::AccessLost;
pub use plan::{FixAction, RankedFix, ranked_fixes};
pub use risk::RiskParts;
