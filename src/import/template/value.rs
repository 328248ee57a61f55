//! A value of a template with what is known of it.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use serde_json::Value;

/// A value, as far as a template alone tells it. What only a deployment knows is written as `{…}`: one
/// path segment, so that a scope made of it is still a scope.
#[derive(Clone, Debug)]
pub(in crate::import) struct Evaluated {
    pub(in crate::import) value: Rc<Value>,
    /// Whether any part of it is for the deployment to say.
    pub(in crate::import) is_open: bool,
    /// Whether it depends on the default of a parameter, which a deployment may replace.
    pub(in crate::import) by_default: bool,
}

impl Evaluated {
    pub(super) fn known(value: impl Into<Value>) -> Self {
        Self {
            value: Rc::new(value.into()),
            is_open: false,
            by_default: false,
        }
    }

    /// What an expression would give, were it evaluated.
    pub(super) fn open(source: &str) -> Self {
        let symbol: String = source
            .chars()
            .filter(|c| !c.is_whitespace() && !"'{}".contains(*c))
            .map(|c| if c == '/' { ':' } else { c })
            .collect();
        Self {
            is_open: true,
            ..Self::known(format!("{{{symbol}}}"))
        }
    }

    /// The same value, made of another one too.
    pub(super) fn with(mut self, other: &Self) -> Self {
        self.is_open |= other.is_open;
        self.by_default |= other.by_default;
        self
    }

    /// The value as a text.
    pub(in crate::import) fn text(&self) -> Cow<'_, str> {
        match &*self.value {
            Value::String(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.to_string()),
        }
    }

    /// The value, where all of it is known.
    pub(super) fn whole(&self) -> Option<&Value> {
        (!self.is_open).then_some(&*self.value)
    }

    /// Whether nothing is known of it, not even what kind of value it is.
    pub(super) fn is_symbol(&self) -> bool {
        let text = self.value.as_str().unwrap_or_default();
        self.is_open && text.starts_with('{') && text.ends_with('}')
    }

    /// Whether anything in it is written as a symbol.
    pub(super) fn holds_symbol(&self) -> bool {
        holds_symbol(&self.value)
    }

    /// A part of it; one without a symbol in it is known.
    pub(in crate::import) fn part(&self, part: &Value) -> Self {
        Self {
            value: Rc::new(part.clone()),
            is_open: self.is_open && holds_symbol(part),
            by_default: self.by_default,
        }
    }
}

fn holds_symbol(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('{'),
        Value::Array(items) => items.iter().any(holds_symbol),
        Value::Object(fields) => {
            let mut fields = fields.iter();
            fields.any(|(name, value)| name.contains('{') || holds_symbol(value))
        }
        _ => false,
    }
}

/// What the expressions of a document may cost: each value is small, but values are made of values, and
/// loops stand in loops.
#[derive(Debug)]
pub(super) struct Budget {
    left: Cell<usize>,
}

/// The largest value that is made, and the most that is made of a document, in bytes or so.
const LARGEST: usize = 1 << 18;
const MOST: usize = 1 << 26;
/// How deep lists and objects may stand in a value.
const DEEPEST: usize = 64;

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(MOST),
        }
    }

    /// Whether that much is left, which it then isn't.
    pub(super) fn spend(&self, cost: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(cost));
        left > cost
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// Whether a value may be made of these.
    pub(super) fn allows<'v>(&self, parts: impl IntoIterator<Item = &'v Value>) -> bool {
        if self.is_spent() {
            return false;
        }
        let (mut cost, mut deepest) = (0, 0);
        for part in parts {
            cost += size(part);
            deepest = deepest.max(depth(part));
        }
        self.spend(cost) && cost <= LARGEST && deepest <= DEEPEST
    }
}

/// How much is written of a value, in bytes or so.
pub(super) fn size(value: &Value) -> usize {
    let within = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => {
            let sizes = fields.iter().map(|(name, value)| name.len() + size(value));
            sizes.sum()
        }
        _ => 0,
    };
    16 + within
}

fn depth(value: &Value) -> usize {
    let within = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(fields) => fields.values().map(depth).max(),
        _ => None,
    };
    within.map_or(0, |depth| depth + 1)
}
