use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::text::{self, NameSet};

const MANAGEMENT_GROUP: &str = "/providers/microsoft.management/managementgroups/";

/// A scope: compared without case and without a trailing slash (SCP-1), cheap to clone.
#[derive(Clone)]
pub struct Scope {
    text: Arc<str>,
    folded: Arc<str>,
    kind: ScopeKind,
}

/// The forms of a scope, from widest to narrowest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ScopeKind {
    /// `/`
    Root,
    /// `/providers/Microsoft.Management/managementGroups/{id}`
    ManagementGroup,
    /// `/providers/{provider}/…`: a tenant-level resource.
    TenantResource,
    /// `/subscriptions/{id}`
    Subscription,
    /// `/subscriptions/{id}/resourceGroups/{name}`
    ResourceGroup,
    /// A resource, child resource or extension resource.
    Resource,
}

impl ScopeKind {
    /// The name of the form, for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::ManagementGroup => "management group",
            Self::TenantResource => "tenant-level resource",
            Self::Subscription => "subscription",
            Self::ResourceGroup => "resource group",
            Self::Resource => "resource",
        }
    }
}

/// A text that has none of the forms of a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a scope: {reason}", text::brief(input))]
pub struct ParseScopeError {
    /// The text as given.
    pub input: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl ParseScopeError {
    /// The forms that exist, for a help line.
    pub const FORMS: &'static str = "a scope is one of `/`, \
        `/providers/Microsoft.Management/managementGroups/{id}`, `/subscriptions/{id}`, \
        `/subscriptions/{id}/resourceGroups/{name}`, \
        `/subscriptions/{id}/resourceGroups/{name}/providers/{provider}/{type}/{name}`, \
        `/providers/{provider}/{type}/{name}`";
}

/// More than any scope of Azure has: a name has up to 260 characters, and few resources lie six
/// types deep. Every scope is kept with all that lie above it, so that a scope without bounds would
/// cost memory by its square.
const MOST_BYTES: usize = 4096;
const MOST_SEGMENTS: usize = 64;

impl Scope {
    /// Reads a scope in any of the forms of §1.4.
    ///
    /// ```
    /// use rolecall::Scope;
    ///
    /// let subscription = Scope::parse("/subscriptions/5b1")?;
    /// let group = Scope::parse("/Subscriptions/5B1/resourceGroups/rg/")?;
    /// assert!(subscription.contains(&group));
    /// assert!(Scope::parse("rg").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text has none of those forms; its error lists them.
    pub fn parse(input: &str) -> Result<Self, ParseScopeError> {
        let trimmed = input.trim();
        let error = |reason| ParseScopeError {
            input: input.to_owned(),
            reason,
        };
        if trimmed == "/" {
            return Ok(Self::root());
        }
        let path = trimmed.strip_suffix('/').unwrap_or(trimmed);
        let Some(rest) = path.strip_prefix('/') else {
            return Err(error("it does not start with `/`"));
        };
        if path.len() > MOST_BYTES {
            return Err(error("it is longer than 4096 bytes"));
        }
        let segments: Vec<&str> = rest.split('/').collect();
        if segments.len() > MOST_SEGMENTS {
            return Err(error("it has more than 64 segments"));
        }
        if segments.iter().any(|segment| segment.is_empty()) {
            return Err(error("it has an empty segment"));
        }
        let blank = char::is_whitespace;
        if (segments.iter()).any(|segment| segment.starts_with(blank) || segment.ends_with(blank)) {
            return Err(error("a segment starts or ends with a blank"));
        }
        if path.chars().any(char::is_control) {
            return Err(error("it holds a control character"));
        }
        let kind = kind_of(&segments).map_err(error)?;
        let text = Arc::from(path);
        let folded = match text::fold(path) {
            Cow::Borrowed(_) => Arc::clone(&text),
            Cow::Owned(folded) => Arc::from(folded),
        };
        Ok(Self { text, folded, kind })
    }

    /// The scope `/`.
    pub fn root() -> Self {
        Self {
            text: Arc::from("/"),
            folded: Arc::from("/"),
            kind: ScopeKind::Root,
        }
    }

    /// The scope of the management group with this id.
    pub fn management_group(id: &str) -> Self {
        let path = format!("/providers/Microsoft.Management/managementGroups/{id}");
        let folded = Arc::from(text::fold(&path).as_ref());
        Self {
            text: Arc::from(path),
            folded,
            kind: ScopeKind::ManagementGroup,
        }
    }

    /// The scope in the id of an assignment: the id less its last `/providers/{type}/{name}`
    /// (SCP-5). `None` when the id has no such end.
    pub fn of_assignment_id(id: &str) -> Option<Self> {
        let at = text::rfind(id, "/providers/microsoft.authorization/")?;
        if at == 0 {
            return Some(Self::root());
        }
        Self::parse(&id[..at]).ok()
    }

    /// The text as given, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same scope with the segments that every id has as Azure spells them: people and logs write
    /// them in any case.
    pub(crate) fn spelled(&self) -> Self {
        let is_of_subscription = self.folded.starts_with("/subscriptions/");
        let spelled = |(at, segment): (usize, &str)| {
            let fixed = match at {
                0 => &["subscriptions", "providers"][..],
                1 if !is_of_subscription => &["Microsoft.Management"],
                2 if is_of_subscription => &["resourceGroups", "providers"],
                2 => &["managementGroups"],
                at if at % 2 == 0 => &["providers"],
                _ => &[],
            };
            let fixed = fixed.iter().find(|fixed| text::same(fixed, segment));
            format!("/{}", fixed.copied().unwrap_or(segment))
        };
        let segments = self.text.split('/').skip(1).enumerate();
        Self {
            text: segments.map(spelled).collect::<String>().into(),
            folded: Arc::clone(&self.folded),
            kind: self.kind,
        }
    }

    /// The text in lower case.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The text in lower case, shared.
    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.folded)
    }

    /// The form of the scope.
    pub fn kind(&self) -> ScopeKind {
        self.kind
    }

    /// The subscription the scope lies in, if it lies in one.
    pub fn subscription(&self) -> Option<Self> {
        self.cut(2, ScopeKind::Subscription)
    }

    /// The subscriptions in which scopes lie, each made once.
    pub(crate) fn subscriptions_of<'s>(
        scopes: impl IntoIterator<Item = &'s Self>,
    ) -> BTreeSet<Self> {
        let mut seen: NameSet<&str> = NameSet::default();
        let firsts = scopes.into_iter().filter(|scope| {
            let text = scope.subscription_text();
            text.is_some_and(|text| seen.insert(text))
        });
        firsts.filter_map(Self::subscription).collect()
    }

    /// The folded text of the subscription the scope lies in, if it lies in one.
    pub(crate) fn subscription_text(&self) -> Option<&str> {
        let id = self.folded.strip_prefix("/subscriptions/")?;
        let end = id.find('/').unwrap_or(id.len());
        self.folded.get(.."/subscriptions/".len() + end)
    }

    /// The resource group the scope lies in, if it lies in one.
    pub fn resource_group(&self) -> Option<Self> {
        self.resource_group_text()?;
        self.cut(4, ScopeKind::ResourceGroup)
    }

    /// The folded text of the resource group the scope lies in, if it lies in one.
    pub(crate) fn resource_group_text(&self) -> Option<&str> {
        self.subscription_text()?;
        let group = first(&self.folded, 4)?;
        group.contains("/resourcegroups/").then_some(group)
    }

    /// The id of the management group, for a management group's scope.
    pub fn management_group_id(&self) -> Option<&str> {
        (self.kind == ScopeKind::ManagementGroup).then(|| &self.text[MANAGEMENT_GROUP.len()..])
    }

    /// The type of the resource, as `Microsoft.Storage/storageAccounts/blobServices`, the last one of
    /// an extension resource; `None` for what is no resource.
    pub fn resource_type(&self) -> Option<String> {
        if !matches!(self.kind, ScopeKind::Resource | ScopeKind::TenantResource) {
            return None;
        }
        let at = text::rfind(&self.text, "/providers/")? + "/providers/".len();
        let mut segments = self.text[at..].split('/');
        let namespace = segments.next()?;
        let types: Vec<&str> = segments.step_by(2).collect();
        (!types.is_empty()).then(|| format!("{namespace}/{}", types.join("/")))
    }

    fn cut(&self, segments: usize, kind: ScopeKind) -> Option<Self> {
        if !self.folded.starts_with("/subscriptions/") {
            return None;
        }
        // Letters beyond ASCII may be longer or shorter when they are folded.
        let text: Arc<str> = Arc::from(first(&self.text, segments)?);
        let folded = first(&self.folded, segments)?;
        Some(Self {
            folded: match *folded == *text {
                true => Arc::clone(&text),
                false => Arc::from(folded),
            },
            text,
            kind,
        })
    }

    /// Whether an assignment at `self` reaches `other`, as far as the two texts say (SCP-2). Which
    /// subscriptions a management group holds is not in the text: that needs the hierarchy (SCP-3).
    pub fn contains(&self, other: &Self) -> bool {
        self.kind == ScopeKind::Root || path_contains(&self.folded, &other.folded)
    }

    /// The folded texts of the scope itself and of every scope whose path it extends, narrowest
    /// first, `/` last. Cuts after each path segment, so some texts are no scopes; none of those
    /// can hold an assignment.
    pub fn self_and_path_ancestors(&self) -> impl Iterator<Item = &str> {
        let text: &str = &self.folded;
        let nested = (text != "/").then_some(text);
        std::iter::successors(nested, |path| {
            let at = path.rfind('/')?;
            (at > 0).then(|| &path[..at])
        })
        .chain(std::iter::once("/"))
    }
}

fn path_contains(outer: &str, inner: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn kind_of(segments: &[&str]) -> Result<ScopeKind, &'static str> {
    let is = |at: usize, name: &str| segments.get(at).is_some_and(|s| text::same(s, name));
    if is(0, "providers") {
        if is(1, "Microsoft.Management") && is(2, "managementGroups") {
            return match segments.len() {
                3 => Err("the management group id is missing"),
                4 => Ok(ScopeKind::ManagementGroup),
                _ => resource(&segments[4..]).map(|()| ScopeKind::TenantResource),
            };
        }
        return match segments.len() {
            1 => Err("the provider is missing"),
            _ => Ok(ScopeKind::TenantResource),
        };
    }
    if !is(0, "subscriptions") {
        return Err("its first segment is neither `subscriptions` nor `providers`");
    }
    match segments.len() {
        1 => Err("the subscription id is missing"),
        2 => Ok(ScopeKind::Subscription),
        3 if is(2, "resourceGroups") => Err("the resource group name is missing"),
        4 if is(2, "resourceGroups") => Ok(ScopeKind::ResourceGroup),
        _ if is(2, "resourceGroups") => resource(&segments[4..]).map(|()| ScopeKind::Resource),
        _ => resource(&segments[2..]).map(|()| ScopeKind::Resource),
    }
}

fn resource(segments: &[&str]) -> Result<(), &'static str> {
    if !segments.first().is_some_and(|s| text::same(s, "providers")) {
        return Err("a resource path starts with `providers` after its group");
    }
    match segments.len() {
        1 => Err("the provider is missing"),
        2 => Err("the resource type is missing"),
        3 => Err("the resource name is missing"),
        _ => Ok(()),
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Scope {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Scope {}

impl std::hash::Hash for Scope {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl PartialOrd for Scope {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scope {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl std::str::FromStr for Scope {
    type Err = ParseScopeError;

    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::parse(input)
    }
}

/// The first segments of a path that begins with a slash.
fn first(path: &str, segments: usize) -> Option<&str> {
    let mut slashes = path.match_indices('/').map(|(at, _)| at);
    slashes.nth(segments - 1)?;
    let end = slashes.next().unwrap_or(path.len());
    Some(&path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_id_has_is_spelled_as_azure_does() {
        for (written, spelled) in [
            ("/", "/"),
            (
                "/SUBSCRIPTIONS/S/RESOURCEGROUPS/Providers",
                "/subscriptions/S/resourceGroups/Providers",
            ),
            (
                "/subscriptions/s/resourcegroups/g/PROVIDERS/microsoft.a/resourcegroups/x/providers/b.c/t/n",
                "/subscriptions/s/resourceGroups/g/providers/microsoft.a/resourcegroups/x/providers/b.c/t/n",
            ),
            (
                "/subscriptions/s/Providers/A.B/t/n",
                "/subscriptions/s/providers/A.B/t/n",
            ),
            (
                "/providers/microsoft.management/managementgroups/M",
                "/providers/Microsoft.Management/managementGroups/M",
            ),
        ] {
            let scope = Scope::parse(written).unwrap();
            assert_eq!(scope.spelled().as_str(), spelled);
            assert_eq!(scope.spelled(), scope);
        }
    }
}
