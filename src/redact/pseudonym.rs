use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::ids::{PrincipalId, RoleId, parse_guid};
use crate::model::Tenant;
use crate::text;

/// What pseudonyms depend on, beside what they stand for. Whoever has the key can test guesses.
#[derive(Clone, PartialEq, Eq)]
pub struct RedactionKey(String);

impl std::fmt::Debug for RedactionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedactionKey")
    }
}

impl RedactionKey {
    /// A key that a person chose: reports of different inputs can be joined.
    pub fn of_text(text: &str) -> Self {
        Self(format!("text\n{text}"))
    }

    /// The key that follows from the content of the inputs, in whatever order and from wherever
    /// they were read.
    pub fn of_content<'a>(tenants: impl IntoIterator<Item = &'a Tenant>) -> Self {
        let inputs = tenants.into_iter().flat_map(|tenant| &tenant.inputs);
        let mut digests: Vec<&str> = inputs.map(|input| input.sha256.as_str()).collect();
        digests.sort_unstable();
        digests.dedup();
        Self(format!("content\n{}", digests.join("\n")))
    }
}

/// What Azure publishes: the ids and names of its roles and services stay readable.
#[derive(Clone, Debug, Default)]
pub struct Published {
    ids: BTreeSet<RoleId>,
    names: BTreeSet<String>,
    services: BTreeSet<String>,
}

impl Published {
    /// The roles with these ids and names.
    pub fn new(roles: impl IntoIterator<Item = (Option<RoleId>, String)>) -> Self {
        let mut published = Self::default();
        for (id, name) in roles {
            published.ids.extend(id);
            published.names.insert(text::fold(&name).into_owned());
        }
        published
    }

    /// The same with a service of Microsoft: the id of its application and its display name.
    #[must_use]
    pub fn with_service(mut self, application: &str, name: &str) -> Self {
        self.ids.extend(RoleId::parse(application));
        self.services.insert(text::fold(name).into_owned());
        self
    }

    pub(super) fn holds_name(&self, name: &str) -> bool {
        self.names.contains(&*text::fold(name))
    }
}

/// Gives pseudonyms: the same for the same thing, under one key.
pub struct Redactor {
    key: RedactionKey,
    published: Published,
    /// What names were given, by folded original: how free text is rewritten.
    pub(super) given: BTreeMap<String, Arc<str>>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor of {} names", self.given.len())
    }
}

impl Redactor {
    /// A giver of pseudonyms that leaves the ids of published roles as they are.
    pub fn new(key: RedactionKey, published: Published) -> Self {
        Self {
            key,
            published,
            given: BTreeMap::new(),
        }
    }

    fn digest(&self, domain: &str, original: &str) -> [u8; 32] {
        let folded = text::fold(original.trim());
        let mut hash = Sha256::new();
        for part in [self.key.0.as_str(), domain, &folded] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    fn number(&self, domain: &str, original: &str) -> u128 {
        let digest = self.digest(domain, original);
        digest[..16]
            .iter()
            .fold(0, |all, byte| all << 8 | u128::from(*byte))
    }

    /// The pseudonym of a name: what it is and ten digits; that of a GUID is a GUID.
    pub(super) fn name(&mut self, kind: &str, original: &str) -> Arc<str> {
        if original.trim().is_empty() {
            return Arc::from(original);
        }
        if let Some(guid) = parse_guid(original.trim()) {
            return Arc::from(self.guid(guid));
        }
        let digits = self.number("name", original) >> 88;
        let pseudonym: Arc<str> = Arc::from(format!("{kind}-{digits:010x}"));
        let known = text::fold(original.trim()).into_owned();
        self.given
            .entry(known)
            .or_insert_with(|| Arc::clone(&pseudonym));
        pseudonym
    }

    /// The pseudonym of a GUID. The ids of published roles and of everyone stay.
    pub(super) fn guid(&self, guid: u128) -> String {
        let plain = RoleId::from_u128(guid);
        if guid == 0 || self.published.ids.contains(&plain) {
            return plain.to_string();
        }
        RoleId::from_u128(self.number("guid", &plain.to_string())).to_string()
    }

    pub(super) fn role_id(&self, id: RoleId) -> RoleId {
        RoleId::parse(&self.guid(id.to_u128())).unwrap_or(id)
    }

    /// The pseudonym of a principal, by its object id.
    pub fn principal(&mut self, id: &PrincipalId) -> PrincipalId {
        PrincipalId::new(&self.name("principal", id.as_str()))
    }

    /// A digest in place of a digest.
    pub(super) fn sha256(&self, original: &str) -> String {
        let digest = self.digest("sha256", original);
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What somebody wrote for a principal: an id, or a name of any kind.
    pub fn wanted(&mut self, kind: &str, original: &str) -> String {
        if let Some(known) = self.given.get(&*text::fold(original.trim())) {
            return known.to_string();
        }
        if self.published.holds_name(original) {
            return original.to_owned();
        }
        self.name(kind, original).to_string()
    }

    /// What somebody wrote for a role: its GUID, full id or name.
    pub fn role(&mut self, original: &str) -> String {
        if self.published.holds_name(original) {
            original.to_owned()
        } else if original.starts_with('/') {
            self.arm_id(original).to_string()
        } else {
            self.name("role", original).to_string()
        }
    }

    pub(super) fn is_service(&self, name: &str) -> bool {
        self.published.services.contains(&*text::fold(name))
    }

    pub(super) fn is_published(&self, name: &str) -> bool {
        self.published.holds_name(name)
    }

    /// Eight digits that tell keys apart and don't give them away.
    pub fn fingerprint(&self) -> String {
        self.sha256("fingerprint")[..8].to_owned()
    }

    /// A path, folder by folder, so that files of one name keep one name.
    pub fn path(&mut self, original: &str) -> Arc<str> {
        let last = original.split(['/', '\\']).count() - 1;
        let segments = original.split(['/', '\\']).enumerate();
        let segments: Vec<String> = segments
            .map(|(at, segment)| match segment {
                "" | "." | ".." | "-" => segment.to_owned(),
                name if at < last => format!("folder-{:010x}", self.number("path", name) >> 88),
                name => self.file(name),
            })
            .collect();
        let pseudonym: Arc<str> = Arc::from(segments.join("/"));
        let known = text::fold(original).into_owned();
        self.given.insert(known, Arc::clone(&pseudonym));
        pseudonym
    }

    /// The name of a file, with what it ends in.
    fn file(&self, original: &str) -> String {
        let ends = [".json", ".jsonl", ".ndjson", ".toml", ".gz"];
        let mut end = String::new();
        let mut rest = original;
        while let Some(found) = ends.iter().find(|end| text::ends_with(rest, end)) {
            end.insert_str(0, found);
            rest = &rest[..rest.len() - found.len()];
        }
        let digits = self.number("path", original) >> 88;
        format!("file-{digits:010x}{end}")
    }
}
