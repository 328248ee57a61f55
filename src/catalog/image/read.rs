//! Reads an image in place: opening checks it, and decodes only the section table.

use std::borrow::Cow;
use std::sync::Arc;

use super::format::{
    BLOCK, DATA_PLANE, HEADER, MAGIC, ROLE_RECORD, SECTIONS, Section, UNCERTAIN, VERSION,
    take_bytes, take_count, take_number,
};
use crate::bits::OperationSet;
use crate::ids::{OperationIx, RoleId, RoleIx};
use crate::model::{ConditionText, Permission, Plane, RoleDefinition, RoleKind};
use crate::pattern::{ActionPattern, PatternSet};
use crate::text;

/// Why bytes are no image that this program reads.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The magic number is missing.
    #[error("not a catalogue image")]
    Foreign,
    /// Written by a newer program.
    #[error("catalogue image of format {found}, this program reads up to format {VERSION}")]
    Newer {
        /// The version in the file.
        found: u32,
    },
    /// Cut short or altered.
    #[error("damaged catalogue image: {0}")]
    Damaged(&'static str),
}

/// An opened image.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    bytes: Cow<'static, [u8]>,
    sections: [(usize, usize); SECTIONS],
}

impl Image {
    /// Opens an image that this very program made, whose checksum is right.
    pub(crate) fn trusted(bytes: Cow<'static, [u8]>) -> Result<Self, ImageError> {
        Self::open(bytes, false)
    }

    /// Opens an image from outside, if its checksum is right.
    pub(crate) fn checked(bytes: Vec<u8>) -> Result<Self, ImageError> {
        Self::open(Cow::Owned(bytes), true)
    }

    fn open(bytes: Cow<'static, [u8]>, is_checked: bool) -> Result<Self, ImageError> {
        let word = |at: usize| -> Option<u32> {
            bytes
                .get(at..at + 4)
                .map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        };
        if !bytes.starts_with(MAGIC) {
            return Err(ImageError::Foreign);
        }
        let cut = ImageError::Damaged("it is cut short");
        let found = word(8).ok_or_else(|| cut.clone())?;
        if found > VERSION {
            return Err(ImageError::Newer { found });
        }
        let sum = word(12).ok_or_else(|| cut.clone())?;
        if is_checked && crc32fast::hash(&bytes[16..]) != sum {
            return Err(ImageError::Damaged("its checksum does not fit its content"));
        }
        let count = word(16).ok_or_else(|| cut.clone())? as usize;
        let mut sections = [(0, 0); SECTIONS];
        for number in 0..count {
            let at = HEADER + number * 12;
            let (Some(id), Some(offset), Some(length)) = (word(at), word(at + 4), word(at + 8))
            else {
                return Err(cut);
            };
            let (offset, length) = (offset as usize, length as usize);
            if offset
                .checked_add(length)
                .is_none_or(|end| end > bytes.len())
            {
                return Err(cut);
            }
            if let Some(slot) = sections.get_mut(id as usize) {
                *slot = (offset, length);
            }
        }
        let image = Self { bytes, sections };
        if is_checked {
            image.check_tables()?;
        }
        Ok(image)
    }

    /// Whether the tables fit each other, so that no index leads out of one. The lists inside are
    /// read with care instead: what they lack is empty.
    fn check_tables(&self) -> Result<(), ImageError> {
        let misfit = || Err(ImageError::Damaged("its tables do not fit each other"));
        let roles = self.role_count();
        let ids = self.section(Section::RoleIds).chunks_exact(4);
        let mut positions = ids.map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
        if self.strings(Section::Operations).len() != self.operation_count()
            || self.strings(Section::RoleNames).len() != roles
            || positions.any(|position| position >= roles)
        {
            return misfit();
        }
        Ok(())
    }

    /// The number of bytes.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    fn section(&self, section: Section) -> &[u8] {
        let (offset, length) = self.sections[section as usize];
        &self.bytes[offset..offset + length]
    }

    fn strings(&self, section: Section) -> Strings<'_> {
        Strings::new(self.section(section))
    }

    /// The JSON text of a section.
    pub(crate) fn json(&self, section: Section) -> &[u8] {
        self.section(section)
    }

    pub(crate) fn operation_count(&self) -> usize {
        self.section(Section::Flags).len()
    }

    pub(crate) fn operation_name(&self, operation: OperationIx) -> String {
        self.strings(Section::Operations).get(operation.index())
    }

    pub(crate) fn plane(&self, operation: OperationIx) -> Plane {
        match self.flags(operation) & DATA_PLANE {
            0 => Plane::Control,
            _ => Plane::Data,
        }
    }

    pub(crate) fn plane_is_uncertain(&self, operation: OperationIx) -> bool {
        self.flags(operation) & UNCERTAIN != 0
    }

    pub(crate) fn description(&self, operation: OperationIx) -> Option<String> {
        let text = self.strings(Section::Descriptions).get(operation.index());
        (!text.is_empty()).then_some(text)
    }

    fn flags(&self, operation: OperationIx) -> u8 {
        self.section(Section::Flags)
            .get(operation.index())
            .copied()
            .unwrap_or(0)
    }

    /// The operations with this folded name: none, one, or one in each plane.
    pub(crate) fn find_operation(&self, folded: &str) -> Vec<OperationIx> {
        let names = self.strings(Section::Operations);
        let first = names.lower_bound(folded);
        (first..(first + 2).min(names.len()))
            .filter(|&at| text::same(&names.get(at), folded))
            .map(OperationIx::new)
            .collect()
    }

    /// Calls `visit` with every operation name that begins with `folded`, in order.
    pub(crate) fn for_each_with_prefix(&self, folded: &str, mut visit: impl FnMut(&str)) {
        let names = self.strings(Section::Operations);
        let first = names.lower_bound(folded);
        for block in first / BLOCK..names.len().div_ceil(BLOCK) {
            let mut beyond = false;
            let mut at = block * BLOCK;
            names.walk_block(block, (names.len() - at).min(BLOCK), |name| {
                if at >= first && !beyond {
                    beyond = !text::starts_with(name, folded);
                    if !beyond {
                        visit(name);
                    }
                }
                at += 1;
            });
            if beyond {
                return;
            }
        }
    }

    /// Whether any operation name begins with `folded`.
    pub(crate) fn has_prefix(&self, folded: &str) -> bool {
        let names = self.strings(Section::Operations);
        text::starts_with(&names.get(names.lower_bound(folded)), folded)
    }

    /// The first segment of every operation name, each once.
    pub(crate) fn namespaces(&self) -> Vec<String> {
        let names = self.strings(Section::Operations);
        let mut found = Vec::new();
        let mut at = 0;
        while at < names.len() {
            let name = names.get(at);
            let namespace = name.split('/').next().unwrap_or_default();
            // `0` is the character after `/`: no name of this namespace lies behind it.
            let next = names.lower_bound(&format!("{}0", text::fold(namespace)));
            found.push(namespace.to_owned());
            at = next.max(at + 1);
        }
        found
    }

    /// Calls `visit` with every operation name and plane, in order.
    pub(crate) fn for_each_operation(&self, mut visit: impl FnMut(&str, Plane)) {
        let mut at = 0;
        self.strings(Section::Operations).for_each(|name| {
            visit(name, self.plane(OperationIx::new(at)));
            at += 1;
        });
    }

    pub(crate) fn role_count(&self) -> usize {
        self.section(Section::RoleTable).len() / ROLE_RECORD
    }

    pub(crate) fn role_name(&self, role: RoleIx) -> String {
        self.strings(Section::RoleNames).get(role.index())
    }

    pub(crate) fn role_id(&self, role: RoleIx) -> Option<RoleId> {
        match self.record(role).0 {
            0 => None,
            id => Some(RoleId::from_u128(id)),
        }
    }

    pub(crate) fn role_kind(&self, role: RoleIx) -> RoleKind {
        self.record(role).1
    }

    fn record(&self, role: RoleIx) -> (u128, RoleKind, usize) {
        let at = role.index() * ROLE_RECORD;
        let Some(record) = self.section(Section::RoleTable).get(at..at + ROLE_RECORD) else {
            return (0, RoleKind::Documented, usize::MAX);
        };
        let mut id = [0; 16];
        id.copy_from_slice(&record[..16]);
        let kind = match record[16] {
            0 => RoleKind::BuiltIn,
            1 => RoleKind::Custom,
            _ => RoleKind::Documented,
        };
        let mut offset = [0; 4];
        offset.copy_from_slice(&record[17..21]);
        (
            u128::from_le_bytes(id),
            kind,
            u32::from_le_bytes(offset) as usize,
        )
    }

    pub(crate) fn find_role_id(&self, id: RoleId) -> Option<RoleIx> {
        let ids = self.section(Section::RoleIds);
        let at = |position: usize| -> RoleIx {
            let bytes = ids.get(position * 4..position * 4 + 4).unwrap_or(&[0; 4]);
            RoleIx::new(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
        };
        let (mut low, mut high) = (0, ids.len() / 4);
        while low < high {
            let middle = low.midpoint(high);
            match self.record(at(middle)).0.cmp(&id.to_u128()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(at(middle)),
            }
        }
        None
    }

    /// The roles with exactly this name, in any case.
    pub(crate) fn find_role_name(&self, name: &str) -> Vec<RoleIx> {
        let names = self.strings(Section::RoleNames);
        let first = names.lower_bound(&text::fold(name));
        (first..names.len())
            .take_while(|&at| text::same(&names.get(at), name))
            .map(RoleIx::new)
            .collect()
    }

    /// The definition of a role, decoded.
    pub(crate) fn role(&self, role: RoleIx) -> RoleDefinition {
        let (_, kind, offset) = self.record(role);
        let mut data = self.section(Section::Roles).get(offset..).unwrap_or(&[]);
        let texts = self.strings(Section::Texts);
        let patterns = self.strings(Section::Patterns);
        let text = |number: usize| -> Arc<str> { Arc::from(texts.get(number)) };
        let aliases = (0..take_count(&mut data))
            .map(|_| text(take_number(&mut data)))
            .collect();
        let mut published_as = [0; 16];
        let bytes = take_bytes(&mut data, 16);
        published_as[..bytes.len()].copy_from_slice(bytes);
        let published_as = match u128::from_le_bytes(published_as) {
            0 => None,
            id => Some(RoleId::from_u128(id)),
        };
        let description = match take_number(&mut data) {
            0 => None,
            number => Some(text(number - 1)),
        };
        let assignable_scopes = (0..take_count(&mut data))
            .map(|_| text(take_number(&mut data)))
            .collect();
        let permissions = (0..take_count(&mut data))
            .map(|_| {
                let mut list = || -> Vec<ActionPattern> {
                    (0..take_count(&mut data))
                        .map(|_| {
                            ActionPattern::literal(patterns.get(take_number(&mut data)).trim())
                        })
                        .collect()
                };
                let control = PatternSet::new(list(), list());
                let data_plane = PatternSet::new(list(), list());
                let condition = match take_number(&mut data) {
                    0 => None,
                    number => Some(ConditionText {
                        text: text(number - 1),
                        version: text(take_number(&mut data)),
                    }),
                };
                let _sets = (take_number(&mut data), take_number(&mut data));
                Permission {
                    control,
                    data: data_plane,
                    condition,
                }
            })
            .collect();
        RoleDefinition {
            id: self.role_id(role),
            name: Arc::from(self.role_name(role)),
            aliases,
            kind,
            published_as,
            description,
            permissions,
            assignable_scopes,
            updated_on: Some(self.strings(Section::Changes).get(role.index()))
                .filter(|changed| !changed.is_empty())
                .map(Arc::from),
            gap: None,
            place: None,
        }
    }

    /// The operations that each permission of a role grants today in the two planes, under
    /// [`crate::Wildcards::Azure`], and whether the permission has a condition.
    pub(crate) fn granted(&self, role: RoleIx) -> Vec<GrantedSets> {
        let mut data = self
            .section(Section::Roles)
            .get(self.record(role).2..)
            .unwrap_or(&[]);
        for _ in 0..take_count(&mut data) {
            take_number(&mut data);
        }
        take_bytes(&mut data, 16);
        take_number(&mut data);
        for _ in 0..take_count(&mut data) {
            take_number(&mut data);
        }
        (0..take_count(&mut data))
            .map(|_| {
                for _ in 0..4 {
                    for _ in 0..take_count(&mut data) {
                        take_number(&mut data);
                    }
                }
                let conditional = take_number(&mut data) != 0;
                if conditional {
                    take_number(&mut data);
                }
                let (control, data) = (take_number(&mut data), take_number(&mut data));
                GrantedSets {
                    control,
                    data,
                    conditional,
                }
            })
            .collect()
    }

    /// An operation set by its number.
    pub(crate) fn set(&self, number: usize) -> OperationSet {
        let mut set = OperationSet::new(self.operation_count());
        let base = self.for_each_range(number, |range| set.insert_range(range));
        if base == 0 {
            return set;
        }
        let reads = self.set(0);
        reads.minus(&set).union(&set.minus(&reads))
    }

    /// Whether an operation is in a set, without decoding the set.
    pub(crate) fn set_contains(&self, number: usize, operation: OperationIx) -> bool {
        let mut found = false;
        let base = self.for_each_range(number, |range| found |= range.contains(&operation.index()));
        found != (base != 0 && self.set_contains(0, operation))
    }

    fn for_each_range(
        &self,
        number: usize,
        mut visit: impl FnMut(std::ops::Range<usize>),
    ) -> usize {
        let section = self.section(Section::Sets);
        let word = |at: usize| -> usize {
            section
                .get(at..at + 4)
                .map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
        };
        let count = word(0);
        if number >= count {
            return 0;
        }
        let start = 4 + count * 4 + word(4 + number * 4);
        let mut bytes = section.get(start..).unwrap_or(&[]);
        let base = take_number(&mut bytes).min(number);
        let mut at = 0;
        for _ in 0..take_count(&mut bytes) {
            let start = take_number(&mut bytes).saturating_add(at);
            at = take_number(&mut bytes).saturating_add(start);
            visit(start..at);
        }
        base
    }
}

/// Set numbers of one permission, for [`Image::set`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct GrantedSets {
    pub(crate) control: usize,
    pub(crate) data: usize,
    pub(crate) conditional: bool,
}

/// A front-coded list of strings.
#[derive(Clone, Copy)]
struct Strings<'a> {
    count: usize,
    offsets: &'a [u8],
    blocks: &'a [u8],
}

impl<'a> Strings<'a> {
    fn new(section: &'a [u8]) -> Self {
        let mut rest = section;
        let head = take_bytes(&mut rest, 4);
        let count = head
            .try_into()
            .map_or(0, |word| u32::from_le_bytes(word) as usize);
        let offsets = take_bytes(&mut rest, count.div_ceil(BLOCK) * 4);
        Self {
            count: count.min(offsets.len() / 4 * BLOCK),
            offsets,
            blocks: rest,
        }
    }

    fn len(self) -> usize {
        self.count
    }

    fn block(self, block: usize) -> &'a [u8] {
        let offset = self
            .offsets
            .get(block * 4..block * 4 + 4)
            .map_or(usize::MAX, |b| {
                u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize
            });
        self.blocks.get(offset..).unwrap_or(&[])
    }

    fn get(self, position: usize) -> String {
        let mut found = String::new();
        if position < self.count {
            self.walk_block(position / BLOCK, position % BLOCK + 1, |name| {
                found.clear();
                found.push_str(name);
            });
        }
        found
    }

    fn walk_block(self, block: usize, count: usize, mut visit: impl FnMut(&str)) {
        let mut bytes = self.block(block);
        let mut current: Vec<u8> = Vec::with_capacity(96);
        for within in 0..count {
            let shared = if within == 0 {
                0
            } else {
                take_number(&mut bytes)
            };
            let length = take_number(&mut bytes);
            current.truncate(shared);
            current.extend_from_slice(take_bytes(&mut bytes, length));
            visit(std::str::from_utf8(&current).unwrap_or_default());
        }
    }

    fn for_each(self, mut visit: impl FnMut(&str)) {
        for block in 0..self.count.div_ceil(BLOCK) {
            self.walk_block(block, (self.count - block * BLOCK).min(BLOCK), &mut visit);
        }
    }

    /// The position of the first string whose folded form is not below `folded`.
    fn lower_bound(self, folded: &str) -> usize {
        let below = |name: &str| *text::fold(name) < *folded;
        let blocks = self.count.div_ceil(BLOCK);
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = low.midpoint(high);
            let mut first_is_below = false;
            self.walk_block(middle, 1, |name| first_is_below = below(name));
            if first_is_below {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else {
            return 0;
        };
        let mut position = block * BLOCK;
        let mut found = None;
        self.walk_block(block, (self.count - block * BLOCK).min(BLOCK), |name| {
            if found.is_none() && !below(name) {
                found = Some(position);
            }
            position += 1;
        });
        found.unwrap_or(position)
    }
}
