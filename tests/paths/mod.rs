//! Escalation paths (azure-rbac.md §6): each kind of step on the smallest tenant in which it
//! is open and on those in which it is not, and all of them against a naive fix-point.

mod bed;
mod cut;
mod holders;
mod oracle;
mod steps;
