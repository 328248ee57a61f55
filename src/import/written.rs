//! Role definitions with every entry as its file has it: text with its blanks, and the JSON pointer
//! where it stands. For checks of the file itself; everything else goes by the model.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::document;
use super::files::{self, InputSource};
use super::fragment::Fragment;
use crate::model::{Permission, Plane, RoleDefinition, Tenant};
use crate::pattern::{ActionPattern, PatternList};
use crate::span::{Place, Position};
use crate::text;

/// A role definition and the entries of its lists as they are written.
#[derive(Clone, Debug)]
pub struct WrittenRole {
    /// What the definition means.
    pub role: RoleDefinition,
    /// Its actions, not actions, data actions and not data actions, in the order of the model.
    pub entries: Vec<WrittenEntry>,
    /// Its assignable scopes.
    pub scopes: Vec<WrittenScope>,
}

/// An entry of one of the four lists of a permission.
#[derive(Clone, Debug)]
pub struct WrittenEntry {
    /// Which of the permissions, from 0.
    pub permission: usize,
    /// The plane of the list.
    pub plane: Plane,
    /// Whether the list grants or takes back.
    pub list: PatternList,
    /// Its position among the patterns of the model's list.
    pub position: usize,
    /// The text, with its blanks.
    pub text: Arc<str>,
    /// The pattern it means.
    pub pattern: ActionPattern,
    /// Where it stands; the whole record where the file can't be pointed into.
    pub place: Option<Place>,
}

/// An assignable scope.
#[derive(Clone, Debug)]
pub struct WrittenScope {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// Reads all sources like [`super::read`], and keeps how role definitions are written.
pub fn read_roles(sources: &[InputSource]) -> (Tenant, Vec<WrittenRole>) {
    let mut fragment = Fragment::default();
    let mut documents: HashMap<Arc<str>, Value> = HashMap::new();
    files::for_each(sources, |file| match file {
        Ok(file) => {
            document::read(&file, &mut fragment);
            if let Ok(value) = serde_json::from_slice(&file.text) {
                documents.insert(Arc::clone(&file.path), value);
            }
        }
        Err(diagnostic) => fragment.tenant.diagnostics.push(diagnostic),
    });
    let tenant = fragment.finish();
    let roles = tenant
        .role_definitions
        .iter()
        .map(|role| written(role, &documents))
        .collect();
    (tenant, roles)
}

impl WrittenRole {
    /// A definition that stands in no file, or whose entries can't be pointed at.
    pub fn unwritten(role: RoleDefinition) -> Self {
        Self {
            entries: plain_entries(&role),
            scopes: plain_scopes(&role),
            role,
        }
    }
}

fn written(role: &RoleDefinition, documents: &HashMap<Arc<str>, Value>) -> WrittenRole {
    let plain = WrittenRole::unwritten(role.clone());
    let Some(place) = &role.place else {
        return plain;
    };
    let Some(document) = documents.get(&place.file) else {
        return plain;
    };
    let pointer = match &place.at {
        Position::Whole => String::new(),
        Position::Element { list, index } => format!("{list}/{index}"),
        Position::Pointer(pointer) => pointer.to_string(),
        Position::Line { .. } => return plain,
    };
    let Some(record) = document.pointer(&pointer).and_then(Value::as_object) else {
        return plain;
    };
    let reader = Reader {
        file: &place.file,
        record,
        pointer,
    };
    let entries = reader.entries();
    let scopes = reader.scopes();
    WrittenRole {
        // Where the file was understood otherwise than here, its records are pointed at whole.
        entries: if agree(&entries, &plain.entries) {
            entries
        } else {
            plain.entries
        },
        scopes: if scopes.len() == plain.scopes.len() {
            scopes
        } else {
            plain.scopes
        },
        role: plain.role,
    }
}

fn agree(a: &[WrittenEntry], b: &[WrittenEntry]) -> bool {
    let key = |e: &WrittenEntry| (e.permission, e.plane, e.list, e.position, e.pattern.clone());
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| key(a) == key(b))
}

fn plain_entries(role: &RoleDefinition) -> Vec<WrittenEntry> {
    let mut entries = Vec::new();
    for (permission, entry) in role.permissions.iter().enumerate() {
        for (plane, list) in LISTS {
            for (position, pattern) in patterns(entry, plane, list).iter().enumerate() {
                entries.push(WrittenEntry {
                    permission,
                    plane,
                    list,
                    position,
                    text: Arc::from(pattern.as_str()),
                    pattern: pattern.clone(),
                    place: role.place.clone(),
                });
            }
        }
    }
    entries
}

fn patterns(entry: &Permission, plane: Plane, list: PatternList) -> &[ActionPattern] {
    match list {
        PatternList::Granted => entry.plane(plane).granted(),
        PatternList::Excluded => entry.plane(plane).excluded(),
    }
}

fn plain_scopes(role: &RoleDefinition) -> Vec<WrittenScope> {
    role.assignable_scopes
        .iter()
        .map(|scope| WrittenScope {
            text: Arc::clone(scope),
            place: role.place.clone(),
        })
        .collect()
}

const LISTS: [(Plane, PatternList); 4] = [
    (Plane::Control, PatternList::Granted),
    (Plane::Control, PatternList::Excluded),
    (Plane::Data, PatternList::Granted),
    (Plane::Data, PatternList::Excluded),
];

fn key_of(plane: Plane, list: PatternList) -> &'static str {
    match (plane, list) {
        (Plane::Control, PatternList::Granted) => "actions",
        (Plane::Control, PatternList::Excluded) => "notactions",
        (Plane::Data, PatternList::Granted) => "dataactions",
        (Plane::Data, PatternList::Excluded) => "notdataactions",
    }
}

/// A record of a parsed file.
struct Reader<'a> {
    file: &'a Arc<str>,
    record: &'a Map<String, Value>,
    pointer: String,
}

impl Reader<'_> {
    fn place(&self, pointer: String) -> Option<Place> {
        Some(Place {
            file: Arc::clone(self.file),
            at: Position::Pointer(Arc::from(pointer)),
        })
    }

    /// A field of the record, or of its `properties` (G2), with its pointer.
    fn field(&self, name: &str) -> Option<(String, &Value)> {
        let own = |record, pointer: &str| {
            find(record, name).map(|(key, value)| (join(pointer, key), value))
        };
        own(self.record, &self.pointer).or_else(|| {
            let (key, nested) = find(self.record, "properties")?;
            own(nested.as_object()?, &join(&self.pointer, key))
        })
    }

    fn entries(&self) -> Vec<WrittenEntry> {
        let mut entries = Vec::new();
        match self.field("permissions") {
            Some((pointer, Value::Array(permissions))) if !permissions.is_empty() => {
                for (at, permission) in permissions.iter().enumerate() {
                    if let Some(record) = permission.as_object() {
                        self.lists(record, &format!("{pointer}/{at}"), at, &mut entries);
                    }
                }
            }
            Some((pointer, Value::Object(record))) => {
                self.lists(record, &pointer, 0, &mut entries);
            }
            _ => self.lists(self.record, &self.pointer, 0, &mut entries),
        }
        entries
    }

    fn lists(
        &self,
        record: &Map<String, Value>,
        pointer: &str,
        permission: usize,
        entries: &mut Vec<WrittenEntry>,
    ) {
        for (plane, list) in LISTS {
            let Some((key, Value::Array(items))) = find(record, key_of(plane, list)) else {
                continue;
            };
            let pointer = join(pointer, key);
            let texts = items.iter().enumerate().filter_map(|(at, item)| {
                let text = item.as_str()?;
                (!text.trim().is_empty()).then_some((at, text))
            });
            for (position, (at, text)) in texts.enumerate() {
                entries.push(WrittenEntry {
                    permission,
                    plane,
                    list,
                    position,
                    text: Arc::from(text),
                    pattern: ActionPattern::literal(text.trim()),
                    place: self.place(format!("{pointer}/{at}")),
                });
            }
        }
    }

    fn scopes(&self) -> Vec<WrittenScope> {
        let Some((pointer, Value::Array(items))) = self.field("assignablescopes") else {
            return Vec::new();
        };
        let texts = items.iter().enumerate();
        texts
            .filter_map(|(at, item)| {
                Some(WrittenScope {
                    text: Arc::from(item.as_str()?),
                    place: self.place(format!("{pointer}/{at}")),
                })
            })
            .collect()
    }
}

/// A key in camelCase, PascalCase or snake_case (G3).
fn find<'a>(record: &'a Map<String, Value>, name: &str) -> Option<(&'a str, &'a Value)> {
    let means = |key: &str| text::same(&key.replace('_', ""), name);
    record
        .iter()
        .find(|(key, _)| means(key))
        .map(|(key, value)| (key.as_str(), value))
}

fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
