//! The documentation of rules, as `docs/rules/` gives it, inside the program.

/// Pages by rule id, from the build script.
static PAGES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rule_pages.rs"));

/// The page of a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RulePage {
    /// The page in Markdown.
    pub(crate) markdown: &'static str,
}

impl RulePage {
    /// The page of the rule with this id, if it has one.
    pub(crate) fn of(rule: &str) -> Option<Self> {
        let (_, markdown) = PAGES.iter().find(|(id, _)| *id == rule)?;
        Some(Self { markdown })
    }

    /// The paragraph under a bold name, for example `What.`, on one line.
    pub(crate) fn part(self, name: &str) -> Option<String> {
        let after = self.markdown.split(&format!("**{name}**")).nth(1)?;
        Some(after.split("\n\n").next()?.trim().replace('\n', " "))
    }

    /// The page without its Markdown marks.
    pub(crate) fn plain(self) -> String {
        self.markdown.replace("**", "").replace('`', "")
    }

    /// Where the page stands in public, if the package says where it lives.
    pub(crate) fn address(rule: &str) -> Option<String> {
        match env!("CARGO_PKG_REPOSITORY") {
            "" => None,
            home => {
                let version = env!("CARGO_PKG_VERSION");
                Some(format!("{home}/blob/v{version}/docs/rules/{rule}.md"))
            }
        }
    }
}
