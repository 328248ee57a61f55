//! Attributes of conditions: where they come from and how their names compare (§3.4, AB-17).

use std::fmt;
use std::sync::Arc;

use crate::text;

/// Where the value of an attribute comes from (§3.2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum AttributeSource {
    /// The one who asks: custom security attributes of the directory.
    Principal,
    /// What is acted on, as it is before the request.
    Resource,
    /// What the request carries.
    Request,
    /// Time and network of the request.
    Environment,
    /// A source that Microsoft's code knows and its documentation doesn't (AB-31).
    Context,
}

const SOURCES: [(&str, AttributeSource); 5] = [
    ("Principal", AttributeSource::Principal),
    ("Resource", AttributeSource::Resource),
    ("Request", AttributeSource::Request),
    ("Environment", AttributeSource::Environment),
    ("Context", AttributeSource::Context),
];

impl AttributeSource {
    /// The source of that name, in any case (AB-11).
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let found = SOURCES.iter().find(|(name, _)| text::same(name, word));
        found.map(|&(_, source)| source)
    }

    /// The name in its canonical case, without `@`.
    pub fn as_str(self) -> &'static str {
        let found = SOURCES.iter().find(|&&(_, other)| other == self);
        found.map_or("", |&(name, _)| name)
    }
}

/// The attributes of a role assignment that delegation conditions read (§3.4, §3.8).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RoleAssignmentAttribute {
    /// The GUID of the role definition.
    RoleDefinitionId,
    /// The object id of the principal who gets or loses the role.
    PrincipalId,
    /// `User`, `Group` or `ServicePrincipal`; managed identities count as the last.
    PrincipalType,
}

impl RoleAssignmentAttribute {
    /// The three attributes.
    pub const ALL: [Self; 3] = [
        Self::RoleDefinitionId,
        Self::PrincipalId,
        Self::PrincipalType,
    ];

    /// The path of the attribute inside the brackets.
    pub fn path(self) -> &'static str {
        match self {
            Self::RoleDefinitionId => "Microsoft.Authorization/roleAssignments:RoleDefinitionId",
            Self::PrincipalId => "Microsoft.Authorization/roleAssignments:PrincipalId",
            Self::PrincipalType => "Microsoft.Authorization/roleAssignments:PrincipalType",
        }
    }
}

/// A named attribute, `@Source[path]`.
///
/// Compared, ordered and hashed without regard to case, but for the key before
/// `<$key_case_sensitive$>` (AB-17).
#[derive(Clone)]
pub struct AttributeRef {
    source: AttributeSource,
    path: Arc<str>,
    key: Arc<str>,
    role_assignment: Option<RoleAssignmentAttribute>,
}

/// A text that is no attribute name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not an attribute")]
pub struct ParseAttributeError {
    /// The text as given.
    pub input: String,
}

impl ParseAttributeError {
    /// The form of an attribute name, for a help line.
    pub const FORM: &'static str = "an attribute is written `@Source[path]`, with Source one of Principal, Resource, Request, Environment";
}

pub(crate) const CASE_SENSITIVE_KEY: &str = "<$key_case_sensitive$>";

impl AttributeRef {
    /// The attribute of that source and path; a leftover shell escape before `$` is dropped
    /// (AB-16).
    pub fn new(source: AttributeSource, path: &str) -> Self {
        let path = unescape_dollars(path.trim());
        let key = comparison_key(&path);
        let role_assignment = RoleAssignmentAttribute::ALL
            .into_iter()
            .find(|attribute| text::same(attribute.path(), &path));
        Self {
            source,
            key: Arc::from(key),
            path: Arc::from(path),
            role_assignment,
        }
    }

    /// An attribute of a role assignment.
    pub fn role_assignment(source: AttributeSource, attribute: RoleAssignmentAttribute) -> Self {
        Self::new(source, attribute.path())
    }

    /// Reads `@Source[path]`; the `@` may be left out (§3.2).
    ///
    /// # Errors
    ///
    /// When the source is none of §3.2, or the brackets are missing or empty.
    pub fn parse(input: &str) -> Result<Self, ParseAttributeError> {
        let read = || {
            let text = input.trim();
            let text = text.strip_prefix('@').unwrap_or(text);
            let (source, rest) = text.split_once('[')?;
            let path = rest.strip_suffix(']')?;
            let named = !path.trim().is_empty() && !path.contains(']');
            named.then_some(Self::new(AttributeSource::parse(source.trim())?, path))
        };
        read().ok_or_else(|| ParseAttributeError {
            input: input.to_owned(),
        })
    }

    /// Where the value comes from.
    pub fn source(&self) -> AttributeSource {
        self.source
    }

    /// The text between the brackets, as written.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which attribute of a role assignment this is, if any.
    pub fn as_role_assignment(&self) -> Option<RoleAssignmentAttribute> {
        self.role_assignment
    }
}

/// The path folded, but for a case-sensitive key. A key may itself hold colons and slashes, the
/// resource path before it can't hold a colon.
fn comparison_key(path: &str) -> String {
    let sensitive = text::ends_with(path, CASE_SENSITIVE_KEY)
        .then(|| path.split_once(':'))
        .flatten();
    match sensitive {
        Some((resource, key)) => {
            let key = &key[..key.len() - CASE_SENSITIVE_KEY.len()];
            format!("{}:{key}{CASE_SENSITIVE_KEY}", text::fold(resource))
        }
        None => text::fold(path).into_owned(),
    }
}

/// The text without the backslashes and backticks that a shell wanted before `$` (AB-16).
pub(super) fn unescape_dollars(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '$' {
            let kept = clean.trim_end_matches(['\\', '`']).len();
            clean.truncate(kept);
        }
        clean.push(c);
    }
    clean
}

/// Whether [`unescape_dollars`] changes the text.
pub(super) fn has_escaped_dollar(text: &str) -> bool {
    text.contains("\\$") || text.contains("`$")
}

impl PartialEq for AttributeRef {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source && self.key == other.key
    }
}

impl Eq for AttributeRef {}

impl std::hash::Hash for AttributeRef {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.source.hash(state);
        self.key.hash(state);
    }
}

impl PartialOrd for AttributeRef {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AttributeRef {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.source, &self.key).cmp(&(other.source, &other.key))
    }
}

impl fmt::Display for AttributeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}[{}]", self.source.as_str(), self.path)
    }
}

impl fmt::Debug for AttributeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for AttributeRef {
    type Err = ParseAttributeError;

    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::parse(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> AttributeRef {
        AttributeRef::parse(text).unwrap()
    }

    #[test]
    fn names_compare_without_case_but_for_the_key() {
        assert_eq!(parse("@resource[A/b:Name]"), parse("Resource[a/B:name]"));
        assert_ne!(parse("@Request[a:b]"), parse("@Resource[a:b]"));
        let tag = |key: &str| parse(&format!("@Resource[x/tags:{key}<$key_case_sensitive$>]"));
        assert_ne!(tag("Project"), tag("project"));
        assert_ne!(tag("a:B"), tag("a:b"));
        assert_eq!(
            tag("Project"),
            parse("@RESOURCE[X/TAGS:Project<$KEY_CASE_SENSITIVE$>]")
        );
    }

    #[test]
    fn shell_escapes_before_a_dollar_are_dropped() {
        let clean = parse("@Resource[x/tags:P<$key_case_sensitive$>]");
        for escaped in [
            r"@Resource[x/tags:P<\$key_case_sensitive\$>]",
            "@Resource[x/tags:P<`$key_case_sensitive`$>]",
        ] {
            assert_eq!(parse(escaped), clean);
            assert_eq!(parse(escaped).to_string(), clean.to_string());
        }
    }

    #[test]
    fn what_is_no_attribute_is_refused() {
        for text in [
            "",
            "@Request",
            "@Request[]",
            "@Request[ ]",
            "@Foo[x]",
            "@Request[a]b]",
        ] {
            assert!(AttributeRef::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn attributes_of_role_assignments_are_recognised() {
        let attribute = parse("@Request[microsoft.authorization/ROLEASSIGNMENTS:principalid]");
        assert_eq!(
            attribute.as_role_assignment(),
            Some(RoleAssignmentAttribute::PrincipalId)
        );
    }
}
