//! Markdown, as GitHub makes pages of it.

use super::{Tenants, python, read, readers, written};

/// Names are seen as they are: no markup of theirs becomes an element, and none of their letters is lost.
#[test]
fn cmark_gfm_makes_text_of_every_name() {
    let Some(readers) = readers("cmark-gfm") else {
        return;
    };
    let tenants = Tenants::new();
    let room = tempfile::tempdir().unwrap();
    for (called, exports) in tenants.each() {
        let [tenant, paths, delegates, old, new] =
            ["tenant", "paths", "delegates", "tenant", "delegates"]
                .map(|part| exports.join(part).display().to_string());
        let write = "Microsoft.Authorization/roleAssignments/write";
        let roles = format!("{tenant}/custom-roles.json");
        let calls: [&[&str]; 8] = [
            &["audit", "-i", &tenant, &delegates],
            &["audit", "--paths", "-i", &paths],
            &["who", write, "-i", &tenant, &delegates],
            &["diff", &old, &new],
            &["roles", "lint", &roles],
            &["nexus", "check", "-i", &tenant],
            &["roles", "list", "-i", &tenant],
            &["recommend", "--all-tasks", "-i", &tenant],
        ];
        for (number, call) in calls.iter().enumerate() {
            let page = room.path().join(format!("{called}-{number}.md"));
            written(call, &page);
            let rows = room.path().join(format!("{called}-{number}.json"));
            written(call, &rows);
            let seen = read(python(&readers, "markdown.py").arg(&page).arg(&rows), 60);
            assert!(seen.is_well, "{call:?} of {called}: {}", seen.said);
        }
    }
}
