//! Newtypes for the identifiers of the field, and typed indices into tables.

use std::fmt;
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
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrincipalId(Arc<str>);

/// The id that stands for every principal in a deny assignment (PR-5).
const ALL_PRINCIPALS: &str = "00000000-0000-0000-0000-000000000000";

impl PrincipalId {
    /// The normalised id. Text that is no GUID is kept, lower case, so that nothing is lost.
    pub fn new(text: &str) -> Self {
        let trimmed = text.trim();
        match parse_guid(trimmed) {
            Some(guid) if !is_dashed_lower(trimmed) => Self(Arc::from(Guid(guid).to_string())),
            _ => Self(Arc::from(text::fold(trimmed).as_ref())),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the id that stands for every principal (PR-5).
    pub fn is_all_principals(&self) -> bool {
        &*self.0 == ALL_PRINCIPALS
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for PrincipalId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What tells assignments apart: the name at the end of their id, whatever the form of the rest.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum AssignmentKey {
    /// The usual case.
    Guid(u128),
    /// A name that is no GUID, lower case.
    Name(Box<str>),
}

impl AssignmentKey {
    /// The key of a full id or of its last segment.
    pub(crate) fn of(id: &str) -> Self {
        let tail = id
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        parse_guid(tail).map_or_else(|| Self::Name(text::fold(tail).into()), Self::Guid)
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

fn is_dashed_lower(text: &str) -> bool {
    text.len() == 36 && !text.bytes().any(|b| b.is_ascii_uppercase())
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
