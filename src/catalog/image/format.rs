//! The bytes of a catalogue image.
//!
//! ```text
//! magic  "rolecall"                     8 bytes
//! format version                        u32
//! CRC-32 of everything after this word  u32
//! number of sections                    u32
//! per section: id, offset, length       3 x u32
//! sections
//! ```
//!
//! Numbers are little-endian; inside sections, LEB128. A list of strings is front-coded in blocks
//! of [`BLOCK`]: each string but the first of a block gives the number of bytes it shares with the
//! one before. The block table makes any string reachable without decoding the rest.

/// First bytes of every image.
pub(crate) const MAGIC: &[u8; 8] = b"rolecall";
/// The version this program writes, and the newest it reads.
pub(crate) const VERSION: u32 = 1;
/// Strings per front-coded block.
pub(crate) const BLOCK: usize = 16;
/// Bytes before the section table.
pub(crate) const HEADER: usize = 20;

/// The section [`Section::Meta`].
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Meta {
    /// `core` or `imported`.
    pub(crate) source: String,
    /// The day of what it holds, `YYYY-MM-DD`.
    pub(crate) date: String,
}

/// The sections of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub(crate) enum Section {
    /// JSON: [`Meta`].
    Meta = 1,
    /// Strings: operation names by folded name, then plane.
    Operations = 2,
    /// One byte an operation: [`DATA_PLANE`] and [`UNCERTAIN`].
    Flags = 3,
    /// Strings: every pattern, by folded text.
    Patterns = 4,
    /// Strings: role names by folded name.
    RoleNames = 5,
    /// Per role, in the order of names: id (16 bytes), kind (1), offset into `Roles` (4).
    RoleTable = 6,
    /// Per role: aliases, lists, conditions, set numbers.
    Roles = 7,
    /// `u32` per role that has an id: its position, in the order of ids.
    RoleIds = 8,
    /// Offsets, then encoded operation sets: first [`READS`] and [`ESCALATION`], then what
    /// permissions grant.
    Sets = 9,
    /// Strings: conditions, descriptions, scopes and aliases, in order of first use.
    Texts = 10,
    /// JSON: tasks.
    Tasks = 11,
    /// JSON: operations that count as escalation.
    Escalation = 12,
    /// JSON: roles meant for a Microsoft service.
    ServiceRoles = 13,
    /// Strings: when each role was last changed, in the order of names, empty where its source
    /// doesn't say. Left out where none does.
    Changes = 14,
    /// Strings: what each operation does, in the order of `Operations`, empty where nothing says it.
    /// Left out where nothing says it of any.
    Descriptions = 15,
    /// JSON: what to know of operations, by folded name.
    Remarks = 16,
}

/// One more than the highest number of a section.
pub(crate) const SECTIONS: usize = Section::Remarks as usize + 1;

/// Flag of an operation: data plane.
pub(crate) const DATA_PLANE: u8 = 1;
/// Flag of an operation: its plane is a guess.
pub(crate) const UNCERTAIN: u8 = 2;
/// Bytes of a record of [`Section::RoleTable`].
pub(crate) const ROLE_RECORD: usize = 21;

/// The set of every control operation that ends in `/read`.
pub(crate) const READS: usize = 0;
/// The set of every operation that the list in [`Section::Escalation`] matches, under
/// [`crate::pattern::Wildcards::Azure`].
pub(crate) const ESCALATION: usize = 1;

/// Appends a number in LEB128.
pub(crate) fn put_number(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Takes a number in LEB128 off the front of `bytes`; 0 past the end.
pub(crate) fn take_number(bytes: &mut &[u8]) -> usize {
    let (mut value, mut shift) = (0usize, 0u32);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        value |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte & 0x80 == 0 {
            break;
        }
        shift = shift.saturating_add(7);
    }
    value
}

/// Takes the length of a list off the front: each element takes a byte at least, so a length that
/// the rest can't hold is cut.
pub(crate) fn take_count(bytes: &mut &[u8]) -> usize {
    take_number(bytes).min(bytes.len())
}

/// Takes `length` bytes off the front; fewer past the end.
pub(crate) fn take_bytes<'a>(bytes: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, rest) = bytes.split_at(length.min(bytes.len()));
    *bytes = rest;
    taken
}

/// Appends a list of strings: count, block offsets, blocks.
pub(crate) fn put_strings<'a>(out: &mut Vec<u8>, strings: impl ExactSizeIterator<Item = &'a str>) {
    let count = strings.len();
    let mut blocks = Vec::new();
    let mut offsets = Vec::new();
    let mut previous: &[u8] = &[];
    for (position, string) in strings.enumerate() {
        let bytes = string.as_bytes();
        if position % BLOCK == 0 {
            offsets.push(blocks.len() as u32);
            put_number(&mut blocks, bytes.len());
            blocks.extend_from_slice(bytes);
        } else {
            let shared = previous
                .iter()
                .zip(bytes)
                .take_while(|(a, b)| a == b)
                .count();
            put_number(&mut blocks, shared);
            put_number(&mut blocks, bytes.len() - shared);
            blocks.extend_from_slice(&bytes[shared..]);
        }
        previous = bytes;
    }
    out.extend_from_slice(&(count as u32).to_le_bytes());
    for offset in offsets {
        out.extend_from_slice(&offset.to_le_bytes());
    }
    out.extend_from_slice(&blocks);
}
