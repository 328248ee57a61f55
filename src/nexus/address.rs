//! The addresses of containers and vaults: URLs compared whole, by scheme, host and path.

use std::borrow::Cow;

use crate::text;

/// The suffixes of the hosts of storage accounts and of vaults, a pair a cloud of Azure.
const CLOUDS: [(&str, &str); 4] = [
    ("blob.core.windows.net", "vault.azure.net"),
    ("blob.core.usgovcloudapi.net", "vault.usgovcloudapi.net"),
    ("blob.core.chinacloudapi.cn", "vault.azure.cn"),
    ("blob.core.cloudapi.de", "vault.microsoftazure.de"),
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

impl<'a> Address<'a> {
    /// Reads a URL; `Err` says what speaks against it.
    pub(super) fn parse(input: &'a str) -> Result<Self, &'static str> {
        let input = input.trim();
        let (scheme, rest) = input.split_once("://").ok_or("it is no URL")?;
        if text::same(scheme, "http") {
            return Err("`http` is not taken, only `https`");
        }
        if !text::same(scheme, "https") {
            return Err("it is no URL of `https`");
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
        is_signed(self.query)
    }
}

fn is_signed(query: &str) -> bool {
    let mut keys = query.split('&').filter_map(|pair| pair.split('=').next());
    keys.any(|key| text::same(key, "sig"))
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
    CLOUDS.iter().any(|(blob, vault)| match service {
        Service::Blob => suffix == *blob,
        Service::Vault => suffix == *vault,
    }) || service == Service::Blob && zoned().is_some()
}

/// An address as it may be shown: a shared access signature opens the container to whoever reads it.
pub(crate) fn shown(address: &str) -> Cow<'_, str> {
    match address.split_once('?') {
        Some((plain, query)) if is_signed(query) => Cow::Owned(plain.to_owned()),
        _ => Cow::Borrowed(address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(shown(&format!("{plain}?sv=1&SIG=x")), plain);
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
