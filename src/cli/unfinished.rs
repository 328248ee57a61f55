//! What is being written and not yet in its place: a signal that ends the program takes it away.
//!
//! Destructors don't run when a signal ends a process, so a temporary file would stay beside the
//! report. The signals are watched from the first file on, not before: reading is ended by the
//! system as ever.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The temporary file or folder that exists now.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// While it lives, a signal that ends the program removes what was made.
#[must_use]
pub(super) struct Unfinished(());

impl Unfinished {
    /// Makes a temporary file or folder, and says where it is.
    pub(super) fn make<T>(
        make: impl FnOnce() -> io::Result<T>,
        place: impl FnOnce(&T) -> &Path,
    ) -> io::Result<(T, Self)> {
        watch();
        // Held while it is made: no signal finds it there and not named.
        let mut unfinished = lock();
        let made = make()?;
        *unfinished = Some(place(&made).to_path_buf());
        Ok((made, Self(())))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        *lock() = None;
    }
}

fn lock() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches the signals that end the program, once. Where that can't be done they end it as ever.
#[cfg(unix)]
fn watch() {
    use std::sync::Once;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // A file above the user's limit is an error of the write, once its signal is caught.
        let ending = [SIGHUP, SIGINT, SIGTERM];
        let ending = ending.into_iter().filter(|signal| !is_ignored(*signal));
        let Ok(mut signals) = Signals::new(ending.chain([SIGXFSZ])) else {
            return;
        };
        std::thread::spawn(move || {
            for signal in &mut signals {
                if signal == SIGXFSZ {
                    continue;
                }
                // Not given back: nothing new is begun while the program ends.
                let unfinished = lock();
                if let Some(path) = unfinished.as_deref() {
                    let _ = if path.is_dir() {
                        std::fs::remove_dir_all(path)
                    } else {
                        std::fs::remove_file(path)
                    };
                }
                let _ = emulate_default_handler(signal);
            }
        });
    });
}

/// Whether whoever started the program told it to ignore the signal, as `nohup` does. Only Linux
/// says so to safe code; elsewhere a hang-up is taken to be ignored, and leaves the file.
#[cfg(unix)]
pub(super) fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let mask = lines
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    match mask {
        Some(mask) => mask & (1 << (signal - 1)) != 0,
        None => signal == signal_hook::consts::SIGHUP,
    }
}

/// From now on, an interrupt from the keyboard is for another program, as a pager, and doesn't end this
/// one.
#[cfg(unix)]
pub(super) fn outlive_interrupts() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    let seen = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, seen);
}

#[cfg(not(unix))]
pub(super) fn outlive_interrupts() {}

#[cfg(not(unix))]
fn watch() {}
