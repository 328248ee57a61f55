//! Where answers go: standard output, or a file that is complete or not there.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufWriter, IsTerminal, Read, Write};
use std::path::Path;

use tempfile::{NamedTempFile, TempDir};

use super::complain::Complaint;
use super::spared;
use super::unfinished::Unfinished;
use crate::report::{Sarif, clean, message_in_lines, terminal_columns};
use crate::text::one_line;

/// How much is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// Writes a text piece by piece.
pub(crate) type Writing<'w> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'w>;

/// Writes to standard output.
pub(crate) fn print(bytes: &[u8]) -> Result<bool, Complaint> {
    print_by(Box::new(|out| out.write_all(bytes)))
}

/// Writes to standard output piece by piece, and says whether somebody read to the end: `head` closes
/// the pipe before.
pub(crate) fn print_by(write: Writing<'_>) -> Result<bool, Complaint> {
    let mut stdout = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match write(&mut stdout).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is left would only fail again.
            let _ = stdout.into_parts();
            Ok(false)
        }
        Err(error) => Err(not_printed(&error)),
    }
}

/// That standard output takes no answer.
pub(crate) fn not_printed(error: &io::Error) -> Complaint {
    Complaint::input(format!("can't write the answer: {}", reason(error)))
}

/// All of standard input.
pub(crate) fn stdin() -> Result<Vec<u8>, Complaint> {
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Complaint::input(format!(
            "can't read standard input: {}",
            reason(&error)
        ))),
    }
}

/// Writes to standard error; what can't be written there is lost.
pub(crate) fn warn(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Writes messages to standard error, in lines that fit its terminal.
pub(crate) fn write_message(text: &str) {
    match columns_of_messages() {
        Some(columns) => warn(&message_in_lines(text, columns)),
        None => warn(text),
    }
}

/// How many columns standard error has, where it is a terminal.
pub(crate) fn columns_of_messages() -> Option<usize> {
    let columns = columns().filter(|_| io::stderr().is_terminal());
    columns.map(usize::from)
}

/// How many columns the terminal has, forty at least, where that is known.
pub(crate) fn columns() -> Option<u16> {
    let said = env::var("COLUMNS").ok();
    let said = said.and_then(|columns| columns.parse().ok());
    let columns = said
        .filter(|columns| *columns > 0)
        .or_else(terminal_columns);
    let columns = columns.filter(|columns| *columns > 0);
    columns.map(|columns| columns.max(40))
}

/// What somebody at the terminal says to what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Yes,
    No,
    /// Nobody sits there: input or messages go elsewhere.
    NotAsked,
}

/// Shows something to who sits at the terminal, and asks whether to take it.
pub(crate) fn asked(shown: impl FnOnce() -> String) -> Reply {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Reply::NotAsked;
    }
    warn(&shown());
    warn("\nTake this? [y/N] ");
    let mut line = String::new();
    let is_read = io::stdin().lock().read_line(&mut line).is_ok();
    match is_read && matches!(line.trim(), "y" | "Y" | "yes" | "Yes") {
        true => Reply::Yes,
        false => Reply::No,
    }
}

/// The text of a log for code scanning; what it leaves out is said here too.
pub(crate) fn sarif(log: Sarif) -> Vec<u8> {
    if let Some(left_out) = &log.left_out {
        warn(&format!("note: {left_out}\n"));
    }
    log.text
}

/// Says what was written; paths are names too.
pub(crate) fn wrote(what: &str) {
    warn(&format!("wrote {}\n", clean(&one_line(what))));
}

/// Writes a file through a temporary file beside it and a rename. A link is followed, the rights of
/// a file that is there stay, and what is no file, as `/dev/stdout` or a pipe, is written to.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    write_file_by(path, Box::new(|out| out.write_all(bytes)))
}

/// The same, piece by piece.
pub(crate) fn write_file_by(path: &Path, write: Writing<'_>) -> Result<(), Complaint> {
    spared::check(path)?;
    write_anew_by(path, write)
}

/// Writes a file that the command read to add to it.
pub(crate) fn write_anew(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    write_anew_by(path, Box::new(|out| out.write_all(bytes)))
}

fn write_anew_by(path: &Path, write: Writing<'_>) -> Result<(), Complaint> {
    let attempt = || -> io::Result<()> {
        let there = fs::metadata(path).ok();
        if there
            .as_ref()
            .is_some_and(|there| !there.is_file() && !there.is_dir())
        {
            let target = fs::OpenOptions::new().write(true).open(path)?;
            let mut out = BufWriter::with_capacity(BUFFER, target);
            write(&mut out)?;
            return out.flush();
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let (file, _unfinished) = Unfinished::make(
            || new_file().tempfile_in(beside(&target)),
            NamedTempFile::path,
        )?;
        if let Some(there) = there {
            file.as_file().set_permissions(there.permissions())?;
        }
        let mut out = BufWriter::with_capacity(BUFFER, file);
        write(&mut out)?;
        let file = out.into_inner()?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    };
    attempt().map_err(|error| not_written(path, &error))
}

/// The folder that a path lies in.
fn beside(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether a path names a folder: one that is there, or is to be.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
        || path
            .as_os_str()
            .to_string_lossy()
            .ends_with(std::path::is_separator)
}

/// Writes a folder of files. All are written aside before the first is put in its place: a folder
/// that is new appears whole, in one that is there each file is replaced as a whole.
pub(crate) fn write_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Complaint> {
    for (name, _) in files {
        spared::check(&folder.join(name))?;
    }
    let attempt = || -> io::Result<()> {
        let there = folder.is_dir();
        let near = if there { folder } else { beside(folder) };
        let (aside, _unfinished) =
            Unfinished::make(|| new_folder().tempdir_in(near), TempDir::path)?;
        for (name, bytes) in files {
            let mut file = fs::File::create_new(aside.path().join(name))?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        if !there {
            fs::rename(aside.path(), folder)?;
            // It has its name now: there is nothing aside to remove.
            let _ = aside.keep();
            return Ok(());
        }
        for (name, _) in files {
            fs::rename(aside.path().join(name), folder.join(name))?;
        }
        Ok(())
    };
    attempt().map_err(|error| not_written(folder, &error))
}

fn not_written(path: &Path, error: &io::Error) -> Complaint {
    Complaint::input(format!(
        "can't write `{}`: {}",
        path.display(),
        reason(error)
    ))
}

/// What went wrong, in words without the operating system's number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string().to_lowercase();
    let words = text.split(" (os error ").next().unwrap_or(&text);
    words.to_owned()
}

/// Whether standard output is a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// A temporary file that becomes as readable as any new file of the user, not private.
#[cfg(unix)]
fn new_file<'a, 'b>() -> tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o666));
    builder
}

/// The same for a folder.
#[cfg(unix)]
fn new_folder<'a, 'b>() -> tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o777));
    builder
}

/// The same for a folder.
#[cfg(not(unix))]
fn new_folder<'a, 'b>() -> tempfile::Builder<'a, 'b> {
    tempfile::Builder::new()
}

/// A temporary file; other systems give it the rights of its folder.
#[cfg(not(unix))]
fn new_file<'a, 'b>() -> tempfile::Builder<'a, 'b> {
    tempfile::Builder::new()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::path::PathBuf;
    use std::process::{Child, Command, ExitStatus, Stdio};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    use super::super::unfinished::is_ignored;
    use super::*;

    const OLD: &str = "what was here before";
    const HALF: &str = "half of the report";
    /// Names the path to write to, in the process that [`stopped_in_the_middle`] starts.
    const TARGET: &str = "ROLECALL_TEST_TARGET";

    /// Does nothing by itself: it is the other process of the tests below. It writes half of a file,
    /// says so, and waits until its standard input ends.
    #[test]
    fn a_writer_that_waits() {
        let Some(target) = env::var_os(TARGET).map(PathBuf::from) else {
            return;
        };
        let wait = || -> io::Result<()> {
            io::stderr().write_all(b"!")?;
            io::stdin().read_to_end(&mut Vec::new())?;
            Ok(())
        };
        let written = write_file_by(
            &target,
            Box::new(|out| {
                out.write_all(HALF.as_bytes())?;
                out.flush()?;
                wait()?;
                out.write_all(HALF.as_bytes())
            }),
        );
        written.unwrap();
    }

    /// A process that has written half of the target, and waits.
    fn stopped_in_the_middle(target: &Path) -> Child {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "cli::output::tests::a_writer_that_waits"])
            .arg("--nocapture")
            .env(TARGET, target)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = [0];
        let stderr = child.stderr.as_mut().unwrap();
        stderr.read_exact(&mut said).unwrap();
        assert_eq!(&said, b"!");
        child
    }

    fn end(child: &mut Child, signal: &str) -> ExitStatus {
        let id = child.id().to_string();
        let sent = Command::new("kill")
            .args([format!("-{signal}"), id])
            .status();
        assert!(sent.unwrap().success());
        // `wait` would close it, and the process would go on.
        let _open = child.stdin.take();
        child.wait().unwrap()
    }

    fn texts(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut texts: Vec<String> = entries
            .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        texts.sort();
        texts
    }

    #[test]
    fn a_signal_in_the_middle_of_writing_leaves_nothing() {
        for (signal, number) in [("HUP", SIGHUP), ("INT", SIGINT), ("TERM", SIGTERM)] {
            if is_ignored(number) {
                eprintln!("SKIPPED: whoever started the tests has SIG{signal} ignored");
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("report.json");
            fs::write(&target, OLD).unwrap();
            let mut child = stopped_in_the_middle(&target);
            assert_eq!(texts(folder.path()), [HALF, OLD], "it is in the middle");
            let status = end(&mut child, signal);
            assert_eq!(status.signal(), Some(number));
            assert_eq!(texts(folder.path()), [OLD], "{signal}");
        }
    }

    /// The other process writes as it should when nothing ends it.
    #[test]
    fn without_a_signal_the_rest_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("report.json");
        fs::write(&target, OLD).unwrap();
        let mut child = stopped_in_the_middle(&target);
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        assert_eq!(texts(folder.path()), [HALF.repeat(2)]);
    }
}
