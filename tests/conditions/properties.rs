//! Random conditions against the naive evaluator.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolecall::condition::{
    AttributeMap, AttributeRef, AttributeValue, Completeness, Condition, ConditionContext, Need,
    Suboperation, Verdict,
};

use super::oracle::{self, Node, Side, Value, World};

const ACTIONS: [&str; 3] = ["A.B/c/read", "A.B/c/write", "A.B/d/delete"];
const PATTERNS: [&str; 5] = ["a.b/c/read", "A.B/c/*", "A.B/*/write", "*", "A.B/d/delete"];
const QUANTIFIERS: [&str; 4] = [
    "ForAnyOfAnyValues",
    "ForAllOfAnyValues",
    "ForAnyOfAllValues",
    "ForAllOfAllValues",
];
const TEXT_OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringStartsWith",
    "StringNotStartsWith",
    "StringStartsWithIgnoreCase",
    "StringNotStartsWithIgnoreCase",
    "StringLike",
    "StringNotLike",
    "StringLikeIgnoreCase",
    "StringNotLikeIgnoreCase",
];
const ORDERS: [&str; 6] = [
    "Equals",
    "NotEquals",
    "LessThan",
    "LessThanEquals",
    "GreaterThan",
    "GreaterThanEquals",
];

/// The types of values; each has two scalar attributes and one list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Number,
    Date,
    Guid,
    Truth,
}

const KINDS: [Kind; 5] = [
    Kind::Text,
    Kind::Number,
    Kind::Date,
    Kind::Guid,
    Kind::Truth,
];

fn scalar_of(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Text => r"[aAb*?'/\\é]{0,3}b".prop_map(Value::Text).boxed(),
        Kind::Number => (-2i64..3).prop_map(Value::Number).boxed(),
        Kind::Date => prop::sample::select(vec![
            "2022-06-01T00:00:00Z",
            "2022-06-01T00:00:00.0Z",
            "2022-06-01T00:00:00.0000001Z",
            "2022-05-31T23:59:59.9Z",
        ])
        .prop_map(|date| Value::Date(date.to_owned()))
        .boxed(),
        Kind::Guid => prop::sample::select(vec![
            "5e467623-bb1f-42f4-a55d-6e525e11384b",
            "5E467623BB1F42F4A55D6E525E11384B",
            "a795c7a0-d4a2-40c1-ae25-d81f01202912",
        ])
        .prop_map(|guid| Value::Guid(guid.to_owned()))
        .boxed(),
        Kind::Truth => any::<bool>().prop_map(Value::Truth).boxed(),
    }
}

fn scalar_name(kind: Kind, second: bool) -> String {
    let source = if second { "Request" } else { "Resource" };
    format!("@{source}[x/y:{kind:?}]")
}

fn list_name(kind: Kind) -> String {
    format!("@Principal[Id:Set_{kind:?}]")
}

fn operator(kind: Kind) -> BoxedStrategy<&'static str> {
    let family = |prefix: &str| {
        let names = ORDERS
            .iter()
            .map(|order| &*format!("{prefix}{order}").leak());
        prop::sample::select(names.collect::<Vec<&'static str>>()).boxed()
    };
    match kind {
        Kind::Text => prop::sample::select(&TEXT_OPERATORS[..]).boxed(),
        Kind::Number => family("Numeric"),
        Kind::Date => family("DateTime"),
        Kind::Guid => prop::sample::select(vec!["GuidEquals", "GuidNotEquals"]).boxed(),
        Kind::Truth => prop::sample::select(vec!["BoolEquals", "BoolNotEquals"]).boxed(),
    }
}

fn comparison() -> BoxedStrategy<Node> {
    let side = |kind, longest| {
        prop_oneof![
            3 => any::<bool>().prop_map(move |b| Side::Attribute(scalar_name(kind, b))),
            2 => prop::collection::vec(scalar_of(kind), 1..=longest).prop_map(Side::Values),
        ]
    };
    let kinds = prop::sample::select(&KINDS[..]);
    kinds
        .prop_flat_map(move |kind| {
            let single = (side(kind, 1), Just(None), operator(kind), side(kind, 1));
            let listed =
                move || prop_oneof![side(kind, 3), Just(Side::Attribute(list_name(kind))),];
            let quantifier = prop::sample::select(&QUANTIFIERS[..]).prop_map(Some);
            let several = (listed(), quantifier, operator(kind), listed());
            prop_oneof![single.boxed(), several.boxed()]
        })
        .prop_map(|(left, quantifier, operator, right)| {
            Node::Compare(left, quantifier, operator, right)
        })
        .boxed()
}

fn attribute_name() -> impl Strategy<Value = String> {
    (prop::sample::select(&KINDS[..]), 0..3).prop_map(|(kind, which)| match which {
        2 => list_name(kind),
        which => scalar_name(kind, which == 1),
    })
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        4 => comparison(),
        2 => prop::sample::select(&PATTERNS[..]).prop_map(|p| Node::Action(p.to_owned())),
        1 => prop::sample::select(vec!["Blob.List", "Other"]).prop_map(|s| Node::Suboperation(s.to_owned())),
        1 => attribute_name().prop_map(Node::Exists),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::Or),
            inner.prop_map(|child| Node::Not(Box::new(child))),
        ]
    })
}

fn world() -> impl Strategy<Value = World> {
    let entries: Vec<_> = KINDS
        .iter()
        .flat_map(|&kind| {
            let single =
                move || prop::option::weighted(0.7, prop::collection::vec(scalar_of(kind), 1));
            let list = prop::option::weighted(0.7, prop::collection::vec(scalar_of(kind), 0..3));
            [
                (Just(scalar_name(kind, false)), single().boxed()),
                (Just(scalar_name(kind, true)), single().boxed()),
                (Just(list_name(kind)), list.boxed()),
            ]
        })
        .collect();
    let suboperation = prop::option::of(prop::sample::select(vec!["blob.list", "x"]));
    (prop::sample::select(&ACTIONS[..]), suboperation, entries).prop_map(
        |(action, suboperation, entries)| World {
            action: action.to_owned(),
            suboperation: suboperation.map(str::to_owned),
            attributes: entries
                .into_iter()
                .filter_map(|(name, values)| Some((name, values?)))
                .collect::<BTreeMap<_, _>>(),
        },
    )
}

fn every_name() -> Vec<String> {
    KINDS
        .iter()
        .flat_map(|&kind| {
            [
                scalar_name(kind, false),
                scalar_name(kind, true),
                list_name(kind),
            ]
        })
        .collect()
}

fn native(value: &Value) -> AttributeValue {
    match value {
        Value::Text(text) | Value::Date(text) | Value::Guid(text) => text.as_str().into(),
        Value::Number(number) => (*number).into(),
        Value::Truth(truth) => (*truth).into(),
    }
}

/// The part of the world that `shown` names, in the library's form.
fn map(world: &World, shown: impl Fn(&str) -> bool, completeness: Completeness) -> AttributeMap {
    let mut map = AttributeMap::new(completeness);
    for name in every_name().into_iter().filter(|name| shown(name)) {
        map.insert(AttributeRef::parse(&name).unwrap(), known(world, &name));
    }
    map
}

fn known(world: &World, name: &str) -> Option<AttributeValue> {
    let values = world.attributes.get(name)?;
    Some(match values.as_slice() {
        [one] if !name.starts_with("@Principal") => native(one),
        values => AttributeValue::List(values.iter().map(native).collect()),
    })
}

fn suboperation(world: &World) -> Suboperation<'_> {
    world
        .suboperation
        .as_deref()
        .map_or(Suboperation::Absent, Suboperation::Named)
}

fn verdict(condition: &Condition, world: &World) -> Verdict {
    let attributes = map(world, |_| true, Completeness::Closed);
    let context = ConditionContext::new()
        .action(&world.action)
        .suboperation(suboperation(world))
        .attributes(&attributes);
    condition.verdict(&context)
}

fn expected(node: &Node, world: &World) -> Verdict {
    match oracle::evaluate(node, world) {
        Some(true) => Verdict::Met,
        _ => Verdict::NotMet,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_evaluator_agrees_with_the_naive_one(node in node(), world in world()) {
        let condition = Condition::parse(&oracle::text(&node)).unwrap();
        prop_assert_eq!(verdict(&condition, &world), expected(&node, &world));
    }

    #[test]
    fn printing_and_parsing_is_the_identity(node in node()) {
        let condition = Condition::parse(&oracle::text(&node)).unwrap();
        let printed = condition.to_string();
        let again = Condition::parse(&printed).unwrap();
        prop_assert_eq!(&again, &condition);
        prop_assert_eq!(again.to_string(), printed);
    }

    /// What is answered from a part holds of the whole; what is left open is what the residual
    /// says, and is settled by what is needed.
    #[test]
    fn a_part_of_the_truth_never_contradicts_the_whole(
        node in node(),
        world in world(),
        hidden in prop::collection::btree_set(0usize..15, 0..15),
        action_shown in any::<bool>(),
    ) {
        let condition = Condition::parse(&oracle::text(&node)).unwrap();
        let names = every_name();
        let hidden: BTreeSet<&String> = hidden.iter().map(|&at| &names[at]).collect();
        let attributes = map(&world, |name| !hidden.contains(&name.to_owned()), Completeness::Open);
        let mut context = ConditionContext::new().attributes(&attributes);
        if action_shown {
            context = context.action(&world.action).suboperation(suboperation(&world));
        }
        let part = condition.evaluate(&context);
        let whole = expected(&node, &world);
        prop_assert!(!part.deciding.is_empty());
        if part.verdict == Verdict::Unknown {
            let residual = Condition::parse(part.residual.as_deref().unwrap()).unwrap();
            prop_assert_eq!(verdict(&residual, &world), whole, "{}", residual);
            prop_assert!(!part.needs.is_empty());
            let mut supplied = attributes.clone();
            for need in &part.needs {
                if let Need::Attribute(name) = need {
                    prop_assert!(hidden.contains(&name.to_string()));
                    supplied.insert(name.clone(), known(&world, &name.to_string()));
                }
            }
            let settled = ConditionContext::new()
                .action(&world.action)
                .suboperation(suboperation(&world))
                .attributes(&supplied);
            prop_assert_eq!(condition.verdict(&settled), whole);
        } else {
            prop_assert_eq!(part.verdict, whole);
            prop_assert!(part.residual.is_none());
            prop_assert!(part.needs.is_empty());
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_places_inside_it(text in ".{0,80}") {
        check_reading(&text);
    }

    #[test]
    fn any_words_of_the_language_are_read_or_refused(
        words in prop::collection::vec(prop::sample::select(vec![
            "(", ")", "{", "}", ",", ":", "!", "AND", "OR", "NOT", "&&", "||", "Exists", "'a'",
            "'a\\'", "'", "@Resource[a]", "@", "[x]", "Resource", "ActionMatches{'a.b/c'}",
            "ActionMatches", "StringEquals", "ForAnyOfAnyValues", "GuidEquals", "1", "-7", "true",
            "5e467623bb1f42f4a55d6e525e11384b", "ToLower", "IpMatch", "null", "==", "`$", "\n",
        ]), 0..24),
    ) {
        check_reading(&words.join(" "));
        check_reading(&words.concat());
    }
}

fn check_reading(text: &str) {
    match Condition::parse(text) {
        Ok(condition) => {
            let printed = condition.to_string();
            let again = Condition::parse(&printed).unwrap();
            assert_eq!(again, condition);
            assert_eq!(again.to_string(), printed);
        }
        Err(errors) => {
            assert!(!errors.errors().is_empty());
            for (error, excerpt) in errors.excerpts() {
                assert!(error.span.start <= error.span.end && error.span.end <= text.len());
                assert!(text.is_char_boundary(error.span.start));
                assert!(text.is_char_boundary(error.span.end));
                assert!(excerpt.caret.end <= excerpt.source.chars().count() + 1);
            }
        }
    }
}

/// The generator itself: both answers, and open ones, come often enough to mean something.
#[test]
fn the_generator_produces_every_verdict() {
    let mut runner = TestRunner::deterministic();
    let mut counts = BTreeMap::new();
    for _ in 0..400 {
        let (node, world) = (node(), world()).new_tree(&mut runner).unwrap().current();
        let condition = Condition::parse(&oracle::text(&node)).unwrap();
        *counts.entry(verdict(&condition, &world)).or_insert(0) += 1;
        let open = ConditionContext::new().action(&world.action);
        *counts.entry(condition.verdict(&open)).or_insert(0) += 1;
    }
    for verdict in [Verdict::Met, Verdict::NotMet, Verdict::Unknown] {
        assert!(
            counts.get(&verdict).is_some_and(|&count| count > 40),
            "{counts:?}"
        );
    }
}
