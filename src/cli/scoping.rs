//! Which scope a command line means: an ARM id, or a name that the inputs hold once (docs/output.md).

use super::args::ScopeArgs;
use super::complain::Complaint;
use crate::directory::{LookUpScopeError, ScopeNames};
use crate::scope::{ParseScopeError, Scope, ScopeKind};
use crate::text::fold;

/// Refuses ids that are none, or of another kind than the option takes, before the inputs are read.
pub(crate) fn check(args: &ScopeArgs) -> Result<(), Complaint> {
    args.at.as_deref().map(Named::scope).transpose()?;
    named_pair(args).map(drop)
}

/// The scope that is meant; `None` where none is given. `names` is asked only for names.
pub(crate) fn scope_of<'n>(
    args: &ScopeArgs,
    names: impl Fn() -> &'n ScopeNames,
) -> Result<Option<Scope>, Complaint> {
    let found = |named: Named<'_>, kind| match named {
        Named::Id(scope) => Ok(scope),
        Named::Name(name) => names().look_up(name, kind),
    };
    if let Some(at) = &args.at {
        return Ok(Some(found(Named::scope(at)?, None)?));
    }
    let (subscription, group) = named_pair(args)?;
    let subscription = subscription
        .map(|named| found(named, Some(ScopeKind::Subscription)))
        .transpose()?;
    Ok(match (subscription, group) {
        (subscription, None) => subscription,
        (Some(subscription), Some(Named::Name(group))) => Some(Scope::parse(&format!(
            "{subscription}/resourceGroups/{group}"
        ))?),
        (Some(subscription), Some(Named::Id(group))) if !subscription.contains(&group) => {
            return Err(
                Complaint::usage(format!("`{group}` does not lie in `{subscription}`"))
                    .help("leave `--subscription` out, or name the resource group by its name"),
            );
        }
        (_, Some(group)) => Some(found(group, Some(ScopeKind::ResourceGroup))?),
    })
}

/// What `--subscription` and `--resource-group` name.
fn named_pair(args: &ScopeArgs) -> Result<(Option<Named<'_>>, Option<Named<'_>>), Complaint> {
    let subscription = args.subscription.as_deref();
    let subscription = subscription
        .map(|word| Named::of_kind(word, "--subscription", ScopeKind::Subscription))
        .transpose()?;
    let group = args.resource_group.as_deref();
    let group = group
        .map(|word| Named::of_kind(word, "--resource-group", ScopeKind::ResourceGroup))
        .transpose()?;
    Ok((subscription, group))
}

/// How a word of the command line names a scope.
enum Named<'w> {
    Id(Scope),
    Name(&'w str),
}

/// The scope that somebody typed or pasted as an id.
pub(crate) fn typed_scope(word: &str) -> Result<Scope, ParseScopeError> {
    pasted_id(word.trim()).unwrap_or_else(|| Scope::parse(without_query(word)))
}

/// A path without its query; no scope has a `?` in it.
fn without_query(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

/// The ARM id in what was copied from elsewhere: the address of a request to Azure, that of a page of the
/// portal, an id without its first slash.
fn pasted_id(word: &str) -> Option<Result<Scope, ParseScopeError>> {
    let folded = fold(word);
    if ["subscriptions/", "providers/"]
        .iter()
        .any(|start| folded.starts_with(start))
    {
        return Some(Scope::parse(&format!("/{word}")));
    }
    let (_, address) = word
        .split_once("://")
        .filter(|_| folded.starts_with("http"))?;
    let (_, path) = address.split_once('/')?;
    // What is escaped in it would be another name.
    if path.contains('%') {
        return None;
    }
    let page = match path.split_once('#') {
        None => return Some(Scope::parse(&format!("/{}", without_query(path)))),
        Some((_, page)) => page,
    };
    // The directory may stand before it: `#@contoso.com/resource/subscriptions/…`
    let (before, page) = page.split_once("resource/")?;
    if !(before.is_empty() || before.ends_with('/')) {
        return None;
    }
    // The portal ends its addresses with the part of the page that is shown, such as `/overview`.
    let id = format!("/{}", without_query(page));
    let scope = Scope::parse(&id);
    let above = id.rsplit_once('/').map(|(above, _)| above);
    Some(scope.or_else(|error| above.and_then(|id| Scope::parse(id).ok()).ok_or(error)))
}

impl<'w> Named<'w> {
    /// A trailing slash says nothing (docs/output.md).
    fn scope(word: &'w str) -> Result<Self, Complaint> {
        let trimmed = word.trim();
        if trimmed.is_empty() || trimmed.starts_with('/') {
            return Ok(Self::Id(Scope::parse(without_query(word))?));
        }
        if let Some(scope) = pasted_id(trimmed) {
            return Ok(Self::Id(scope?));
        }
        Ok(Self::Name(trimmed.strip_suffix('/').unwrap_or(trimmed)))
    }

    /// A word for a scope of one kind.
    fn of_kind(word: &'w str, option: &str, kind: ScopeKind) -> Result<Self, Complaint> {
        let help = format!(
            "`{option}` takes the name or the id of a {}; `--at` takes every scope",
            kind.as_str()
        );
        match Self::scope(word)? {
            Self::Id(scope) if scope.kind() != kind => Err(Complaint::usage(format!(
                "`{scope}` is no {}, but a {}",
                kind.as_str(),
                scope.kind().as_str()
            ))
            .help(help)),
            Self::Name(name) if name.contains('/') => Err(Complaint::usage(format!(
                "`{name}` is not the name of a {}",
                kind.as_str()
            ))
            .help(help)),
            named => Ok(named),
        }
    }
}

impl From<LookUpScopeError> for Complaint {
    fn from(error: LookUpScopeError) -> Self {
        let complaint = Self::of_name(error.to_string());
        match error {
            LookUpScopeError::Ambiguous { candidates, .. } => {
                let list: Vec<String> = candidates.iter().map(|at| format!("`{at}`")).collect();
                complaint.help(format!("name one by its id: {}", list.join(", ")))
            }
            LookUpScopeError::Unknown { near, .. } if !near.is_empty() => {
                complaint.did_you_mean(&near)
            }
            LookUpScopeError::Unknown { known, .. } if !known.is_empty() => {
                let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                complaint.help(format!(
                    "names of the inputs are {}; `--at` takes an ARM id too",
                    names.join(", ")
                ))
            }
            LookUpScopeError::Unknown { .. } => complaint.help(ParseScopeError::FORMS),
        }
    }
}
