//! Terminals: narrow ones, none at all, and what the environment says of colour. A terminal is
//! made by `script`; where that isn't there, a test says so and ends.

use std::process::Command as Process;

use super::*;

/// What a run prints in a terminal, without carriage returns; nothing where `script` is missing.
fn in_terminal(arguments: &str, set: &[(&str, &str)]) -> Option<String> {
    let call = format!("{} {arguments}", env!("CARGO_BIN_EXE_rolecall"));
    let ran = Process::new("script")
        .args(["-qec", &call, "/dev/null"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("ROLECALL_CATALOG")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("XDG_DATA_HOME", "no-catalogue")
        .env("TERM", "xterm")
        .env("PAGER", "cat")
        .envs(set.iter().copied())
        .output();
    let Ok(ran) = ran else {
        eprintln!("SKIPPED: there is no `script` to make a terminal with");
        return None;
    };
    let text = String::from_utf8(ran.stdout).unwrap().replace('\r', "");
    assert!(!text.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    Some(text)
}

/// As in git: what the environment names, unless the option or the format says otherwise.
#[test]
fn answers_for_people_go_through_a_pager() {
    let marked = [("PAGER", "sed 's/^/| /'"), ("NO_COLOR", "1")];
    let ask = "roles list Reader 2>/dev/null";
    let Some(paged) = in_terminal(ask, &marked) else {
        return;
    };
    assert!(paged.lines().all(|line| line.starts_with("| ")), "{paged}");
    let own = [("ROLECALL_PAGER", "sed 's/^/+ /'"), marked[0]];
    let paged = in_terminal(ask, &own).unwrap();
    assert!(paged.lines().all(|line| line.starts_with("+ ")), "{paged}");
    for plain in [
        in_terminal(&format!("--no-pager {ask}"), &marked),
        in_terminal(&format!("--format tsv {ask}"), &marked),
        in_terminal(ask, &[("PAGER", "")]),
        in_terminal(ask, &[("PAGER", "a-pager-that-is-not-there")]),
        in_terminal(ask, &[("PAGER", "/no/such/pager -R")]),
        in_terminal(ask, &[("PAGER", "'/no such/pager' -R")]),
        in_terminal(ask, &[("PAGER", "./Cargo.toml")]),
        in_terminal(ask, &[("PAGER", "sed 's/^/| /'"), ("TERM", "dumb")]),
    ] {
        let plain = plain.unwrap();
        assert!(plain.contains("Reader") && !plain.contains("| "), "{plain}");
    }
}

/// All but white space, sorted: what a table holds however it is wrapped.
fn content(text: &str) -> Vec<char> {
    let mut content: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    content.sort_unstable();
    content
}

/// Whether the wrapped text holds all of the other: as columns, or with its cells one below the other,
/// each in one piece then.
fn holds_all(shown: &str, piped: &str) -> bool {
    let squeezed: String = shown.split_whitespace().collect();
    content(shown) == content(piped) || piped.split_whitespace().all(|w| squeezed.contains(w))
}

#[test]
fn rows_stand_below_each_other_where_columns_find_no_room() {
    let set = [("COLUMNS", "60"), ("NO_COLOR", "1")];
    let at = group("rg-osl1");
    let asked = format!(
        "who Microsoft.NetworkCloud/clusters/write --all --at {at} -i {TENANT} 2>/dev/null"
    );
    let Some(shown) = in_terminal(&asked, &set) else {
        return;
    };
    assert!(shown.contains("\n OUTCOME    allowed"), "{shown}");
    assert!(
        shown.contains("\n PRINCIPAL  astrid.lund@fjordnett.example\n"),
        "{shown}"
    );
    let set = [("COLUMNS", "250"), ("NO_COLOR", "1")];
    let wide = in_terminal(&asked, &set).unwrap();
    assert!(wide.contains("\n OUTCOME  PRINCIPAL "), "{wide}");
}

/// The lines that a terminal of 80 columns and 24 rows shows: a longer one takes several rows.
fn rows(text: &str) -> Vec<&str> {
    let mut rows = Vec::new();
    for line in text.lines() {
        let columns = line.chars().count().max(1);
        rows.extend(std::iter::repeat_n(line, columns.div_ceil(80)));
    }
    rows
}

/// The first and the last screen of what is shown.
fn screens(text: &str) -> (String, String) {
    let rows = rows(text);
    // The prompt takes a row.
    let first = rows.iter().take(23).copied().collect::<Vec<_>>().join("\n");
    let last = rows[rows.len().saturating_sub(23)..].join("\n");
    (first, last)
}

/// No line is longer than the terminal, but those that are to be copied.
fn is_wrapped(text: &str) -> bool {
    let mut broad = text.lines().filter(|line| line.chars().count() > 80);
    broad.all(|line| {
        let line = line.trim_start();
        line.starts_with("--") || line.starts_with("az ")
    })
}

const NARROW: [(&str, &str); 2] = [("COLUMNS", "80"), ("NO_COLOR", "1")];

#[test]
fn an_audit_says_what_matters_on_its_first_and_last_screen() {
    let Some(shown) = in_terminal(&format!("audit -i {TENANT} 2>/dev/null"), &NARROW) else {
        return;
    };
    assert!(rows(&shown).len() <= 60, "{shown}");
    assert!(is_wrapped(&shown), "{shown}");
    let (first, last) = screens(&shown);
    for said in [
        "critical",
        "What to do first",
        "1. ",
        "az role assignment delete",
        "2. ",
    ] {
        assert!(first.contains(said), "{said}: {first}");
    }
    for said in [
        "high: ",
        " more: ",
        "findings: ",
        "1 critical",
        "`--all` shows",
    ] {
        assert!(last.contains(said), "{said}: {last}");
    }
    let all = in_terminal(&format!("audit --all -i {TENANT}"), &NARROW).unwrap();
    for finding in ["critical", "preview-role", "az role assignment delete"] {
        assert!(all.contains(finding), "{finding}: {all}");
    }
}

#[test]
fn a_check_of_a_cluster_fits_two_screens_unless_all_is_asked_for() {
    let Some(shown) = in_terminal(&format!("nexus check -i {TENANT} 2>/dev/null"), &NARROW) else {
        return;
    };
    assert!(rows(&shown).len() <= 60, "{shown}");
    assert!(is_wrapped(&shown), "{shown}");
    let (first, last) = screens(&shown);
    assert!(
        first.starts_with("fail  ") && first.contains(" error: "),
        "{first}"
    );
    assert!(
        last.contains("checks hold") && last.contains("`--all`"),
        "{last}"
    );
    assert!(!shown.contains("\n ok "), "{shown}");
    let all = in_terminal(
        &format!("nexus check --all -i {TENANT} 2>/dev/null"),
        &NARROW,
    )
    .unwrap();
    let at = |word: &str| all.find(&format!("\n {word} "));
    assert!(at("ok") > at("error") && at("error").is_some(), "{all}");
}

/// Two screens, with the verdict on the first and the last; the files and `--all` hold everything.
#[test]
fn long_recommendations_and_paths_fit_a_few_screens() {
    for (arguments, whole, verdict, most) in [
        (
            "recommend --action 'Microsoft.NetworkCloud/*' --without '*/delete'",
            "Microsoft.NetworkCloud/virtualMachines/write",
            "create  the custom role",
            75,
        ),
        (
            "recommend --all-tasks",
            "write-run-output",
            "99 tasks  ",
            60,
        ),
        (
            "audit --paths -i tests/fixtures/paths",
            "olga@contoso.example",
            "8 paths  ",
            75,
        ),
    ] {
        let Some(shown) = in_terminal(&format!("{arguments} 2>/dev/null"), &NARROW) else {
            return;
        };
        assert!(
            rows(&shown).len() <= most,
            "{}: {shown}",
            rows(&shown).len()
        );
        let (first, last) = screens(&shown);
        assert!(first.contains(verdict) && last.contains(verdict), "{shown}");
        assert!(shown.contains("`--all` "), "{shown}");
        let all = in_terminal(&format!("{arguments} --all 2>/dev/null"), &NARROW).unwrap();
        let words = words(arguments);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let piped = rolecall(&words).stdout;
        for text in [&all, &piped] {
            let squeezed: String = text.split_whitespace().collect();
            assert!(squeezed.contains(whole), "{whole}: {text}");
            assert!(!text.contains(" more lines; "), "{text}");
        }
        assert!(all.lines().count() > shown.lines().count(), "{all}");
    }
}

/// What holds is not said in the words of what doesn't.
#[test]
fn what_is_marked_as_right_says_nothing_that_must_be_done() {
    let table = rolecall(&["nexus", "check", "--all", "-i", TENANT]).stdout;
    let (_, table) = table.split_once("checklist\n").unwrap();
    let right = table.lines().filter(|row| row.starts_with(" ok "));
    for row in right {
        for wrong in [" is missing", " must be ", " lacks ", "not known"] {
            assert!(!row.contains(wrong), "{row}");
        }
    }
    assert!(table.contains("\n note "), "{table}");
}

/// Of a long answer the beginning is out of sight: its verdict stands below it too.
#[test]
fn the_last_screen_says_the_verdict() {
    for (arguments, verdict) in [
        (
            format!("who Microsoft.NetworkCloud/clusters/delete --at {PRODUCTION} -i {TENANT}"),
            "principals  ",
        ),
        ("rightsize -i demo --logs demo/logs".to_owned(), "less  "),
        (format!("diff {TENANT} demo"), "gained  "),
        (format!("audit -i {TENANT}"), "findings: "),
        (format!("nexus check -i {TENANT}"), "checks hold"),
        ("audit --paths -i demo".to_owned(), "paths  "),
    ] {
        let Some(shown) = in_terminal(&format!("{arguments} 2>/dev/null"), &NARROW) else {
            return;
        };
        assert!(shown.lines().count() > 24, "{arguments}: {shown}");
        let (_, last) = screens(&shown);
        assert!(last.contains(verdict), "{arguments}: {last}");
    }
    // A short one says it once.
    let short = in_terminal(
        "can --role Reader Microsoft.Compute/disks/read 2>/dev/null",
        &NARROW,
    )
    .unwrap();
    assert_eq!(short.matches("allowed  ").count(), 1, "{short}");
}

/// Of many principals and proposals, what matters first; the rest is counted, and a word away.
#[test]
fn long_answers_are_short_unless_all_is_asked_for() {
    let who = [
        "who",
        "Microsoft.NetworkCloud/clusters/delete",
        "-g",
        "rg-ham1",
        "-i",
        "demo",
    ];
    let short = rolecall(&who).stdout;
    let all = rolecall(&[&who[..], &["--all"]].concat()).stdout;
    assert!(
        short.contains("and 2 more paths") && short.contains("`--all`"),
        "{short}"
    );
    assert!(
        !all.contains("more path") && all.lines().count() > short.lines().count(),
        "{all}"
    );
    let csv = |more: &[&str]| rolecall(&[&who[..], &["--format", "csv"], more].concat()).stdout;
    assert_eq!(csv(&[]), csv(&["--all"]));
    let sized = ["rightsize", "-i", "demo", "--logs", "demo/logs"];
    let short = rolecall(&sized).stdout;
    let all = rolecall(&[&sized[..], &["--all"]].concat()).stdout;
    assert!(
        short.contains(" more with `--all`: ") && !all.contains(" more with `--all`: "),
        "{short}"
    );
    let rows = |text: &str| {
        text.split("Proposals\n")
            .nth(1)
            .unwrap()
            .matches(" not seen  ")
            .count()
    };
    assert!(rows(&all) > rows(&short), "{all}");
}

#[test]
fn the_program_alone_fits_a_screen_and_a_half() {
    for arguments in ["", "-h"] {
        let Some(shown) = in_terminal(&format!("{arguments} 2>&1"), &NARROW) else {
            return;
        };
        assert!(rows(&shown).len() <= 45 && is_wrapped(&shown), "{shown}");
        assert!(shown.contains("  audit        What is wrong"), "{shown}");
    }
    let long = rolecall(&["--help"]).stdout;
    assert!(
        long.contains("Examples:") && long.contains("--strict-wildcards"),
        "{long}"
    );
}

/// What a terminal wraps breaks when it is pasted.
#[test]
fn examples_are_shown_as_they_are_written() {
    for arguments in [
        &["can", "--help"][..],
        &["recommend", "--help"],
        &["--help"],
        &["nexus", "check", "--help"],
    ] {
        let shown = |columns: &str| {
            let help = finish(command().args(arguments).env("COLUMNS", columns)).stdout;
            let (_, examples) = help.split_once("Examples:\n").unwrap();
            examples.split("\n\n").next().unwrap().to_owned()
        };
        assert_eq!(shown("80"), shown("100"));
    }
}

#[test]
fn tables_wrap_in_a_narrow_terminal_and_lose_nothing() {
    for arguments in [
        "tasks list --all",
        "roles list --all",
        "operations list 'Microsoft.NetworkCloud/clusters/*' --all",
    ] {
        let words = words(arguments);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let piped = rolecall(&words).stdout;
        for columns in ["40", "60", "100"] {
            let set = [("COLUMNS", columns), ("NO_COLOR", "1")];
            let Some(shown) = in_terminal(&format!("{arguments} 2>/dev/null"), &set) else {
                return;
            };
            assert!(holds_all(&shown, &piped), "{arguments}: {shown}");
            let widest = shown.lines().map(|line| line.chars().count()).max();
            let columns: usize = columns.parse().unwrap();
            assert!(
                widest.unwrap() <= columns,
                "{arguments}: {widest:?} in {columns} columns\n{shown}"
            );
        }
    }
}

#[test]
fn what_limits_an_answer_stands_before_it_and_what_remarks_on_it_behind() {
    let set = [("COLUMNS", "80"), ("NO_COLOR", "1")];
    let Some(text) = in_terminal("recommend 'restart VMs' </dev/null", &set) else {
        return;
    };
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    let verdict = place("found ");
    assert!(
        place("warning: Azure has more operations") < verdict,
        "{text}"
    );
    assert!(
        place("the answer below may be incomplete") < verdict,
        "{text}"
    );
    assert!(
        place("info: what the words found is not confirmed") > verdict,
        "{text}"
    );
    assert_eq!(text.matches("is not confirmed").count(), 1, "{text}");
}

#[test]
fn colour_in_a_terminal_follows_the_environment() {
    let coloured = |set: &[(&str, &str)], options: &str| {
        let arguments = format!("audit -i {TENANT} {options}");
        in_terminal(&arguments, set).map(|text| text.contains('\u{1b}'))
    };
    let Some(by_itself) = coloured(&[], "") else {
        return;
    };
    assert!(by_itself);
    assert_eq!(coloured(&[("NO_COLOR", "1")], ""), Some(false));
    assert_eq!(
        coloured(&[("NO_COLOR", "")], ""),
        Some(true),
        "empty is unset"
    );
    assert_eq!(coloured(&[("TERM", "dumb")], ""), Some(false));
    assert_eq!(coloured(&[("NO_COLOR", "1")], "--color always"), Some(true));
    assert_eq!(coloured(&[], "--color never"), Some(false));
}

#[test]
fn help_fits_a_narrow_terminal() {
    for columns in [40, 60, 80] {
        for arguments in [&["--help"][..], &["can", "-h"], &["audit", "--help"]] {
            let run = finish(
                command()
                    .args(arguments)
                    .env("COLUMNS", columns.to_string()),
            );
            assert_eq!(run.code, 0);
            let text = run.stdout.split("\nExamples:").next().unwrap();
            // A word that is wider than what is left of the line is not broken.
            let broad = |line: &&str| {
                line.chars().count() > columns
                    && !line.starts_with("Usage:")
                    && line.trim_start().split(' ').count() > 3
            };
            let broad: Vec<&str> = text.lines().filter(broad).collect();
            assert!(broad.is_empty(), "{arguments:?} {columns}: {broad:?}");
            assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
        }
    }
}

#[test]
fn near_names_are_offered_for_whatever_is_misspelt() {
    for (arguments, near) in [
        (&["rols", "list"][..], "'roles'"),
        (&["roles", "shwo", "Reader"], "'show'"),
        (&["roles", "show", "Raeder"], "`Reader`"),
        (&["tasks", "show", "deploy-clustr"], "`deploy-cluster`"),
        (&["audit", "-i", TENANT, "--formt", "json"], "'--format'"),
        (&["audit", "-i", TENANT, "--format", "jsn"], "'json'"),
        (
            &["audit", "-i", TENANT, "--rule", "owner-at-subscription"],
            "`owner-at-subscription-or-above`",
        ),
        (
            &["roles", "lint", "demo", "--rule", "wrong-plan"],
            "`wrong-plane`",
        ),
        (
            &[
                "can",
                "--role",
                "Reader",
                "Microsoft.Storge/storageAccounts/read",
            ],
            "`Microsoft.Storage/storageAccounts/read`",
        ),
    ] {
        let run = rolecall(arguments);
        assert!(run.stderr.contains(near), "{arguments:?}: {}", run.told());
    }
}

#[test]
fn who_can_on_the_demo_takes_two_screens() {
    let size = [("COLUMNS", "80")];
    let asked = "who Microsoft.NetworkCloud/clusters/delete -i demo --no-config";
    let Some(shown) = in_terminal(asked, &size) else {
        return;
    };
    // And the verdict again.
    assert!(shown.lines().count() <= 2 * 24 + 2, "{shown}");
    assert!(
        shown.lines().all(|line| line.chars().count() <= 80),
        "{shown}"
    );
}

/// A line that is too long is one that is to be copied in one piece.
#[test]
fn messages_break_at_blanks() {
    let set = [("COLUMNS", "60"), ("NO_COLOR", "1")];
    let mut seen = 0;
    for call in [
        "can alice Microsoft.Compute/virtualMachines/read".to_owned(),
        "rules show no-such-rule-at-all".to_owned(),
        "explain ZZ-1".to_owned(),
        "suppress abc --owner o --reason r".to_owned(),
        format!("can {CECILIE} a/b/read -g rg-nowhere -i {TENANT}"),
        format!("what {CECILIE} -i {TENANT}"),
    ] {
        let Some(shown) = in_terminal(&format!("{call} 2>&1 >/dev/null"), &set) else {
            return;
        };
        // Standard error goes to the terminal as `script` sees it.
        for line in shown.lines().filter(|line| line.chars().count() > 60) {
            let pieces = line.trim().split('`').count();
            assert!(
                line.trim().starts_with('`') && pieces == 3 || !line.trim().contains(' '),
                "{call}: {line}"
            );
        }
        seen += usize::from(shown.lines().count() > 1);
    }
    assert!(seen > 4, "{seen}");
}

const CECILIE: &str = "cecilie.dahl@fjordnett.example";

/// Warnings and lists leave room for what matters, however large the tenant is.
#[test]
fn of_a_large_tenant_the_first_and_the_last_screen_say_the_verdict() {
    let Some(tenant) = crate::shared::shared("vectors/tenant-a") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let questions = folder.path().join("questions.jsonl");
    let asked =
        std::fs::read_to_string(crate::shared::shared("vectors/tenant-a.questions.json").unwrap());
    let asked: Vec<Value> = serde_json::from_str(&asked.unwrap()).unwrap();
    let lines = asked.iter().take(120).map(|asked| {
        let mut question = asked.clone();
        let fields = question.as_object_mut().unwrap();
        fields.remove("outcome");
        fields.insert("expect".to_owned(), "allowed".into());
        format!("{question}\n")
    });
    std::fs::write(&questions, lines.collect::<String>()).unwrap();
    let (tenant, questions) = (tenant.display(), questions.display());
    for (call, verdict) in [
        (format!("audit -i {tenant}"), "174 findings"),
        (format!("audit --paths -i {tenant}"), "22 paths  "),
        (
            format!("roles lint {tenant}/custom-roles.json"),
            "62 findings",
        ),
        (
            format!("who Microsoft.Storage/storageAccounts/write -i {tenant}"),
            "61 principals  ",
        ),
        (
            format!("what 0f8cac4c-7f46-4929-9548-4fa201df5ac8 -i {tenant}"),
            "36 grants  ",
        ),
        (
            format!("can --questions {questions} -i {tenant}"),
            "not met  ",
        ),
        (format!("diff {tenant} demo"), "gained  "),
    ] {
        // Both streams go to the terminal.
        let Some(shown) = in_terminal(&format!("{call} --no-config"), &NARROW) else {
            return;
        };
        let (first, last) = screens(&shown);
        assert!(first.contains(verdict), "{call}: {first}");
        assert!(last.contains(verdict), "{call}: {last}");
        assert!(rows(&shown).len() <= 140, "{call}: {}", rows(&shown).len());
        assert!(shown.contains("`--all` "), "{call}: {shown}");
        let all = in_terminal(&format!("{call} --no-config --all"), &NARROW).unwrap();
        assert!(rows(&all).len() > 2 * rows(&shown).len(), "{call}");
        assert!(!all.contains("; `--all` lists"), "{call}");
    }
}
