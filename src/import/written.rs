//! Role definitions with every entry as its file has it: text with its blanks, and the JSON pointer
//! where it stands. For checks of the file itself; everything else goes by the model.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::files::{self, InputSource};
use super::fragment::Fragment;
use super::one_line::on_one_line;
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

/// A system with data actions and role definitions that are not those of Azure RBAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OtherSystem {
    /// What it is called.
    pub(crate) name: &'static str,
    /// The command that creates a role definition there.
    pub(crate) how: &'static str,
}

const COSMOS: OtherSystem = OtherSystem {
    name: "Cosmos DB",
    how: "`az cosmosdb sql role definition create --account-name ACCOUNT --resource-group GROUP --body FILE`",
};
const SYNAPSE: OtherSystem = OtherSystem {
    name: "Synapse",
    how: "Synapse has built-in roles only: `az synapse role assignment create`",
};

impl WrittenEntry {
    /// The system whose data action it is, where that is not Azure RBAC.
    pub(crate) fn other_system(&self) -> Option<OtherSystem> {
        let is_under = |kind| crate::text::starts_with(self.pattern.as_str(), kind);
        if self.plane != Plane::Data {
            None
        } else if is_under("Microsoft.DocumentDB/databaseAccounts/") {
            Some(COSMOS)
        } else if is_under("Microsoft.Synapse/workspaces/") {
            Some(SYNAPSE)
        } else {
            None
        }
    }
}

impl WrittenRole {
    /// Whether all that it grants is of another system.
    pub(crate) fn is_of_other_system(&self) -> bool {
        let data = |entry: &&WrittenEntry| entry.plane == Plane::Data;
        let own = |entry: &WrittenEntry| entry.other_system().is_none();
        self.entries.iter().any(|entry| data(&entry))
            && !self.entries.iter().any(|entry| data(&entry) && own(entry))
    }
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
    fragment.spelling_is_kept = true;
    let mut documents: HashMap<Arc<str>, Document> = HashMap::new();
    files::for_each(sources, |file| match file {
        Ok(file) => {
            super::read_one(&file, &mut fragment);
            documents.insert(Arc::clone(&file.path), Document::of(&file.text));
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

/// A file as JSON.
enum Document {
    /// One value.
    Whole(Value),
    /// A value a line, by its number from 1.
    Lines(HashMap<u32, Value>),
}

impl Document {
    fn of(text: &[u8]) -> Self {
        let read = |text: &[u8]| {
            let mut value: Value = serde_json::from_slice(text).ok()?;
            on_one_line(&mut value);
            Some(value)
        };
        if let Some(value) = read(text) {
            return Self::Whole(value);
        }
        let lines = (1..).zip(text.split(|&byte| byte == b'\n'));
        Self::Lines(
            lines
                .filter_map(|(number, line)| Some((number, read(line)?)))
                .collect(),
        )
    }

    /// The record at a position, with its pointer where the document has pointers.
    fn record(&self, at: &Position) -> Option<(&Map<String, Value>, Option<String>)> {
        match (self, at) {
            (Self::Whole(value), Position::Whole) => {
                Some((value.as_object()?, Some(String::new())))
            }
            (Self::Whole(value), Position::Element { list, index }) => {
                let pointer = format!("{list}/{index}");
                Some((value.pointer(&pointer)?.as_object()?, Some(pointer)))
            }
            (Self::Whole(value), Position::Pointer(pointer)) => Some((
                value.pointer(pointer)?.as_object()?,
                Some(pointer.to_string()),
            )),
            (Self::Lines(lines), Position::Line { line, .. }) => {
                Some((lines.get(line)?.as_object()?, None))
            }
            _ => None,
        }
    }
}

fn written(role: &RoleDefinition, documents: &HashMap<Arc<str>, Document>) -> WrittenRole {
    let plain = WrittenRole::unwritten(role.clone());
    let Some(place) = &role.place else {
        return plain;
    };
    let found = documents.get(&place.file).and_then(|d| d.record(&place.at));
    let Some((record, pointer)) = found else {
        return plain;
    };
    let reader = Reader {
        whole: place,
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
    whole: &'a Place,
    record: &'a Map<String, Value>,
    /// `None` where nothing inside the record can be pointed at.
    pointer: Option<String>,
}

impl Reader<'_> {
    /// The place of what stands at a path below the record.
    fn place(&self, path: &str) -> Option<Place> {
        Some(match &self.pointer {
            Some(pointer) => Place {
                file: Arc::clone(&self.whole.file),
                at: Position::Pointer(Arc::from(format!("{pointer}{path}"))),
            },
            None => self.whole.clone(),
        })
    }

    /// A field of the record, or of its `properties` (G2) or `values` (§4.5), with its path.
    fn field(&self, name: &str) -> Option<(String, &Value)> {
        let own =
            |record, path: &str| find(record, name).map(|(key, value)| (join(path, key), value));
        own(self.record, "").or_else(|| {
            let mut inner = ["properties", "values"].iter();
            inner.find_map(|key| {
                let (key, nested) = find(self.record, key)?;
                own(nested.as_object()?, &join("", key))
            })
        })
    }

    fn entries(&self) -> Vec<WrittenEntry> {
        let mut entries = Vec::new();
        match self.field("permissions") {
            Some((path, Value::Array(permissions))) if !permissions.is_empty() => {
                for (at, permission) in permissions.iter().enumerate() {
                    if let Some(record) = permission.as_object() {
                        self.lists(record, &format!("{path}/{at}"), at, &mut entries);
                    }
                }
            }
            Some((path, Value::Object(record))) => {
                self.lists(record, &path, 0, &mut entries);
            }
            _ => self.lists(self.record, "", 0, &mut entries),
        }
        entries
    }

    fn lists(
        &self,
        record: &Map<String, Value>,
        path: &str,
        permission: usize,
        entries: &mut Vec<WrittenEntry>,
    ) {
        for (plane, list) in LISTS {
            let Some((key, Value::Array(items))) = find(record, key_of(plane, list)) else {
                continue;
            };
            let path = join(path, key);
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
                    place: self.place(&format!("{path}/{at}")),
                });
            }
        }
    }

    fn scopes(&self) -> Vec<WrittenScope> {
        let Some((path, Value::Array(items))) = self.field("assignablescopes") else {
            return Vec::new();
        };
        let texts = items.iter().enumerate();
        texts
            .filter_map(|(at, item)| {
                Some(WrittenScope {
                    text: Arc::from(item.as_str()?),
                    place: self.place(&format!("{path}/{at}")),
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

fn join(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}
