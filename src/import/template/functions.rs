//! The functions of templates, as far as a template alone tells what they give.

use serde_json::{Map, Value};

use super::names::Names;
use super::place::{GROUPS, group_of, id_of, management_group_of, subscription_of};
use super::value::Evaluated;
use crate::import::typed::record;
use crate::text;

/// What a function gives; `None` for what only the deployment knows.
pub(super) fn call(names: &Names<'_>, name: &str, given: &[Evaluated]) -> Option<Evaluated> {
    let name = name.to_ascii_lowercase();
    let known_text = |at: usize| given.get(at)?.whole()?.as_str();
    match name.as_str() {
        "parameters" => names.parameter(known_text(0)?),
        "variables" => names.variable(known_text(0)?),
        "copyindex" => {
            let offset = match given.last().map(Evaluated::whole) {
                None => 0,
                Some(Some(Value::String(_))) if given.len() == 1 => 0,
                Some(offset) => offset?.as_i64()?,
            };
            let index = i64::try_from(names.index(known_text(0))?).ok()?;
            let index = u64::try_from(index.checked_add(offset)?).ok()?;
            Some(Evaluated::known(index))
        }
        "contains" | "if" | "coalesce" | "and" | "or" | "length" | "empty" | "tryget" | "first"
        | "last" => of_parts(&name, given),
        _ => {
            let texts: Vec<_> = given.iter().map(Evaluated::text).collect();
            let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
            let flags = given
                .iter()
                .fold(Evaluated::known(Value::Null), Evaluated::with);
            if let Some(value) = of_place(&names.target, &name, &texts) {
                let found = Evaluated::known(value);
                let is_open = flags.is_open || found.holds_symbol();
                return Some(Evaluated {
                    is_open,
                    ..found.with(&flags)
                });
            }
            let value = match name.as_str() {
                "concat" | "format" | "string" | "createarray" | "createobject" | "union" => {
                    of_open(&name, given, &texts)
                }
                _ if flags.is_open => None,
                _ => of_known(&name, given, &texts),
            };
            Some(Evaluated::known(value?).with(&flags))
        }
    }
}

/// Functions that may be known though not all of what they are given is.
fn of_parts(name: &str, given: &[Evaluated]) -> Option<Evaluated> {
    let first = given.first()?;
    let sure = |value: Value| Evaluated {
        is_open: false,
        ..given.iter().fold(Evaluated::known(value), Evaluated::with)
    };
    match name {
        "contains" => {
            let item = given.get(1)?.whole()?;
            match &*first.value {
                Value::Object(_) => Some(sure(Value::from(element(first, item).is_some()))),
                Value::Array(items) if items.contains(item) => Some(sure(Value::from(true))),
                Value::Array(_) => first.whole().map(|_| sure(Value::from(false))),
                _ => {
                    let has = first.whole()?.as_str()?.contains(item.as_str()?);
                    Some(sure(Value::from(has)))
                }
            }
        }
        "if" => {
            let chosen = given.get(if first.whole()?.as_bool()? { 1 } else { 2 })?;
            Some(chosen.clone().with(first))
        }
        "coalesce" => {
            let found = given.iter().find(|each| !each.value.is_null())?;
            // What is open as a whole may be null.
            (!found.is_symbol()).then(|| {
                found.clone().with(&Evaluated {
                    is_open: false,
                    ..sure(Value::Null)
                })
            })
        }
        "and" | "or" => {
            let decides = name == "or";
            let mut known = given.iter().map(|each| each.whole()?.as_bool());
            if known.clone().any(|each| each == Some(decides)) {
                return Some(sure(Value::from(decides)));
            }
            known
                .all(|each| each.is_some())
                .then(|| sure(Value::from(!decides)))
        }
        "length" | "empty" => {
            let length = match &*first.value {
                Value::Array(items) => items.len(),
                Value::Object(fields) => fields.len(),
                Value::String(text) if !first.is_open => text.chars().count(),
                Value::Null => 0,
                _ => return None,
            };
            Some(sure(if name == "empty" {
                Value::from(length == 0)
            } else {
                Value::from(length)
            }))
        }
        "tryget" => given[1..].iter().try_fold(first.clone(), |base, key| {
            let part = element(&base, key.whole()?).unwrap_or(&Value::Null);
            (!base.is_symbol()).then(|| base.part(part).with(key))
        }),
        _ => {
            let items = first.value.as_array()?;
            let item = if name == "first" {
                items.first()
            } else {
                items.last()
            };
            Some(first.part(item?))
        }
    }
}

/// Functions whose result has what is open in it.
fn of_open(name: &str, given: &[Evaluated], texts: &[&str]) -> Option<Value> {
    let values = || given.iter().map(|each| Value::clone(&each.value));
    let is = |kind: fn(&Value) -> bool| given.iter().all(|each| kind(&each.value));
    match name {
        "concat" | "union" if is(Value::is_array) => {
            let mut whole: Vec<Value> = Vec::new();
            for item in given
                .iter()
                .filter_map(|each| each.value.as_array())
                .flatten()
            {
                if name == "concat" || !whole.contains(item) {
                    whole.push(item.clone());
                }
            }
            Some(Value::Array(whole))
        }
        "concat" if !given.iter().any(|each| each.value.is_array()) => {
            Some(Value::from(texts.concat()))
        }
        "string" => Some(Value::from(*texts.first()?)),
        "format" => format(texts),
        "createarray" => Some(values().collect()),
        "createobject" => {
            let pairs = texts.iter().step_by(2).zip(values().skip(1).step_by(2));
            let fields: Map<_, _> = pairs
                .map(|(name, value)| ((*name).to_owned(), value))
                .collect();
            Some(Value::Object(fields))
        }
        "union" if is(Value::is_object) => {
            let fields = given
                .iter()
                .filter_map(|each| each.value.as_object())
                .flatten();
            let fields: Map<_, _> = fields
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            Some(Value::Object(fields))
        }
        _ => None,
    }
}

/// Functions of values that are known as a whole.
fn of_known(name: &str, given: &[Evaluated], texts: &[&str]) -> Option<Value> {
    let value = |at: usize| given.get(at).map(|each| &*each.value);
    let number = |at: usize| {
        let value = value(at)?;
        value
            .as_i64()
            .or_else(|| value.as_str()?.trim().parse().ok())
    };
    let of_numbers =
        |operate: fn(i64, i64) -> Option<i64>| Some(Value::from(operate(number(0)?, number(1)?)?));
    let compare = |is: fn(std::cmp::Ordering) -> bool| {
        let by_number = value(0)?
            .is_i64()
            .then(|| Some(number(0)?.cmp(&number(1)?)))?;
        Some(Value::from(is(by_number?)))
    };
    let first = texts.first().copied();
    match name {
        "true" => Some(Value::from(true)),
        "false" => Some(Value::from(false)),
        "null" => Some(Value::Null),
        "bool" => match first?.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(Value::from(true)),
            "false" | "0" => Some(Value::from(false)),
            _ => None,
        },
        "not" => Some(Value::from(!value(0)?.as_bool()?)),
        "equals" => Some(Value::from(value(0)? == value(1)?)),
        "startswith" => Some(Value::from(text::starts_with(first?, texts.get(1)?))),
        "endswith" => Some(Value::from(text::ends_with(first?, texts.get(1)?))),
        "tolower" => Some(Value::from(first?.to_lowercase())),
        "toupper" => Some(Value::from(first?.to_uppercase())),
        "trim" => Some(Value::from(first?.trim())),
        "replace" => Some(Value::from(
            first?.replace(texts.get(1).filter(|t| !t.is_empty())?, texts.get(2)?),
        )),
        "split" => {
            let between = texts.get(1).filter(|between| !between.is_empty())?;
            Some(first?.split(between).collect())
        }
        "join" => {
            let items = value(0)?.as_array()?.iter();
            let items: Option<Vec<&str>> = items.map(Value::as_str).collect();
            Some(Value::from(items?.join(texts.get(1)?)))
        }
        "array" => Some(match value(0)? {
            whole @ Value::Array(_) => whole.clone(),
            other => vec![other.clone()].into(),
        }),
        "json" => serde_json::from_str(first?).ok(),
        "int" => Some(Value::from(number(0)?)),
        "add" => of_numbers(i64::checked_add),
        "sub" => of_numbers(i64::checked_sub),
        "mul" => of_numbers(i64::checked_mul),
        "less" => compare(std::cmp::Ordering::is_lt),
        "lessorequals" => compare(std::cmp::Ordering::is_le),
        "greater" => compare(std::cmp::Ordering::is_gt),
        "greaterorequals" => compare(std::cmp::Ordering::is_ge),
        "range" => {
            let (start, count) = (
                number(0)?,
                number(1).filter(|count| (0..10_000).contains(count))?,
            );
            Some((start..start.checked_add(count)?).collect())
        }
        "items" => {
            let mut fields: Vec<_> = value(0)?.as_object()?.iter().collect();
            // Azure orders them by name.
            fields.sort_by(|a, b| text::order(a.0, b.0));
            Some(
                fields
                    .into_iter()
                    .map(|(key, value)| {
                        record([
                            ("key", Some(key.as_str().into())),
                            ("value", Some(value.clone())),
                        ])
                    })
                    .collect(),
            )
        }
        _ => None,
    }
}

/// Functions that depend on the scope of the deployment, and those that make ids.
fn of_place(target: &str, name: &str, texts: &[&str]) -> Option<Value> {
    let subscription = subscription_of(target);
    let of_subscription = format!("/subscriptions/{subscription}");
    // The texts before the type, which is the first with a slash.
    let given = texts.iter().position(|text| text.contains('/'));
    let id = |scope: &str, given: usize| {
        let (kind, names) = texts.get(given..)?.split_first()?;
        Some(Value::from(id_of(scope, kind, &names.join("/"))))
    };
    match (name, given) {
        ("subscription", None) => Some(record([
            ("id", Some(of_subscription.into())),
            ("subscriptionId", Some(subscription.into())),
        ])),
        ("resourcegroup", None) => {
            let group = group_of(target);
            let id = format!("{of_subscription}{GROUPS}{group}");
            Some(record([
                ("id", Some(id.into())),
                ("name", Some(group.into())),
            ]))
        }
        ("managementgroup", None) => {
            let group = management_group_of(target);
            let name = group.rsplit('/').next();
            Some(record([
                ("id", Some(group.into())),
                ("name", Some(name.into())),
            ]))
        }
        ("tenantresourceid", _) => id("", given?),
        ("subscriptionresourceid", Some(0)) => id(&of_subscription, 0),
        ("subscriptionresourceid", _) => id(&format!("/subscriptions/{}", texts.first()?), given?),
        ("managementgroupresourceid", Some(0)) => id(management_group_of(target), 0),
        ("managementgroupresourceid", _) => {
            let group = texts.first()?;
            id(
                &format!("/providers/Microsoft.Management/managementGroups/{group}"),
                given?,
            )
        }
        // Of the scope of the deployment: at a subscription it has no group.
        ("resourceid", Some(0)) => id(target, 0),
        ("resourceid", Some(1)) => id(&format!("{of_subscription}{GROUPS}{}", texts[0]), 1),
        ("resourceid", _) => {
            let [subscription, group] = texts.first_chunk::<2>()?;
            id(
                &format!("/subscriptions/{subscription}{GROUPS}{group}"),
                given?,
            )
        }
        ("extensionresourceid", _) => id(texts.first()?, 1),
        _ => None,
    }
}

/// `{0}` and its like in a pattern replaced; doubled braces stand for one.
fn format(texts: &[&str]) -> Option<Value> {
    let (pattern, arguments) = texts.split_first()?;
    let mut whole = String::new();
    let mut rest = *pattern;
    while let Some(at) = rest.find(['{', '}']) {
        whole.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            whole.push_str(brace);
            rest = after;
            continue;
        }
        let (index, after) = rest.split_once('}')?;
        let index = index.split([':', ',']).next()?.trim();
        whole.push_str(arguments.get(index.parse::<usize>().ok()?)?);
        rest = after;
    }
    whole.push_str(rest);
    Some(Value::from(whole))
}

/// A field of an object, in any case.
pub(super) fn member<'v>(base: &'v Evaluated, name: &str) -> Option<&'v Value> {
    let fields = base.value.as_object()?;
    fields.get(name).or_else(|| {
        let mut fields = fields.iter();
        fields
            .find(|(known, _)| text::same(known, name))
            .map(|(_, value)| value)
    })
}

/// A field of an object, or an element of a list.
pub(super) fn element<'v>(base: &'v Evaluated, at: &Value) -> Option<&'v Value> {
    match at {
        Value::String(name) => member(base, name),
        _ => base.value.get(usize::try_from(at.as_u64()?).ok()?),
    }
}
