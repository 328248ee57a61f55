//! Who reaches a storage account or a vault over the network (R2, R3).

use serde_json::Value;

use super::json::{filled, property, text_of};
use super::standing::Description;
use crate::text;

/// What descriptions say about the network of a resource.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct NetworkSettings {
    /// How far public access goes.
    public: Option<PublicAccess>,
    /// The rules for networks and addresses.
    rules: Option<NetworkRules>,
    /// Whether a description is whole: then what it doesn't say isn't set.
    is_whole: bool,
}

/// The words of `publicNetworkAccess`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum PublicAccess {
    On,
    Off,
    ByPerimeter,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct NetworkRules {
    denies: bool,
    trusted: bool,
    addresses: Vec<String>,
}

/// Who reaches a resource over the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum NetworkAccess<'a> {
    /// Everyone reaches it over the network.
    Open,
    /// `defaultAction` is Deny, or public access is off.
    Limited {
        /// Whether trusted services of Azure pass: `bypass` holds `AzureServices`.
        trusted: bool,
        /// The addresses and ranges that pass.
        addresses: &'a [String],
    },
    /// Whom a network security perimeter lets in, whatever `bypass` says.
    Perimeter,
}

impl NetworkSettings {
    /// The field that stands for them in what is said of contradictions.
    pub(super) const FIELD: &'static str = "networkAcls";

    /// Takes what a description says, under any of the names that the rules have.
    pub(super) fn add_description(
        &mut self,
        description: &mut Description<'_>,
        value: &Value,
        names: &[&str],
        is_whole: bool,
    ) {
        let public = property(value, "publicNetworkAccess").and_then(filled);
        let public = public.map(|access| match access {
            on if text::same(on, "Enabled") => PublicAccess::On,
            perimeter if text::same(perimeter, "SecuredByPerimeter") => PublicAccess::ByPerimeter,
            _ => PublicAccess::Off,
        });
        let rules = names.iter().find_map(|name| property(value, name));
        let rules = rules.map(NetworkRules::of);
        description.take(Self::FIELD, &mut self.public, public, PartialEq::eq);
        description.take(Self::FIELD, &mut self.rules, rules, NetworkRules::is_same);
        self.is_whole |= is_whole;
    }

    /// Who reaches it; `None` where the descriptions don't say.
    pub(super) fn access(&self) -> Option<NetworkAccess<'_>> {
        if self.public == Some(PublicAccess::ByPerimeter) {
            return Some(NetworkAccess::Perimeter);
        }
        if self.rules.is_none() && !self.is_whole {
            return None;
        }
        let rules = self.rules.as_ref();
        if self.public != Some(PublicAccess::Off) && !rules.is_some_and(|rules| rules.denies) {
            return Some(NetworkAccess::Open);
        }
        Some(NetworkAccess::Limited {
            trusted: rules.is_some_and(|rules| rules.trusted),
            addresses: rules.map_or(&[], |rules| &rules.addresses),
        })
    }
}

impl NetworkRules {
    fn of(rules: &Value) -> Self {
        let action = text_of(rules, "defaultAction");
        let bypass = text_of(rules, "bypass").unwrap_or("");
        let mut bypassing = bypass.split(',');
        let listed = rules.get("ipRules").and_then(Value::as_array);
        let address = |rule| text_of(rule, "value").or_else(|| text_of(rule, "ipAddressOrRange"));
        let addresses = listed.into_iter().flatten().filter_map(address);
        Self {
            denies: action.is_some_and(|action| text::same(action, "Deny")),
            trusted: bypassing.any(|word| text::same(word.trim(), "AzureServices")),
            addresses: addresses.map(str::to_owned).collect(),
        }
    }

    /// Whether two say the same, in whatever order.
    fn is_same(&self, other: &Self) -> bool {
        let sorted = |rules: &Self| {
            let mut addresses = rules.addresses.clone();
            addresses.sort_unstable();
            addresses
        };
        (self.denies, self.trusted) == (other.denies, other.trusted)
            && sorted(self) == sorted(other)
    }
}
