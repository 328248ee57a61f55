//! Newtypes for the identifiers of the field, and typed indices into tables.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::text;

/// The GUID of a role definition: the key by which roles are joined (azure-rbac.md G6, P15, P16).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleId(u128);

impl RoleId {
    /// Reads a GUID, dashed or as 32 hexadecimal digits, in any case, or the last segment of a
    /// full role definition id (G4, G6).
    pub fn parse(text: &str) -> Option<Self> {
        let tail = text
            .trim()
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        parse_guid(tail).map(Self)
    }

    /// The GUID as a number, most significant digit first.
    pub fn to_u128(self) -> u128 {
        self.0
    }

    /// The id of the GUID that [`RoleId::to_u128`] gives.
    pub fn from_u128(value: u128) -> Self {
        Self(value)
    }
}

impl fmt::Display for RoleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_guid(self.0, f)
    }
}

impl fmt::Debug for RoleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_guid(self.0, f)
    }
}

/// The object id of a principal (PR-1), lower case; a GUID is dashed.
///
/// Ids are looked up several times for every record of a tenant, so a GUID stands beside its text:
/// it is hashed and compared without a look at the text.
#[derive(Clone)]
pub struct PrincipalId {
    guid: [u64; 2],
    text: Arc<str>,
}

/// In place of a GUID where the id is none. The GUID that reads the same goes by its text too.
const NO_GUID: [u64; 2] = [u64::MAX; 2];

/// The id that stands for every principal in a deny assignment (PR-5).
const ALL_PRINCIPALS: &str = "00000000-0000-0000-0000-000000000000";

impl PrincipalId {
    /// The normalised id. Text that is no GUID is kept, lower case, so that nothing is lost.
    pub fn new(text: &str) -> Self {
        let trimmed = text.trim();
        match parse_guid(trimmed) {
            Some(guid) => Self::of_guid(guid, trimmed),
            None => Self {
                guid: NO_GUID,
                text: Arc::from(text::fold(trimmed).as_ref()),
            },
        }
    }

    /// The id of a GUID, of which a text is at hand that may be its normal form.
    pub(crate) fn of_guid(guid: u128, text: &str) -> Self {
        let text = if is_dashed_lower(text) {
            Arc::from(text)
        } else {
            Arc::from(Guid(guid).to_string())
        };
        Self {
            guid: halves(guid),
            text,
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The key that [`IdKey::of_principal`] gives for it.
    pub(crate) fn key(&self) -> IdKey {
        match self.guid {
            NO_GUID => IdKey::of_principal(&self.text),
            [high, low] => IdKey::Guid(u128::from(high) << 64 | u128::from(low)),
        }
    }

    /// A text that means this id, shared with the id where it is its normal form.
    pub(crate) fn text_as_written(&self, text: &str) -> Arc<str> {
        if *self.text == *text {
            Arc::clone(&self.text)
        } else {
            Arc::from(text)
        }
    }

    /// Whether this is the id that stands for every principal (PR-5).
    pub fn is_all_principals(&self) -> bool {
        &*self.text == ALL_PRINCIPALS
    }
}

impl PartialEq for PrincipalId {
    fn eq(&self, other: &Self) -> bool {
        self.guid == other.guid && (self.guid != NO_GUID || self.text == other.text)
    }
}

impl Eq for PrincipalId {}

impl Hash for PrincipalId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        if self.guid == NO_GUID {
            self.text.hash(state);
        } else {
            self.guid.into_iter().for_each(|half| state.write_u64(half));
        }
    }
}

impl PartialOrd for PrincipalId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PrincipalId {
    fn cmp(&self, other: &Self) -> Ordering {
        // Dashed digits of one length have the order of the numbers.
        if self.guid == NO_GUID || other.guid == NO_GUID {
            self.text.cmp(&other.text)
        } else {
            self.guid.cmp(&other.guid)
        }
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What tells records apart that go by a GUID: the number, or the name of those that have none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum IdKey {
    /// The usual case.
    Guid(u128),
    /// A name that is no GUID, lower case.
    Name(Box<str>),
}

impl IdKey {
    /// The key of an assignment's full id or of its last segment, whatever the form of the rest.
    pub(crate) fn of_assignment(id: &str) -> Self {
        let tail = id
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        Self::of_text(tail)
    }

    /// The key of a principal's object id.
    pub(crate) fn of_principal(id: &str) -> Self {
        Self::of_text(id.trim())
    }

    fn of_text(text: &str) -> Self {
        parse_guid(text).map_or_else(|| Self::Name(text::fold(text).into()), Self::Guid)
    }
}

struct Guid(u128);

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_guid(self.0, f)
    }
}

fn write_guid(value: u128, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        value >> 96,
        (value >> 80) & 0xffff,
        (value >> 64) & 0xffff,
        (value >> 48) & 0xffff,
        value & 0xffff_ffff_ffff
    )
}

fn halves(guid: u128) -> [u64; 2] {
    let half = |bits: u128| u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(u64::MAX);
    [half(guid >> 64), half(guid)]
}

fn is_dashed_lower(text: &str) -> bool {
    text.len() == 36 && !text.bytes().any(|b| b.is_ascii_uppercase())
}

/// The GUID that a resource id ends in.
pub(crate) fn guid_at_end(id: &str) -> Option<&str> {
    let (path, last) = id.trim().trim_end_matches('/').rsplit_once('/')?;
    (path.starts_with('/') && parse_guid(last).is_some()).then_some(last)
}

/// Reads a GUID in dashed or 32-digit form, braces tolerated; `None` for anything else.
pub(crate) fn parse_guid(text: &str) -> Option<u128> {
    let text = text
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .unwrap_or(text);
    let bytes = text.as_bytes();
    let mut digits = [0; 32];
    match bytes.len() {
        32 => digits.copy_from_slice(bytes),
        36 if [8, 13, 18, 23].iter().all(|&at| bytes[at] == b'-') => {
            digits[..8].copy_from_slice(&bytes[..8]);
            digits[8..12].copy_from_slice(&bytes[9..13]);
            digits[12..16].copy_from_slice(&bytes[14..18]);
            digits[16..20].copy_from_slice(&bytes[19..23]);
            digits[20..].copy_from_slice(&bytes[24..]);
        }
        _ => return None,
    }
    let (high, low) = digits.split_at(16);
    Some(u128::from(parse_hex(high)?) << 64 | u128::from(parse_hex(low)?))
}

/// A GUID as Azure writes it: with hyphens, in lower case.
pub(crate) fn guid_text(guid: u128) -> String {
    RoleId(guid).to_string()
}

/// Up to 16 hexadecimal digits in any case.
fn parse_hex(digits: &[u8]) -> Option<u64> {
    let mut value = 0u64;
    let mut seen = 0u8;
    for &byte in digits {
        let digit = HEX[usize::from(byte)];
        seen |= digit;
        value = value << 4 | u64::from(digit & 0xf);
    }
    (seen <= 0xf).then_some(value)
}

/// The value of each byte as a hexadecimal digit; 0xff for what is none.
const HEX: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut digit = 0;
    while digit < 16 {
        table[b"0123456789abcdef"[digit as usize] as usize] = digit;
        table[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    table
};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(u32);

        impl $name {
            /// The index at `position`.
            pub fn new(position: usize) -> Self {
                Self(u32::try_from(position).unwrap_or(u32::MAX))
            }

            /// The position in the table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl From<usize> for $name {
            fn from(position: usize) -> Self {
                Self::new(position)
            }
        }

        impl From<$name> for usize {
            fn from(index: $name) -> usize {
                index.index()
            }
        }
    };
}

index!(
    /// An operation of a catalogue: its position in the order of folded name, then plane.
    OperationIx
);
index!(
    /// A role definition in a table of roles.
    RoleIx
);
index!(
    /// An input file, in the order read.
    FileIx
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn role_ids_are_read_in_every_form() {
        let reader = RoleId::parse("acdd72a7-3385-48ef-bd42-f606fba81ae7").unwrap();
        for form in [
            "ACDD72A7-3385-48EF-BD42-F606FBA81AE7",
            "acdd72a7338548efbd42f606fba81ae7",
            "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "/providers/Microsoft.Authorization/RoleDefinitions/ACDD72A7-3385-48EF-BD42-F606FBA81AE7/",
        ] {
            assert_eq!(RoleId::parse(form), Some(reader), "{form}");
        }
        assert_eq!(reader.to_string(), "acdd72a7-3385-48ef-bd42-f606fba81ae7");
        assert_eq!(RoleId::parse("Reader"), None);
        assert_eq!(RoleId::parse("acdd72a7-3385-48ef-bd42_f606fba81ae7"), None);
    }

    #[test]
    fn principal_ids_ignore_case_and_dashes() {
        let dashed = PrincipalId::new("997E45F5-be1e-4b29-b8e9-a018298aeec2");
        assert_eq!(dashed, PrincipalId::new("997e45f5be1e4b29b8e9a018298aeec2"));
        assert_eq!(PrincipalId::new(" Odd ").as_str(), "odd");
        assert!(PrincipalId::new(ALL_PRINCIPALS).is_all_principals());
    }
}
