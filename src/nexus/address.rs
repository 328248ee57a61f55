//! The addresses of containers and vaults: URLs compared whole, by scheme, host and path.

use std::borrow::Cow;

use super::cluster::Cluster;
use super::setting::SettingKind;
use crate::span::Diagnostic;
use crate::text;

/// The clouds of Azure, the public one first.
const CLOUDS: [Cloud; 4] = [
    Cloud {
        blob: "blob.core.windows.net",
        vault: "vault.azure.net",
        regions: &[],
    },
    Cloud {
        blob: "blob.core.usgovcloudapi.net",
        vault: "vault.usgovcloudapi.net",
        regions: &["usgov", "usdod"],
    },
    Cloud {
        blob: "blob.core.chinacloudapi.cn",
        vault: "vault.azure.cn",
        regions: &["china"],
    },
    Cloud {
        blob: "blob.core.cloudapi.de",
        vault: "vault.microsoftazure.de",
        // Public regions begin like these: `germanywestcentral`.
        regions: &["germanycentral", "germanynortheast"],
    },
];

/// The suffix of storage accounts with a DNS zone of their own, which stands before it.
const ZONED: &str = "blob.storage.azure.net";

/// What the host serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Service {
    Blob,
    Vault,
}

/// A URL, taken apart.
pub(super) struct Address<'a> {
    /// In lower case, without a port.
    pub(super) host: String,
    /// Without slashes around it.
    pub(super) path: &'a str,
    /// What follows the `?`.
    query: &'a str,
}

/// Whether two spellings are one address.
pub(super) fn same_address(one: &str, other: &str) -> bool {
    match (Address::parse(one), Address::parse(other)) {
        (Ok(one), Ok(other)) => (one.host, one.path) == (other.host, other.path),
        _ => text::same(one.trim(), other.trim()),
    }
}

impl<'a> Address<'a> {
    /// Reads a URL; `Err` says what speaks against it.
    pub(super) fn parse(input: &'a str) -> Result<Self, &'static str> {
        let input = input.trim();
        let (scheme, rest) = input.split_once("://").ok_or("it is not a URL")?;
        if text::same(scheme, "http") {
            return Err("`http` is not taken, only `https`");
        }
        if !text::same(scheme, "https") {
            return Err("it is not an `https` URL");
        }
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let rest = rest.split('#').next().unwrap_or(rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.strip_suffix(":443").unwrap_or(host);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        if host.is_empty() || !host.chars().all(plain) {
            return Err("its host is not the name of one");
        }
        Ok(Self {
            host: text::fold(host).into_owned(),
            path: path.trim_matches('/'),
            query,
        })
    }

    /// The name of the account or vault: what stands before the label of the service.
    pub(super) fn name(&self, service: Service) -> Option<&str> {
        let label = match service {
            Service::Blob => "blob",
            Service::Vault => "vault",
        };
        let (name, suffix) = self.host.split_once('.')?;
        let served = suffix.split('.').any(|part| part == label);
        (!name.is_empty() && served).then_some(name)
    }

    /// Whether the query carries the signature of a shared access signature.
    pub(super) fn has_sas(&self) -> bool {
        signature(self.query).is_some()
    }
}

/// What may stand before the key of a signature and after it, as it is, in HTML and in percent encoding.
const BEFORE: [&str; 6] = ["?", "&", ";", "%3f", "%26", "%3b"];
const AFTER: [&str; 2] = ["=", "%3d"];

/// Where the key of a signature begins: `sig`, after a separator or at the start.
fn signature(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text::find(&text[from..], "sig").map(|at| from + at) {
        let (before, after) = (&text[..at], &text[at + "sig".len()..]);
        let begins = |start: &str| text::ends_with(before, start);
        let is_key = before.is_empty()
            || before.ends_with(|c: char| ends_address(c))
            || BEFORE.iter().any(|start| begins(start));
        if is_key && AFTER.iter().any(|end| text::starts_with(after, end)) {
            return Some(at);
        }
        from = at + "sig".len();
    }
    None
}

/// What ends an address among other words.
fn ends_address(c: char) -> bool {
    c.is_whitespace() || "\"'`,<>{}[]()".contains(c)
}

/// Whether the host of an account or vault ends as those of a cloud of Azure do, with nothing but
/// the name before it.
pub(super) fn is_of_azure(host: &str, service: Service) -> bool {
    let Some((_, suffix)) = host.split_once('.') else {
        return false;
    };
    let zoned = || {
        let zone = suffix.strip_suffix(ZONED)?.strip_suffix('.')?;
        let number = zone.strip_prefix('z')?;
        (!number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some(())
    };
    CLOUDS.iter().any(|cloud| match service {
        Service::Blob => suffix == cloud.blob,
        Service::Vault => suffix == cloud.vault,
    }) || service == Service::Blob && zoned().is_some()
}

/// A text as it may be shown: the query of an address with a shared access signature is left out, since
/// that opens the container to whoever reads it.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = signature(rest) {
        let before = &rest[..at];
        let last = before.char_indices().rfind(|(_, c)| ends_address(*c));
        let word = last.map_or(0, |(end, c)| end + c.len_utf8());
        let marks = ["?", "%3f"].iter();
        let query = marks.filter_map(|mark| text::find(&before[word..], mark));
        out.push_str(&before[..query.min().map_or(at, |query| word + query)]);
        let after = &rest[at..];
        rest = &after[after.find(ends_address).unwrap_or(after.len())..];
    }
    match rest.len() == text.len() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(out + rest),
    }
}

/// A diagnostic as it may be shown.
pub(super) fn shown_diagnostic(mut diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.message = shown(&diagnostic.message).into_owned();
    diagnostic.help = diagnostic.help.map(|help| shown(&help).into_owned());
    diagnostic
}

/// What speaks against an address of another cloud than the region is in; none where either is no known one.
pub(super) fn fault_of_cloud(
    address: &str,
    kind: SettingKind,
    region: Option<&str>,
) -> Option<String> {
    let region = text::fold(region.filter(|region| !region.is_empty())?);
    let of_region = Cloud::of_region(&region).unwrap_or(CLOUDS[0]);
    let of_address = Cloud::of_host(&Address::parse(address).ok()?.host)?;
    let (what, ending) = match kind {
        SettingKind::SecretArchive => ("vaults", of_region.vault),
        SettingKind::CommandOutput | SettingKind::Analytics => ("containers", of_region.blob),
    };
    (of_address != of_region).then(|| {
        format!(
            "`{}` is of another cloud than the region `{region}`, where addresses of {what} end in \
             `{ending}`",
            shown(address),
        )
    })
}

/// How the addresses of a cloud of Azure end, and how its regions begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cloud {
    blob: &'static str,
    vault: &'static str,
    regions: &'static [&'static str],
}

impl Cloud {
    /// The cloud that a cluster is in: by the addresses that it names, else by its region, else the public
    /// one.
    pub(super) fn of(cluster: Option<&Cluster>) -> Self {
        let slots = cluster.map(Cluster::slots).unwrap_or_default();
        let mut hosts = slots
            .iter()
            .filter_map(|slot| Some(Address::parse(slot.target?).ok()?.host));
        let region = cluster.and_then(|cluster| cluster.location.as_deref());
        let region = region.map(text::fold).unwrap_or_default();
        let [public, ..] = CLOUDS;
        hosts
            .find_map(|host| Self::of_host(&host))
            .or_else(|| Self::of_region(&region))
            .unwrap_or(public)
    }

    /// The cloud whose addresses end as a host does.
    fn of_host(host: &str) -> Option<Self> {
        let ends = |suffix: &str| host.ends_with(&format!(".{suffix}"));
        let mut clouds = CLOUDS.into_iter();
        clouds.find(|cloud| ends(cloud.blob) || ends(cloud.vault))
    }

    /// The cloud that has regions of its own which begin as this one does.
    fn of_region(region: &str) -> Option<Self> {
        // Its name for people has blanks: `US Gov Virginia`.
        let region = region.replace(' ', "");
        let lies = |cloud: &Self| {
            let mut starts = cloud.regions.iter();
            starts.any(|start| region.starts_with(start))
        };
        CLOUDS.into_iter().find(lies)
    }

    /// The URL of a container.
    pub(super) fn container(self, account: &str, container: &str) -> String {
        format!("https://{account}.{}/{container}", self.blob)
    }

    /// The URI of a vault.
    pub(super) fn vault(self, name: &str) -> String {
        format!("https://{name}.{}/", self.vault)
    }

    /// The target of a setting, to be filled in.
    pub(super) fn placeholder(self, kind: SettingKind) -> String {
        match kind {
            SettingKind::CommandOutput => self.container("<account>", "<container>"),
            SettingKind::Analytics => "<workspace id>".to_owned(),
            SettingKind::SecretArchive => self.vault("<vault>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_in_the_cloud_of_its_addresses_or_region() {
        let of = |location: &str, vault: &str| {
            let vault = serde_json::json!({"vaultUri": vault});
            let json = serde_json::json!({"location": location, "secretArchiveSettings": vault});
            Cloud::of(Cluster::from_json(&json).ok().as_ref()).container("a", "c")
        };
        for (location, vault, host) in [
            (
                "eastus",
                "https://kv.vault.azure.net/",
                "a.blob.core.windows.net",
            ),
            (
                "eastus",
                "https://kv.vault.azure.cn/",
                "a.blob.core.chinacloudapi.cn",
            ),
            ("USGovVirginia", "kv", "a.blob.core.usgovcloudapi.net"),
            ("germanywestcentral", "kv", "a.blob.core.windows.net"),
            ("germanycentral", "kv", "a.blob.core.cloudapi.de"),
            ("chinanorth3", "", "a.blob.core.chinacloudapi.cn"),
            (
                "",
                "https://kv.elsewhere.example/",
                "a.blob.core.windows.net",
            ),
        ] {
            assert_eq!(of(location, vault), format!("https://{host}/c"));
        }
        assert_eq!(Cloud::of(None).vault("v"), "https://v.vault.azure.net/");
    }

    #[test]
    fn an_address_is_of_the_cloud_of_its_region() {
        for (address, region, is_wrong) in [
            ("https://kv.vault.azure.net/", "eastus", false),
            ("https://kv.vault.azure.cn/", "eastus", true),
            (
                "https://a.blob.core.chinacloudapi.cn/c",
                "chinanorth3",
                false,
            ),
            ("https://a.blob.core.windows.net/c", "USGovVirginia", true),
            (
                "https://kv.vault.usgovcloudapi.net/",
                "US Gov Virginia",
                false,
            ),
            ("https://kv.elsewhere.example/", "eastus", false),
        ] {
            assert_eq!(
                fault_of_cloud(address, SettingKind::SecretArchive, Some(region)).is_some(),
                is_wrong,
                "{address}"
            );
        }
        assert!(
            fault_of_cloud(
                "https://kv.vault.azure.cn/",
                SettingKind::SecretArchive,
                None
            )
            .is_none()
        );
    }

    #[test]
    fn hosts_are_compared_to_their_end() {
        for (host, service, expected) in [
            ("acct.blob.core.windows.net", Service::Blob, true),
            ("acct.z12.blob.storage.azure.net", Service::Blob, true),
            (
                "acct.blob.core.windows.net.evil.example",
                Service::Blob,
                false,
            ),
            ("acct.blob.evil.example", Service::Blob, false),
            ("acct.x.blob.core.windows.net", Service::Blob, false),
            ("acct.zx.blob.storage.azure.net", Service::Blob, false),
            ("kv.vault.azure.net", Service::Blob, false),
            ("kv.vault.usgovcloudapi.net", Service::Vault, true),
            ("kv.vault.azure.com", Service::Vault, false),
        ] {
            assert_eq!(is_of_azure(host, service), expected, "{host}");
        }
    }

    #[test]
    fn a_signature_is_never_shown() {
        let plain = "https://a.blob.core.windows.net/c";
        for query in [
            "?sv=1&SIG=secret",
            "?sig=secret&sv=1",
            "?sv=1&amp;sig=secret%3D",
            "?sv=1%26sig%3Dsecret",
            "%3Fsv=1%26sig%3Dsecret",
            "?sv=1;sig=secret==",
        ] {
            let text = format!("{plain}{query}");
            assert_eq!(shown(&text), plain);
            let within = format!("`{text}` in `--x` and \"k={text}\", sig={query}");
            let expected = format!("`{plain}` in `--x` and \"k={plain}\", ");
            assert_eq!(shown(&within), expected, "{within}");
        }
        for text in ["sig", "a sig of life", "?design=1", "x=sig", "?sigma=1", ""] {
            assert_eq!(shown(text), text);
        }
        let listing = format!("{plain}?restype=container");
        assert_eq!(shown(&listing), listing);
        assert!(
            Address::parse("https://a.blob.core.windows.net/c?sp=r&sig=x")
                .is_ok_and(|a| a.has_sas())
        );
        for wrong in [
            "a.blob.core.windows.net",
            "http://a.b/c",
            "https://u:p@a.b/c",
            "https:///c",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }
}
