//! Long lists of records, read piece by piece: a second thread reads and hashes the file while this
//! one takes the records in, and no more than a few pieces are in memory.
//!
//! That is for plain lists, as `az … list` prints them, and for member lists under the ids of their
//! groups. Everything else is read whole.

mod keyed;
mod list;
#[cfg(test)]
mod tests;
mod window;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use super::files::{self, Sha256Sum};
use super::fragment::Fragment;
use crate::span::{Diagnostic, Place};
use keyed::Keyed;
use list::List;
use window::Window;

/// From this size on a list is read in pieces.
const LARGE: u64 = 8 << 20;

/// How the file is cut.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// How much of the file a piece holds, in bytes.
    piece: usize,
    /// Room before each piece for the record that the one before it cut off.
    headroom: usize,
}

const CUT: Cut = Cut {
    piece: 1 << 20,
    headroom: 64 << 10,
};

/// How many pieces there are: one read, one waiting, one taken in.
const PIECES: usize = 3;

/// A long list of records, opened.
#[derive(Debug)]
pub(super) struct LongList {
    pub(super) path: Arc<str>,
    pub(super) size: u64,
    stem: String,
    form: Form,
    file: File,
}

/// What a long file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A list of records.
    List,
    /// Members under the ids of their groups.
    Keyed,
}

impl Form {
    fn of(head: &[u8]) -> Option<Self> {
        // UTF-16 has zeros between its letters.
        if head.contains(&0) {
            None
        } else if head.trim_ascii_start().starts_with(b"[") {
            Some(Self::List)
        } else if keyed::begins_with_members(head) {
            Some(Self::Keyed)
        } else {
            None
        }
    }
}

/// Opens a file that is to be read in pieces; `None` for any other, and for what can't be opened.
pub(super) fn open(path: &Path) -> Option<LongList> {
    let mut file = File::open(path).ok()?;
    let about = file.metadata().ok()?;
    if !about.is_file() || about.len() < LARGE {
        return None;
    }
    let mut head = [0; 1024];
    file.read_exact(&mut head).ok()?;
    file.rewind().ok()?;
    super::forms::is_plain(&head).then_some(())?;
    Some(LongList {
        path: Arc::from(files::shown(path)),
        size: about.len(),
        stem: files::stem_of(path),
        form: Form::of(&head)?,
        file,
    })
}

impl LongList {
    /// Takes the records in; what can't be read becomes a diagnostic.
    pub(super) fn read(self, fragment: &mut Fragment) {
        fragment.begin(&self.path, &self.stem);
        let digest = read((self.file, self.form), CUT, &self.path, fragment);
        fragment.end(digest);
    }
}

/// Takes the records of a list in, and gives the digest of the bytes.
fn read(
    (source, form): (impl Read + Send, Form),
    cut: Cut,
    path: &Arc<str>,
    fragment: &mut Fragment,
) -> String {
    let (deliver, full) = sync_channel(1);
    let (give_back, free) = channel();
    for _ in 0..PIECES {
        // The other end is in hand.
        let _ = give_back.send(Vec::new());
    }
    thread::scope(|scope| {
        let digest = scope.spawn(move || read_pieces(source, cut, &free, &deliver));
        let mut window = Window::new(cut, full, give_back);
        match form {
            Form::List => window.take_in(List::new(fragment), path, fragment),
            Form::Keyed => window.take_in(Keyed::new(), path, fragment),
        }
        // What was not taken in is hashed all the same.
        while window.more() {
            window.drop_rest();
        }
        if let Some(error) = window.failed() {
            let message = format!("can't read `{path}` to its end: {}", files::reason(error));
            let diagnostic = Diagnostic::error("unreadable-file", message);
            fragment.note(diagnostic.at(Place::whole(path)).records_lost());
        }
        digest.join().unwrap_or_default()
    })
}

/// Reads pieces into the buffers that come back, until the end or a failure.
fn read_pieces(
    mut source: impl Read,
    cut: Cut,
    free: &Receiver<Vec<u8>>,
    deliver: &SyncSender<io::Result<Vec<u8>>>,
) -> String {
    let mut sum = Sha256Sum::default();
    while let Ok(mut piece) = free.recv() {
        piece.clear();
        piece.resize(cut.headroom, 0);
        let limit = u64::try_from(cut.piece).unwrap_or(u64::MAX);
        let read = source.by_ref().take(limit).read_to_end(&mut piece);
        let delivered = match read {
            Ok(0) => break,
            Ok(_) => {
                sum.add(&piece[cut.headroom..]);
                deliver.send(Ok(piece))
            }
            Err(error) => {
                let _ = deliver.send(Err(error));
                break;
            }
        };
        if delivered.is_err() {
            break;
        }
    }
    sum.hex()
}
