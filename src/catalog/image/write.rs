//! Makes an image from definitions and operations.

use std::collections::HashMap;

use super::format::{
    DATA_PLANE, HEADER, MAGIC, Meta, Section, UNCERTAIN, VERSION, put_number, put_strings,
};
use crate::bits::OperationSet;
use crate::catalog::expand::Expander;
use crate::catalog::source::{Source, SourceRole};
use crate::model::{Plane, RoleKind};
use crate::pattern::{ActionPattern, PatternSet, Wildcards};
use crate::text;

/// The image of a catalogue: the same bytes for the same content, whatever its order.
pub(crate) fn write(source: &Source) -> Vec<u8> {
    let mut operations: Vec<_> = source.operations.iter().collect();
    operations.sort_by(|a, b| {
        text::fold(&a.name)
            .cmp(&text::fold(&b.name))
            .then(a.plane.cmp(&b.plane))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| b.description.cmp(&a.description))
    });
    operations.dedup_by(|a, b| text::same(&a.name, &b.name) && a.plane == b.plane);
    let mut roles: Vec<&SourceRole> = source.roles.iter().collect();
    roles.sort_by(|a, b| text::order(&a.name, &b.name).then(a.id.cmp(&b.id)));

    let expander = Expander::new(operations.iter().map(|o| (o.name.as_str(), o.plane)));
    let mut patterns: Vec<&str> = roles.iter().flat_map(|role| role.patterns()).collect();
    patterns.sort_by(|a, b| text::order(a, b));
    patterns.dedup();

    let meta = Meta {
        source: source.label.clone(),
        date: source.date.clone(),
    };
    let meta = serde_json::to_vec(&meta).unwrap_or_default();
    let mut sections: Vec<(Section, Vec<u8>)> = vec![(Section::Meta, meta)];

    let mut names = Vec::new();
    put_strings(&mut names, operations.iter().map(|o| o.name.as_str()));
    sections.push((Section::Operations, names));
    let flags = operations.iter().map(|o| {
        let plane = if o.plane == Plane::Data {
            DATA_PLANE
        } else {
            0
        };
        plane | if o.plane_is_uncertain { UNCERTAIN } else { 0 }
    });
    sections.push((Section::Flags, flags.collect()));
    let mut pool = Vec::new();
    put_strings(&mut pool, patterns.iter().copied());
    sections.push((Section::Patterns, pool));

    let mut writer = RoleWriter {
        patterns: patterns
            .iter()
            .enumerate()
            .map(|(at, &p)| (p, at))
            .collect(),
        expander: &expander,
        reads: expander.expand(
            &ActionPattern::literal("*/read"),
            Plane::Control,
            Wildcards::Azure,
        ),
        texts: Vec::new(),
        text_numbers: HashMap::new(),
        sets: Vec::new(),
        set_numbers: HashMap::new(),
    };
    writer.set_of_reads();
    writer.set_of_escalation(&source.escalation);
    let (mut table, mut data) = (Vec::new(), Vec::new());
    for role in &roles {
        table.extend_from_slice(&role.id.unwrap_or(0).to_le_bytes());
        table.push(match role.kind {
            RoleKind::BuiltIn => 0,
            RoleKind::Custom => 1,
            RoleKind::Documented => 2,
        });
        table.extend_from_slice(&(data.len() as u32).to_le_bytes());
        writer.role(role, &mut data);
    }
    let mut role_names = Vec::new();
    put_strings(&mut role_names, roles.iter().map(|r| r.name.as_str()));
    let mut by_id: Vec<usize> = (0..roles.len())
        .filter(|&at| roles[at].id.is_some())
        .collect();
    by_id.sort_by_key(|&at| roles[at].id);
    let ids = by_id
        .iter()
        .flat_map(|&at| (at as u32).to_le_bytes())
        .collect();
    let mut sets = Vec::new();
    let mut offset = 0u32;
    sets.extend_from_slice(&(writer.sets.len() as u32).to_le_bytes());
    for set in &writer.sets {
        sets.extend_from_slice(&offset.to_le_bytes());
        offset += set.len() as u32;
    }
    sets.extend(writer.sets.iter().flatten());
    let mut texts = Vec::new();
    put_strings(&mut texts, writer.texts.iter().map(String::as_str));

    sections.push((Section::RoleNames, role_names));
    sections.push((Section::RoleTable, table));
    sections.push((Section::Roles, data));
    sections.push((Section::RoleIds, ids));
    sections.push((Section::Sets, sets));
    sections.push((Section::Texts, texts));
    sections.push((Section::Tasks, source.tasks.clone().into_bytes()));
    sections.push((Section::Escalation, source.escalation.clone().into_bytes()));
    sections.push((
        Section::ServiceRoles,
        source.service_roles.clone().into_bytes(),
    ));
    if roles.iter().any(|role| role.updated_on.is_some()) {
        let mut changes = Vec::new();
        let each = roles.iter().map(|r| r.updated_on.as_deref());
        put_strings(&mut changes, each.map(Option::unwrap_or_default));
        sections.push((Section::Changes, changes));
    }
    if operations.iter().any(|o| o.description.is_some()) {
        let mut descriptions = Vec::new();
        let each = operations.iter().map(|o| o.description.as_deref());
        put_strings(&mut descriptions, each.map(Option::unwrap_or_default));
        sections.push((Section::Descriptions, descriptions));
    }
    if !source.remarks.is_empty() {
        sections.push((Section::Remarks, source.remarks.clone().into_bytes()));
    }
    assemble(&sections)
}

fn assemble(sections: &[(Section, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend_from_slice(&(sections.len() as u32).to_le_bytes());
    let mut offset = HEADER + sections.len() * 12;
    for (section, bytes) in sections {
        for word in [*section as u32, offset as u32, bytes.len() as u32] {
            body.extend_from_slice(&word.to_le_bytes());
        }
        offset += bytes.len();
    }
    for (_, bytes) in sections {
        body.extend_from_slice(bytes);
    }
    let mut image = Vec::with_capacity(body.len() + 16);
    image.extend_from_slice(MAGIC);
    image.extend_from_slice(&VERSION.to_le_bytes());
    image.extend_from_slice(&crc32fast::hash(&body).to_le_bytes());
    image.extend_from_slice(&body);
    image
}

struct RoleWriter<'a> {
    patterns: HashMap<&'a str, usize>,
    expander: &'a Expander,
    reads: OperationSet,
    texts: Vec<String>,
    text_numbers: HashMap<String, usize>,
    sets: Vec<Vec<u8>>,
    set_numbers: HashMap<Vec<u8>, usize>,
}

impl RoleWriter<'_> {
    fn role(&mut self, role: &SourceRole, out: &mut Vec<u8>) {
        put_number(out, role.aliases.len());
        for alias in &role.aliases {
            let number = self.text(alias);
            put_number(out, number);
        }
        out.extend_from_slice(&role.published_as.unwrap_or(0).to_le_bytes());
        let description = role
            .description
            .as_deref()
            .map_or(0, |text| self.text(text) + 1);
        put_number(out, description);
        put_number(out, role.assignable_scopes.len());
        for scope in &role.assignable_scopes {
            let number = self.text(scope);
            put_number(out, number);
        }
        put_number(out, role.permissions.len());
        for permission in &role.permissions {
            for list in &permission.lists {
                put_number(out, list.len());
                for pattern in list {
                    put_number(
                        out,
                        self.patterns.get(pattern.as_str()).copied().unwrap_or(0),
                    );
                }
            }
            match &permission.condition {
                None => put_number(out, 0),
                Some((condition, version)) => {
                    let (condition, version) = (self.text(condition), self.text(version));
                    put_number(out, condition + 1);
                    put_number(out, version);
                }
            }
            let of = |at: usize| -> Vec<ActionPattern> {
                permission.lists[at]
                    .iter()
                    .map(|p| ActionPattern::literal(p.trim()))
                    .collect()
            };
            for (plane, at) in [(Plane::Control, 0), (Plane::Data, 2)] {
                let granted = self.expander.expand_set(
                    &PatternSet::new(of(at), of(at + 1)),
                    plane,
                    Wildcards::Azure,
                );
                let number = self.set(&granted);
                put_number(out, number);
            }
        }
    }

    fn text(&mut self, text: &str) -> usize {
        if let Some(&number) = self.text_numbers.get(text) {
            return number;
        }
        self.texts.push(text.to_owned());
        self.text_numbers
            .insert(text.to_owned(), self.texts.len() - 1);
        self.texts.len() - 1
    }

    /// Set 0 is every control read, the base of the sets that differ from it by little.
    fn set_of_reads(&mut self) {
        let mut bytes = vec![0];
        put_ranges(&mut bytes, &self.reads);
        self.sets.push(bytes);
    }

    /// Set 1 is every operation that leads to more rights.
    fn set_of_escalation(&mut self, list: &str) {
        let list: serde_json::Value = serde_json::from_str(list).unwrap_or_default();
        let mut escalation = OperationSet::new(self.reads.bound());
        for entry in list["entries"].as_array().into_iter().flatten() {
            let plane = match entry["plane"].as_str() {
                Some("data") => Plane::Data,
                _ => Plane::Control,
            };
            let action = entry["action"].as_str().unwrap_or_default().trim();
            let pattern = ActionPattern::literal(action);
            let found = self.expander.expand(&pattern, plane, Wildcards::Azure);
            escalation.union_with(&found);
        }
        let mut bytes = vec![0];
        put_ranges(&mut bytes, &escalation);
        self.sets.push(bytes);
    }

    /// A set is written as the ranges in which it differs from nothing or from every control read,
    /// whichever is shorter: a fifth of the roles start from `*/read`.
    fn set(&mut self, set: &OperationSet) -> usize {
        let differing = set.minus(&self.reads).union(&self.reads.minus(set));
        let bytes = [(0, set), (1, &differing)]
            .map(|(base, set)| {
                let mut bytes = vec![base];
                put_ranges(&mut bytes, set);
                bytes
            })
            .into_iter()
            .min_by_key(Vec::len)
            .unwrap_or_default();
        if let Some(&number) = self.set_numbers.get(&bytes) {
            return number;
        }
        self.sets.push(bytes.clone());
        self.set_numbers.insert(bytes, self.sets.len() - 1);
        self.sets.len() - 1
    }
}

fn put_ranges(out: &mut Vec<u8>, set: &OperationSet) {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for index in set.iter().map(crate::ids::OperationIx::index) {
        match ranges.last_mut() {
            Some((_, end)) if *end == index => *end += 1,
            _ => ranges.push((index, index + 1)),
        }
    }
    put_number(out, ranges.len());
    let mut at = 0;
    for (start, end) in ranges {
        put_number(out, start - at);
        put_number(out, end - start);
        at = end;
    }
}
