use super::meta::Rule;
use crate::text;

/// Rules in the order of their list, each with the function that looks for it.
pub(crate) struct Registry<F: 'static> {
    rules: &'static [Rule],
    functions: &'static [F],
}

/// A rule id that doesn't exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no rule `{input}`")]
pub struct UnknownRuleError {
    /// The text as given: an id, or a glob that matches none.
    pub input: String,
    /// The ids that exist.
    pub known: Vec<&'static str>,
}

impl<F: Copy> Registry<F> {
    /// The rules with their functions, in the same order.
    pub(crate) const fn new(rules: &'static [Rule], functions: &'static [F]) -> Self {
        assert!(rules.len() == functions.len(), "one function a rule");
        Self { rules, functions }
    }

    /// Every rule.
    pub(crate) fn rules(&self) -> &'static [Rule] {
        self.rules
    }

    /// The rule with this id.
    pub(crate) fn find(&self, id: &str) -> Result<Rule, UnknownRuleError> {
        find_rule(self.rules, id)
    }

    /// Those of some rules that are listed here, in the order of `rules`, with their functions.
    pub(crate) fn functions<'r>(&self, rules: &'r [Rule]) -> impl Iterator<Item = (&'r Rule, F)> {
        rules.iter().filter_map(|rule| {
            let at = self.rules.iter().position(|own| own.id == rule.id)?;
            Some((rule, *self.functions.get(at)?))
        })
    }
}

/// The rule with this id, whatever its case.
pub(crate) fn find_rule(rules: &[Rule], id: &str) -> Result<Rule, UnknownRuleError> {
    let found = rules.iter().find(|rule| text::same(rule.id, id.trim()));
    found.copied().ok_or_else(|| UnknownRuleError {
        input: id.to_owned(),
        known: rules.iter().map(|rule| rule.id).collect(),
    })
}

/// Modules of one rule each, which has the constant `RULE` and the function `run`, and the
/// [`Registry`] of them: one list for both.
macro_rules! rules {
    (
        $(#[$doc:meta])*
        $table_vis:vis static $table:ident: $function:ty;
        $($vis:vis mod $module:ident;)*
    ) => {
        $($vis mod $module;)*

        $(#[$doc])*
        $table_vis static $table: $crate::rule::Registry<$function> =
            $crate::rule::Registry::new(&[$($module::RULE),*], &[$($module::run),*]);
    };
}

pub(crate) use rules;
