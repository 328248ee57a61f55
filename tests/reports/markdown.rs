//! Markdown that fits a comment on a pull request.

use super::{assignment, write};
use crate::cli::rolecall_in;

#[test]
fn a_long_report_is_cut_at_whole_findings_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<_> = (0..400)
        .map(|at| assignment(at, &format!("someone {at} é")))
        .collect();
    write(folder.path(), &many);
    let run = rolecall_in(folder.path(), &["audit", "-i", ".", "--format", "markdown"]);
    assert!(run.stdout.len() <= 65_536, "{}", run.stdout.len());
    assert!(run.stdout.len() > 60_000, "{}", run.stdout.len());
    let all = rolecall_in(folder.path(), &["audit", "-i", ".", "--format", "jsonl"]);
    let all = all.stdout.lines().count();
    let shown = run.stdout.matches("what to do:").count();
    let told = format!("{} of {all} findings are left out", all - shown);
    assert!(run.stdout.contains(&told), "{shown} of {all}");
    // A heading for each, and one for the fixes.
    assert_eq!(run.stdout.matches("\n## ").count(), shown + 1);
}
