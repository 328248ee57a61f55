//! `instructions [--check]`: how many instructions commands take, counted by callgrind.
//!
//! Wall time differs from run to run and from machine to machine; the count of one binary hardly
//! does. `benches/instructions.txt` holds what each command took; the check fails where one takes
//! more than a twentieth more. Counts made with another compiler or C library are compared with
//! nothing, only told. How they grow with the tenant is checked everywhere. `growth` holds commands to
//! their growth on tenants of every shape: instructions, and memory at its peak, as dhat tells it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use crate::docs::Mode;
use crate::gen_tenant;
use crate::shapes::{self, Shape};

const RECORD: &str = "benches/instructions.txt";
const PROFILE: &str = "counted";

/// A tenant of this many assignments and one of four times as many.
const SIZES: [(&str, usize); 2] = [("2k", 2_000), ("8k", 8_000)];

/// How large the smaller tenant of each shape is; the larger one is four times as large. Large enough
/// that what grows outweighs the start of a command.
const SHAPE_SIZES: [(Shape, usize); 8] = [
    (Shape::Dense, 400),
    (Shape::Nested, 300),
    (Shape::FanOut, 1_500),
    (Shape::Hub, 750),
    (Shape::Chain, 200),
    (Shape::Stars, 25),
    (Shape::Pim, 750),
    (Shape::Denies, 300),
];

/// Four times the tenant may take this many times the instructions, start included.
const MOST_GROWTH: f64 = 4.8;

/// Four times the tenant may take this many times the memory at its peak.
const MOST_MEMORY_GROWTH: f64 = 4.4;

/// A command may take this part more than what is recorded.
const MOST_GAIN: f64 = 0.05;

const READS: &str = "Microsoft.Compute/virtualMachines/read";
const STARTS: &str = "Microsoft.Compute/virtualMachines/start/action";
const GROUP: &str = "/subscriptions/00000003-0000-4000-8000-000000000001/resourceGroups/rg-1";
const WHO: &str = "00000002-0000-4000-8000-000000000007";

/// Commands without a tenant.
const PLAIN: [(&str, &[&str]); 6] = [
    ("start", &["can", "--role", "Reader", READS]),
    ("help", &["--help"]),
    ("roles search", &["roles", "search", "blob read"]),
    ("compare", &["roles", "compare", "Contributor", "Owner"]),
    (
        "recommend",
        &["recommend", "--action", STARTS, "--action", READS],
    ),
    ("demo audit", &["demo", "--format", "json"]),
];

/// Commands over the tenants of both sizes.
const TENANT: [(&str, &[&str]); 5] = [
    ("can", &["can", WHO, STARTS, "--at", GROUP]),
    ("who", &["who", STARTS, "--at", GROUP]),
    ("what --expand", &["what", "--expand", WHO]),
    ("audit", &["audit", "--format", "json"]),
    ("audit --paths", &["audit", "--paths", "--format", "json"]),
];

/// Commands over the tenants of each shape.
const OF_SHAPES: [(&str, &[&str]); 6] = [
    ("can", &["can", USER, STARTS, "--at", FIRST_GROUP]),
    ("who", &["who", STARTS]),
    ("what", &["what", USER]),
    ("audit", &["audit", "--format", "json"]),
    ("audit --paths", &["audit", "--paths", "--format", "json"]),
    ("roles lint", &["roles", "lint", "--format", "json"]),
];

/// Those of them whose memory is measured.
const OF_MEMORY: [&str; 3] = ["who", "audit", "audit --paths"];

const USER: &str = "00000001-0000-4000-8000-000000000000";
const FIRST_GROUP: &str = "/subscriptions/00000003-0000-4000-8000-000000000000/resourceGroups/rg-0";

/// Holds every command to its growth on tenants of every shape.
pub(crate) fn growth(root: &Path) -> io::Result<()> {
    let target = build(root)?;
    let faults = shape_faults(&target)?;
    if faults.is_empty() {
        return Ok(());
    }
    Err(io::Error::other(faults.join("\n")))
}

/// Counts all commands; writes the record or holds them to it.
pub(crate) fn run(root: &Path, mode: Mode) -> io::Result<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Err(io::Error::other(
            "valgrind is not installed, so nothing can be counted",
        ));
    }
    let target = build(root)?;
    let counts = count_all(&target)?;
    let bench = bench()?;
    let record = fs::read_to_string(root.join(RECORD)).unwrap_or_default();
    let (recorded_by, recorded) = parse(&record);
    let comparable = recorded_by == bench;
    let mut faults = growth_faults(&counts);
    for (name, count) in &counts {
        let before = recorded.get(name).filter(|_| comparable);
        let change = before.map(|before| as_f64(*count) / as_f64(*before) - 1.0);
        say(&match change {
            Some(change) => format!("{name:<24} {count:>14}  {:+.1} %", change * 100.0),
            None => format!("{name:<24} {count:>14}"),
        });
        if change.is_some_and(|change| change > MOST_GAIN) {
            faults.push(format!("`{name}` takes more than it did: {count}"));
        }
        if comparable && before.is_none() {
            faults.push(format!("`{name}` is not in {RECORD}"));
        }
    }
    if mode == Mode::Write {
        return fs::write(root.join(RECORD), render(&bench, &counts));
    }
    if !comparable {
        say(&format!(
            "{RECORD} was counted with {recorded_by} and this is {bench}: only growth was checked"
        ));
    }
    if faults.is_empty() {
        return Ok(());
    }
    let faults = faults.join("; ");
    Err(io::Error::other(format!(
        "{faults}; if that is meant, run `cargo xtask instructions`"
    )))
}

/// Builds the program as it is counted; its folder.
fn build(root: &Path) -> io::Result<PathBuf> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let built = Command::new("cargo")
        .args([
            "build",
            "--quiet",
            "--profile",
            PROFILE,
            "--bin",
            "rolecall",
        ])
        .current_dir(root)
        .status()?;
    if built.success() {
        Ok(target.join(PROFILE))
    } else {
        Err(io::Error::other("the program could not be built"))
    }
}

fn count_all(target: &Path) -> io::Result<BTreeMap<String, u64>> {
    let bed = target.join("instructions");
    let mut counts = BTreeMap::new();
    for (name, args) in PLAIN {
        counts.insert(name.to_owned(), count(target, args, None)?);
    }
    for (size, assignments) in SIZES {
        let tenant = bed.join(size);
        gen_tenant::run(&tenant, assignments)?;
        for (name, args) in TENANT {
            counts.insert(
                format!("{name} {size}"),
                count(target, args, Some(&tenant))?,
            );
        }
    }
    Ok(counts)
}

/// What grows faster than its tenant, of every command on every shape.
fn shape_faults(target: &Path) -> io::Result<Vec<String>> {
    let mut jobs = Vec::new();
    for (shape, size) in SHAPE_SIZES {
        let name = shapes::SHAPES.iter().find(|(_, known)| *known == shape);
        let name = name.map_or("", |(name, _)| *name);
        let folders = [size, 4 * size].map(|size| {
            let folder = target.join("instructions").join(format!("{name}-{size}"));
            shapes::run(&folder, size, shape, 1).map(|()| folder)
        });
        let [small, large] = folders;
        let (small, large) = (small?, large?);
        for (command, args) in OF_SHAPES {
            let of_roles = command == "roles lint";
            if of_roles && !small.join("roles.json").exists() {
                continue;
            }
            let memory = OF_MEMORY.contains(&command).then_some(Tool::Memory);
            for tool in [Some(Tool::Instructions), memory].into_iter().flatten() {
                let name = format!("{command} on {name}");
                jobs.push((name, tool, args, [small.clone(), large.clone()]));
            }
        }
    }
    // Each is counted by itself, so several at once give the same.
    let next = Mutex::new(jobs.into_iter());
    let faults = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || -> io::Result<()> {
        loop {
            let job = next
                .lock()
                .map_err(|_| io::Error::other("a count failed"))?
                .next();
            let Some((name, tool, args, [small, large])) = job else {
                return Ok(());
            };
            let few = measure(tool, target, args, Some(&small))?;
            let many = measure(tool, target, args, Some(&large))?;
            let growth = as_f64(many) / as_f64(few);
            let (of, most) = match tool {
                Tool::Instructions => ("instructions", MOST_GROWTH),
                Tool::Memory => ("memory", MOST_MEMORY_GROWTH),
            };
            say(&format!("{name:<28} {growth:>5.2} times the {of}"));
            if growth > most
                && let Ok(mut faults) = faults.lock()
            {
                faults.push(format!(
                    "`{name}` takes {growth:.1} times the {of} for four times the tenant"
                ));
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| {
            let failed = |_| Err(io::Error::other("a count failed"));
            worker.join().unwrap_or_else(failed)
        });
        joined.collect::<io::Result<()>>()
    })?;
    let mut faults = faults.into_inner().unwrap_or_default();
    faults.sort();
    Ok(faults)
}

/// What is measured of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Instructions,
    /// Bytes at the peak of the heap.
    Memory,
}

fn count(target: &Path, args: &[&str], tenant: Option<&Path>) -> io::Result<u64> {
    measure(Tool::Instructions, target, args, tenant)
}

fn measure(tool: Tool, target: &Path, args: &[&str], tenant: Option<&Path>) -> io::Result<u64> {
    let mut command = Command::new("valgrind");
    command
        .args(match tool {
            Tool::Instructions => ["--tool=callgrind", "--callgrind-out-file=/dev/null"],
            Tool::Memory => ["--tool=dhat", "--dhat-out-file=/dev/null"],
        })
        .arg(target.join("rolecall"))
        .args(args);
    match tenant {
        // It takes files.
        Some(tenant) if args.starts_with(&["roles", "lint"]) => {
            command.arg(tenant.join("roles.json"));
        }
        Some(tenant) => {
            command.arg("-i").arg(tenant);
        }
        None => {}
    }
    // Nothing of the machine's own: no imported catalogue, no colours, no configuration.
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", target)
        .current_dir(target);
    let done = command.output()?;
    let said = String::from_utf8_lossy(&done.stderr);
    // 0, 1 and 4 are answers (docs/output.md).
    if !matches!(done.status.code(), Some(0 | 1 | 4)) {
        return Err(io::Error::other(format!("{args:?} gave no answer: {said}")));
    }
    said.lines()
        .find_map(|line| match tool {
            Tool::Instructions => line.split_once("Collected :")?.1.trim().parse().ok(),
            // `At t-gmax: 1,234 bytes in 5 blocks`
            Tool::Memory => {
                let bytes = line.split_once("At t-gmax:")?.1.split_once("bytes")?.0;
                bytes.trim().replace(',', "").parse().ok()
            }
        })
        .ok_or_else(|| io::Error::other(format!("valgrind counted nothing for {args:?}: {said}")))
}

fn growth_faults(counts: &BTreeMap<String, u64>) -> Vec<String> {
    let [(small, _), (large, _)] = SIZES;
    let pairs = TENANT.iter().filter_map(|(name, _)| {
        let small = counts.get(&format!("{name} {small}"))?;
        let large = counts.get(&format!("{name} {large}"))?;
        Some((name, as_f64(*large) / as_f64(*small)))
    });
    pairs
        .filter(|(_, growth)| *growth > MOST_GROWTH)
        .map(|(name, growth)| {
            format!("`{name}` takes {growth:.1} times as much for four times the tenant")
        })
        .collect()
}

/// What was counted with, and the count of each command.
fn parse(record: &str) -> (String, BTreeMap<String, u64>) {
    let mut lines = record.lines();
    let bench = lines.next().and_then(|line| line.strip_prefix("# "));
    let counts = lines.filter_map(|line| {
        let (name, count) = line.rsplit_once(' ')?;
        Some((name.trim().to_owned(), count.parse().ok()?))
    });
    (bench.unwrap_or_default().to_owned(), counts.collect())
}

fn render(bench: &str, counts: &BTreeMap<String, u64>) -> String {
    let mut text = format!("# {bench}\n");
    for (name, count) in counts {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{name:<24} {count:>14}");
    }
    text
}

/// What counts depend on besides the program: the compiler, the C library, and whether routines for
/// AVX2 are chosen.
fn bench() -> io::Result<String> {
    let told = |program: &str, args: &[&str]| -> io::Result<String> {
        let output = Command::new(program).args(args).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let compiler = told("rustc", &["-vV"])?;
    let line = |key: &str| compiler.lines().find_map(|line| line.strip_prefix(key));
    let library = told("getconf", &["GNU_LIBC_VERSION"]).unwrap_or_default();
    #[cfg(target_arch = "x86_64")]
    let vectors = if std::arch::is_x86_feature_detected!("avx2") {
        "avx2"
    } else {
        "no avx2"
    };
    #[cfg(not(target_arch = "x86_64"))]
    let vectors = "no avx2";
    Ok(format!(
        "rustc {} {}, {library}, {vectors}",
        line("release: ").unwrap_or_default(),
        line("host: ").unwrap_or_default()
    ))
}

#[allow(clippy::cast_precision_loss)]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[allow(clippy::print_stdout)]
fn say(text: &str) {
    println!("{text}");
}
