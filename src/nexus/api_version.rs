//! Versions of the cluster API, compared by date (V1 to V6).

use std::fmt;

use crate::time::Timestamp;

/// A version of the `Microsoft.NetworkCloud` API: a date, and whether it is a preview. A preview
/// sorts before the release of its date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ApiVersion {
    date: Timestamp,
    is_release: bool,
}

/// A text that is no API version.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{input}` is not an API version: one looks like `2025-02-01` or `2025-07-01-preview`")]
pub struct ParseApiVersionError {
    /// The text as given.
    pub input: String,
}

impl ApiVersion {
    /// Storage settings with an identity (V1), and removal of identities by PATCH (V3).
    pub const STORAGE_IDENTITY: Self = Self::release(2024, 7, 1);
    /// The first preview with storage settings (V1).
    pub const STORAGE_IDENTITY_PREVIEW: Self = Self::preview(2024, 6, 1);
    /// Workspace and vault settings with an identity (V2).
    pub const WORKSPACE_AND_VAULT: Self = Self::release(2025, 2, 1);
    /// The first preview with workspace and vault settings (V2).
    pub const WORKSPACE_AND_VAULT_PREVIEW: Self = Self::preview(2024, 10, 1);
    /// `commandOutputSettings.overrides` (V4).
    pub const OVERRIDES: Self = Self::preview(2025, 7, 1);

    const fn release(year: i16, month: i8, day: i8) -> Self {
        Self {
            date: Timestamp::midnight(year, month, day),
            is_release: true,
        }
    }

    const fn preview(year: i16, month: i8, day: i8) -> Self {
        Self {
            date: Timestamp::midnight(year, month, day),
            is_release: false,
        }
    }

    /// Reads `YYYY-MM-DD` or `YYYY-MM-DD-preview`.
    ///
    /// # Errors
    ///
    /// When the text has neither form, or no such day exists.
    pub fn parse(input: &str) -> Result<Self, ParseApiVersionError> {
        Self::read(input.trim()).ok_or_else(|| ParseApiVersionError {
            input: input.to_owned(),
        })
    }

    fn read(text: &str) -> Option<Self> {
        let (date, is_release) = match text.get(10..)? {
            "" => (text, true),
            rest if crate::text::same(rest, "-preview") => (&text[..10], false),
            _ => return None,
        };
        let date = Timestamp::parse_day(date).ok()?;
        Some(Self { date, is_release })
    }

    /// Whether this is a preview.
    pub fn is_preview(self) -> bool {
        !self.is_release
    }

    /// The least version of the `networkcloud` CLI extension known to speak this API version or
    /// a later one (V5); `None` where it is later than all that are known.
    pub fn cli_extension(self) -> Option<&'static str> {
        [
            (Self::preview(2024, 6, 1), "2.0.0b3"),
            (Self::release(2024, 7, 1), "2.0.0"),
            (Self::preview(2024, 10, 1), "3.0.0b1"),
            (Self::release(2025, 2, 1), "3.0.0"),
            (Self::preview(2025, 7, 1), "4.0.0b1"),
        ]
        .into_iter()
        .find(|&(api, _)| self <= api)
        .map(|(_, cli)| cli)
    }

    /// Whether the version is one that public pages or the CLI have used (V6). The list grows:
    /// absence means little.
    pub fn is_known(self) -> bool {
        const KNOWN: [ApiVersion; 14] = [
            ApiVersion::preview(2022, 12, 12),
            ApiVersion::preview(2023, 5, 1),
            ApiVersion::release(2023, 7, 1),
            ApiVersion::preview(2023, 10, 1),
            ApiVersion::preview(2024, 6, 1),
            ApiVersion::release(2024, 7, 1),
            ApiVersion::preview(2024, 8, 1),
            ApiVersion::preview(2024, 10, 1),
            ApiVersion::release(2025, 2, 1),
            ApiVersion::preview(2025, 7, 1),
            ApiVersion::release(2025, 9, 1),
            ApiVersion::preview(2026, 5, 1),
            ApiVersion::release(2026, 7, 1),
            ApiVersion::preview(2026, 8, 1),
        ];
        KNOWN.contains(&self)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.date.day())?;
        if self.is_preview() {
            f.write_str("-preview")?;
        }
        Ok(())
    }
}

impl std::str::FromStr for ApiVersion {
    type Err = ParseApiVersionError;

    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::parse(input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_order_by_date_and_a_preview_precedes_its_release() {
        let mut given = [
            "2025-02-01",
            "2025-02-01-preview",
            "2024-07-01",
            "2024-10-01-Preview",
        ]
        .map(|text| ApiVersion::parse(text).unwrap());
        given.sort();
        assert_eq!(
            given.map(|version| version.to_string()),
            [
                "2024-07-01",
                "2024-10-01-preview",
                "2025-02-01-preview",
                "2025-02-01"
            ]
        );
        for wrong in [
            "2025-2-1",
            "2025-13-01",
            "2025-02-30",
            "2025-02-01-beta",
            "latest",
            "",
            "2025-02-01é",
            "+025-02-01",
        ] {
            assert!(ApiVersion::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_cli_extension_of_a_version() {
        assert_eq!(
            ApiVersion::WORKSPACE_AND_VAULT.cli_extension(),
            Some("3.0.0")
        );
        assert_eq!(ApiVersion::OVERRIDES.cli_extension(), Some("4.0.0b1"));
        assert_eq!(ApiVersion::release(2026, 7, 1).cli_extension(), None);
        assert!(ApiVersion::OVERRIDES.is_known());
        assert!(!ApiVersion::release(2030, 1, 1).is_known());
    }
}
