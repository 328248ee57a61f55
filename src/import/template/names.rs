//! The parameters and variables of a template, and the values of what is written in it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::expression::{Expression, Is, inside, parse};
use super::functions;
use super::value::{Budget, Evaluated};
use crate::text;

/// How deep expressions, parameters and variables may refer to each other.
const DEPTH: usize = 128;

/// The most that a loop may make (limits of templates).
const COPIES: u64 = 800;

/// Where a name stands, and the name, folded.
type Name = (Section, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Section {
    Parameters,
    Variables,
    /// The loops that make variables.
    Loops,
    /// The types of parameters.
    Definitions,
}

/// What the expressions of a template refer to.
#[derive(Debug)]
pub(in crate::import) struct Names<'t> {
    /// Where each name is declared.
    known: HashMap<Name, &'t Value>,
    /// The values that parameters get from outside; `None` where they stand in a file of their own.
    given: Option<HashMap<String, Evaluated>>,
    /// Of a template that is evaluated as a part of the one around it: the names of that one.
    outer: Option<&'t Names<'t>>,
    /// The scope of the deployment.
    pub(super) target: String,
    pub(super) budget: &'t Budget,
    /// What has been evaluated; `None` while it is.
    found: RefCell<HashMap<Name, Option<Evaluated>>>,
    /// The loops around what is evaluated, innermost last, each at its index where that is known.
    loops: RefCell<Vec<(String, Option<u64>)>>,
    depth: Cell<usize>,
}

impl<'t> Names<'t> {
    pub(super) fn new(
        template: &'t Value,
        given: Option<HashMap<String, Evaluated>>,
        outer: Option<&'t Names<'t>>,
        target: &str,
        budget: &'t Budget,
    ) -> Self {
        let fold = |name: &str| text::fold(name).into_owned();
        let entries = |section, name| {
            let entries = template.get(name).and_then(Value::as_object);
            let entries = entries.into_iter().flatten();
            entries.map(move |(name, value)| ((section, fold(name)), value))
        };
        let loops = template
            .pointer("/variables/copy")
            .and_then(Value::as_array);
        let loops = loops.into_iter().flatten().filter_map(|each| {
            let name = each.get("name")?.as_str()?;
            Some(((Section::Loops, fold(name)), each))
        });
        Self {
            known: entries(Section::Parameters, "parameters")
                .chain(entries(Section::Variables, "variables"))
                .chain(entries(Section::Definitions, "definitions"))
                .chain(loops)
                .collect(),
            given,
            outer,
            target: target.to_owned(),
            budget,
            found: RefCell::default(),
            loops: RefCell::default(),
            depth: Cell::default(),
        }
    }

    /// The value of a text: itself, or that of the expression in brackets.
    pub(in crate::import) fn text(&self, text: &str) -> Evaluated {
        let trimmed = text.trim();
        let Some(source) = inside(trimmed) else {
            let is_escaped = trimmed.starts_with("[[");
            return Evaluated::known(if is_escaped { &trimmed[1..] } else { text });
        };
        let found = parse(source).map(|expression| self.expression(&expression));
        found
            .filter(|found| self.budget.allows([&*found.value]))
            .unwrap_or_else(|| Evaluated::open(text::brief(source).as_ref()))
    }

    /// A value with every text in it evaluated.
    pub(in crate::import) fn value(&self, value: &Value) -> Evaluated {
        let mut whole = Evaluated::known(Value::Null);
        let mut part = |found: Evaluated| {
            whole = whole.clone().with(&found);
            Value::clone(&found.value)
        };
        let made = match value {
            Value::String(text) => return self.text(text),
            Value::Array(items) => items.iter().map(|item| part(self.value(item))).collect(),
            Value::Object(fields) => {
                let mut made = Map::new();
                for (name, field) in fields {
                    if name == "copy"
                        && let Some(loops) = loops(field)
                    {
                        for (name, each) in loops {
                            made.insert(name.to_owned(), part(self.looped(name, each)));
                        }
                    } else {
                        let name = self.text(name);
                        let value = part(self.value(field).with(&name));
                        made.insert(name.text().into_owned(), value);
                    }
                }
                Value::Object(made)
            }
            other => other.clone(),
        };
        whole.value = Rc::new(made);
        whole
    }

    /// The list that a loop of a property or of a variable makes.
    fn looped(&self, name: &str, each: &Value) -> Evaluated {
        let count = self.value(each.get("count").unwrap_or(&Value::Null));
        let input = each.get("input").unwrap_or(&Value::Null);
        let Some(number) = count_of(&count) else {
            return Evaluated::open(&format!("copy({name},{})", text::brief(&count.text())));
        };
        let mut whole = Evaluated {
            is_open: false,
            ..count
        };
        let mut items = Vec::new();
        for index in 0..number {
            let item = self.within_loop(name, Some(index), || self.value(input));
            if !self.budget.allows([&*item.value]) {
                return Evaluated::open(&format!("copy({name},{number})"));
            }
            whole = whole.with(&item);
            items.push(Value::clone(&item.value));
        }
        whole.value = Rc::new(Value::Array(items));
        whole
    }

    /// Evaluates in a loop at an index.
    pub(super) fn within_loop<T>(
        &self,
        name: &str,
        index: Option<u64>,
        evaluate: impl FnOnce() -> T,
    ) -> T {
        let place = (name.to_owned(), index);
        self.loops.borrow_mut().push(place);
        let found = evaluate();
        self.loops.borrow_mut().pop();
        found
    }

    /// The index of a loop: of the innermost one, where no name is given.
    pub(super) fn index(&self, name: Option<&str>) -> Option<u64> {
        let loops = self.loops.borrow();
        let is_it = |known: &str| name.is_none_or(|name| text::same(known, name));
        let found = loops.iter().rev().find(|(known, _)| is_it(known));
        match (found, self.outer) {
            (Some((_, index)), _) => *index,
            (None, outer) => outer?.index(name),
        }
    }

    /// Every call of a text to one of certain functions, with its arguments evaluated.
    pub(in crate::import) fn calls(
        &self,
        text: &str,
        wanted: fn(&str) -> bool,
    ) -> Vec<(String, Vec<Evaluated>)> {
        let mut calls = Vec::new();
        let parsed = inside(text).and_then(parse);
        let mut waiting: Vec<&Expression<'_>> = parsed.iter().collect();
        while let Some(expression) = waiting.pop() {
            match &expression.is {
                Is::Text(_) | Is::Number(_) => {}
                Is::Member(base, _) => waiting.push(base),
                Is::Element(base, index) => waiting.extend([&**index, &**base]),
                Is::Call(name, arguments) => {
                    if wanted(name) {
                        let arguments = arguments.iter().map(|each| self.expression(each));
                        calls.push(((*name).to_owned(), arguments.collect()));
                    }
                    waiting.extend(arguments.iter().rev());
                }
            }
        }
        calls
    }

    fn expression(&self, expression: &Expression<'_>) -> Evaluated {
        if self.depth.get() > DEPTH {
            return Evaluated::open(expression.source);
        }
        self.depth.set(self.depth.get() + 1);
        let of_part = |base: &Evaluated, found: Option<Evaluated>, symbol: String| {
            // Only what is open as a whole has a symbol that tells it from others.
            let source = if base.is_symbol() {
                &symbol
            } else {
                expression.source
            };
            found.unwrap_or_else(|| Evaluated::open(source))
        };
        let found = match &expression.is {
            Is::Text(text) => Evaluated::known(text.as_str()),
            Is::Number(number) => Evaluated::known(*number),
            Is::Member(base, name) => {
                let base = self.expression(base);
                let found = functions::member(&base, name).map(|part| base.part(part));
                of_part(&base, found, format!("{}.{name}", base.text()))
            }
            Is::Element(base, index) => {
                let (base, index) = (self.expression(base), self.expression(index));
                let part = index.whole().and_then(|at| functions::element(&base, at));
                let found = part.map(|part| base.part(part).with(&index));
                of_part(&base, found, format!("{}[{}]", base.text(), index.text()))
            }
            Is::Call(name, arguments) => {
                let sources: Vec<&str> = arguments.iter().map(|each| each.source).collect();
                let arguments: Vec<Evaluated> =
                    arguments.iter().map(|each| self.expression(each)).collect();
                let values = arguments.iter().map(|argument| &*argument.value);
                let found = self.budget.allows(values).then(|| {
                    functions::call(self, name, &arguments).unwrap_or_else(|| {
                        let parts = sources.iter().zip(&arguments);
                        let text = |(source, value): (&&str, &Evaluated)| match &*value.value {
                            Value::Array(_) | Value::Object(_) => (*source).to_owned(),
                            _ => value.text().into_owned(),
                        };
                        let texts: Vec<String> = parts.map(text).collect();
                        Evaluated::open(&format!("{name}({})", texts.join(",")))
                    })
                });
                found.unwrap_or_else(|| Evaluated::open(expression.source))
            }
        };
        self.depth.set(self.depth.get() - 1);
        found
    }

    /// The value of a parameter; `None` where the deployment gives it, or there is none.
    pub(super) fn parameter(&self, name: &str) -> Option<Evaluated> {
        self.named(Section::Parameters, name, |names, declared| {
            let value = declared.get("defaultValue");
            let definition = || {
                let (_, name) = declared.get("$ref")?.as_str()?.rsplit_once('/')?;
                let name = (Section::Definitions, text::fold(name).into_owned());
                names.known.get(&name).copied()
            };
            let is_null = |declared: &Value| declared.get("nullable") == Some(&Value::Bool(true));
            let null = is_null(declared) || definition().is_some_and(is_null);
            let value = value.or(null.then_some(&Value::Null))?;
            Some(Evaluated {
                by_default: true,
                ..names.value(value)
            })
        })
    }

    pub(super) fn variable(&self, name: &str) -> Option<Evaluated> {
        let looped = self.named(Section::Loops, name, |names, each| {
            Some(names.looped(name, each))
        });
        let value = |names: &Self, value: &Value| Some(names.value(value));
        looped.or_else(|| self.named(Section::Variables, name, value))
    }

    fn named(
        &self,
        section: Section,
        name: &str,
        evaluate: impl FnOnce(&Self, &Value) -> Option<Evaluated>,
    ) -> Option<Evaluated> {
        let name = (section, text::fold(name).into_owned());
        let mut home = self;
        while let Some(outer) = home.outer
            && (outer.known.contains_key(&name) || !home.known.contains_key(&name))
        {
            home = outer;
        }
        if let Some(found) = home.found.borrow().get(&name) {
            return found.clone();
        }
        let given = home.given.as_ref();
        if section == Section::Parameters
            && let Some(given) = given.and_then(|given| given.get(&name.1))
        {
            return Some(given.clone());
        }
        let declared = *home.known.get(&name)?;
        if section == Section::Parameters && given.is_none() {
            return None;
        }
        // Until it is found, what refers to itself is open.
        home.found.borrow_mut().insert(name.clone(), None);
        let loops = home.loops.take();
        let found = evaluate(home, declared);
        home.loops.replace(loops);
        home.found.borrow_mut().insert(name, found.clone());
        found
    }
}

/// The loops of a `copy`, by the names of what they make.
fn loops(copy: &Value) -> Option<Vec<(&str, &Value)>> {
    let loops = copy.as_array()?.iter();
    loops
        .map(|each| Some((each.get("name")?.as_str()?, each)))
        .collect()
}

/// How often a loop runs, as far as that is known and allowed.
pub(super) fn count_of(count: &Evaluated) -> Option<u64> {
    let value = count.whole()?;
    let number = value
        .as_u64()
        .or_else(|| value.as_str()?.trim().parse().ok());
    number.filter(|number| *number <= COPIES)
}
