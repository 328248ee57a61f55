//! `cargo xtask wheel` and `cargo xtask dist`: what people install, made and tried out.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// The project of the wheel, below the root of the project.
const PROJECT: &str = "bindings/python";

/// What builds wheels.
const MATURIN: &str = "maturin==1.16.0";

/// How large all wheels of a platform may be together.
const MOST_BYTES: u64 = 14 << 20;

/// How long a new user may wait for the first report.
const MOST_TIME: Duration = Duration::from_secs(10);

/// What to build.
pub(crate) struct Wanted<'w> {
    pub(crate) profile: &'w str,
    /// The platform of the command; that of the compiler unless said.
    pub(crate) target: Option<&'w str>,
}

/// Builds the command, puts it beside the module of Python into a wheel, and tries the wheel out.
pub(crate) fn wheel(root: &Path, wanted: &Wanted<'_>) -> io::Result<()> {
    let project = root.join(PROJECT);
    // Without a platform of its own the command is built beside the module, which takes half the time.
    let command = match wanted.target {
        Some(_) => build(root, wanted)?,
        None => build(&project, wanted)?,
    };
    let wheels = target_folder(root).join("wheels");
    forget_old(&wheels)?;
    let maturin = maturin(root)?;
    // The command is no source: `backend.py` builds it anew of the sources.
    let data = project.join(format!("rolecall-{}.data", version(&project)?));
    if data.is_dir() {
        fs::remove_dir_all(&data)?;
    }
    let packed = |words: &[&str]| {
        run(Command::new(&maturin)
            .args(words)
            .arg("--out")
            .arg(&wheels)
            // One folder for what both build.
            .env("CARGO_TARGET_DIR", target_folder(&project))
            .current_dir(&project))
    };
    packed(&["sdist"])?;
    let scripts = data.join("scripts");
    fs::create_dir_all(&scripts)?;
    let name = command.file_name().unwrap_or(OsStr::new("rolecall"));
    fs::copy(&command, scripts.join(name))?;
    // What is shipped is packed as small as can be; tests don't wait for it.
    let level = if wanted.profile == "dist" { "9" } else { "3" };
    packed(&[
        "build",
        "--locked",
        "--profile",
        wanted.profile,
        "--compression-level",
        level,
    ])?;
    let made = made(&wheels, "whl")?;
    let bytes: u64 = made
        .iter()
        .filter_map(|path| Some(fs::metadata(path).ok()?.len()))
        .sum();
    tell(&format!(
        "{}: {:.1} MB",
        listed(&made),
        bytes as f64 / f64::from(1 << 20)
    ));
    // Other profiles are quicker to build, and larger.
    if bytes > MOST_BYTES && wanted.profile == "dist" {
        return Err(io::Error::other("the wheels are larger than 14 MB"));
    }
    for wheel in &made {
        fits_tag(wheel, &command)?;
        try_out(wheel, &command)?;
    }
    Ok(())
}

/// Refuses a wheel whose command needs a newer C library than its tag says: maturin judges the module alone.
fn fits_tag(wheel: &Path, command: &Path) -> io::Result<()> {
    let name = wheel.file_name().unwrap_or_default().to_string_lossy();
    let Some((_, tag)) = name.split_once("manylinux_2_") else {
        return Ok(());
    };
    let promised: u32 = leading_number(tag.as_bytes()).unwrap_or_default();
    let bytes = fs::read(command)?;
    let mark = b"GLIBC_2.";
    let marks = bytes.windows(mark.len()).enumerate();
    let marks = marks.filter(|(_, window)| window == mark);
    let needed = marks.filter_map(|(at, _)| leading_number(&bytes[at + mark.len()..]));
    let needed = needed.max().unwrap_or_default();
    if needed > promised {
        return Err(io::Error::other(format!(
            "the command needs glibc 2.{needed}, and {name} promises 2.{promised}: build it with `--target x86_64-unknown-linux-musl`"
        )));
    }
    Ok(())
}

/// The number that a text begins with.
fn leading_number(text: &[u8]) -> Option<u32> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit());
    let digits: String = digits.map(|byte| char::from(*byte)).collect();
    digits.parse().ok()
}

/// Builds a static command and packs it, as `cargo binstall` looks for it.
pub(crate) fn dist(root: &Path, target: &str) -> io::Result<()> {
    let wanted = Wanted {
        profile: "dist",
        target: Some(target),
    };
    let command = build(root, &wanted)?;
    let name = format!("rolecall-{target}");
    let folder = target_folder(root).join("packed");
    let packed = folder.join(&name);
    fs::create_dir_all(&packed)?;
    let file = command.file_name().unwrap_or(OsStr::new("rolecall"));
    fs::copy(&command, packed.join(file))?;
    for text in ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "CHANGELOG.md"] {
        fs::copy(root.join(text), packed.join(text))?;
    }
    let archive = format!("{name}.tgz");
    run(Command::new("tar")
        .args([
            "--owner=0",
            "--group=0",
            "--sort=name",
            "-czf",
            &archive,
            &name,
        ])
        .current_dir(&folder))?;
    tell(&folder.join(archive).display().to_string());
    Ok(())
}

/// Builds the command of a project and gives its path.
fn build(project: &Path, wanted: &Wanted<'_>) -> io::Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["build", "--locked", "--bin", "rolecall", "--profile"])
        .arg(wanted.profile)
        .current_dir(project);
    let mut folder = target_folder(project);
    if let Some(target) = wanted.target {
        cargo.args(["--target", target]);
        folder.push(target);
    }
    run(&mut cargo)?;
    let folder = folder.join(match wanted.profile {
        "dev" => "debug",
        other => other,
    });
    let names = ["rolecall", "rolecall.exe"].map(|name| folder.join(name));
    let found = names.into_iter().find(|path| path.is_file());
    found.ok_or_else(|| io::Error::other(format!("no command in {}", folder.display())))
}

/// The version of the package.
fn version(project: &Path) -> io::Result<String> {
    let text = fs::read_to_string(project.join("Cargo.toml"))?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("version = \""));
    let version = line.map(|rest| rest.trim_end_matches('"').to_owned());
    version.ok_or_else(|| io::Error::other("the package has no version"))
}

fn target_folder(root: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => folder.into(),
        None => root.join("target"),
    }
}

/// The program that builds wheels: `$MATURIN`, or one in an environment of its own.
fn maturin(root: &Path) -> io::Result<PathBuf> {
    if let Some(path) = std::env::var_os("MATURIN") {
        return Ok(path.into());
    }
    let home = target_folder(root).join("maturin");
    let program = scripts_of(&home).join("maturin");
    if !program.is_file() {
        environment(&home)?;
        run(Command::new(python_of(&home)).args(["-m", "pip", "install", "-q", MATURIN]))?;
    }
    Ok(program)
}

fn environment(home: &Path) -> io::Result<()> {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    run(Command::new(python).args(["-m", "venv"]).arg(home))
}

fn scripts_of(home: &Path) -> PathBuf {
    home.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

fn python_of(home: &Path) -> PathBuf {
    scripts_of(home).join("python")
}

/// Installs a wheel in a new environment, without any other package, and runs what it brings.
fn try_out(wheel: &Path, command: &Path) -> io::Result<()> {
    let home = std::env::temp_dir().join(format!("rolecall-wheel-{}", std::process::id()));
    let tried = (|| {
        environment(&home)?;
        let begun = Instant::now();
        run(Command::new(python_of(&home))
            .args(["-m", "pip", "install", "-q", "--no-index", "--no-deps"])
            .arg(wheel))?;
        let installed = scripts_of(&home).join("rolecall");
        run(Command::new(&installed)
            .args(["demo", "-o"])
            .arg(home.join("demo.html")))?;
        let waited = begun.elapsed();
        run(Command::new(python_of(&home)).args(["-m", "rolecall", "--version"]))?;
        run(Command::new(python_of(&home))
            .args(["-c", "import rolecall; rolecall.Catalog().info()"]))?;
        let [own, native] = [&installed, command].map(start_of);
        tell(&format!(
            "installed, and the first report made, in {:.1} s; `rolecall --version` in {:.1} ms, of the build {:.1} ms",
            waited.as_secs_f64(),
            own?.as_secs_f64() * 1e3,
            native?.as_secs_f64() * 1e3,
        ));
        if waited > MOST_TIME {
            return Err(io::Error::other("that took longer than 10 s"));
        }
        Ok(())
    })();
    // What is left of it only takes room.
    let _ = fs::remove_dir_all(&home);
    tried
}

/// The median time of a start.
fn start_of(command: &Path) -> io::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..21 {
        let begun = Instant::now();
        Command::new(command).arg("--version").output()?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

/// Removes what was made before, of whatever version.
fn forget_old(wheels: &Path) -> io::Result<()> {
    for ending in ["whl", "gz"] {
        for path in made(wheels, ending)? {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn made(wheels: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    if !wheels.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(wheels)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new(ending)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn listed(paths: &[PathBuf]) -> String {
    let names = paths.iter().filter_map(|path| path.file_name());
    let names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.join(", ")
}

fn run(command: &mut Command) -> io::Result<()> {
    let named = format!("{command:?}");
    let status = command
        .status()
        .map_err(|error| io::Error::other(format!("{named}: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(io::Error::other(format!("{named}: {status}"))),
    }
}

#[allow(clippy::print_stdout)]
fn tell(text: &str) {
    println!("{text}");
}
