use rolecall::minimize::{self, Objective, Proven, SearchLimits, frontier, minimize};
use serde_json::Value;

use super::image::{Image, shared};

/// The pairs of a request with `actions` and `dataActions`.
fn required(image: &Image, request: &Value) -> Vec<usize> {
    let mut required = Vec::new();
    for (field, data) in [("actions", false), ("dataActions", true)] {
        for action in request[field].as_array().into_iter().flatten() {
            let name = action.as_str().unwrap_or_default().to_ascii_lowercase();
            required.extend(image.pairs.binary_search(&(name, data)));
        }
    }
    required.sort_unstable();
    required.dedup();
    required
}

#[test]
fn the_published_requirements_get_their_proven_optima() {
    let (Some(folder), Some(image)) = (shared(), Image::load()) else {
        println!("skipped: no shared facts");
        return;
    };
    assert_eq!(image.pairs.len(), 22651);
    let text = std::fs::read_to_string(folder.join("vectors/recommend.json")).unwrap();
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(vectors.len(), 15);
    for (at, vector) in vectors.iter().enumerate() {
        let required = required(&image, vector);
        let asked = ["actions", "dataActions"].map(|f| vector[f].as_array().map_or(0, Vec::len));
        assert_eq!(required.len(), asked.iter().sum::<usize>(), "vector {at}");
        let problem = image.problem(&required);
        for (name, objective) in [("roles", Objective::Roles), ("excess", Objective::Excess)] {
            let minimum = minimize(&problem, objective, SearchLimits::default()).unwrap();
            let best = minimum.best();
            let expected = &vector[name];
            assert_eq!(
                (best.cost.count, best.cost.excess.total()),
                (
                    expected["roleCount"].as_u64().unwrap(),
                    expected["excess"].as_u64().unwrap()
                ),
                "vector {at}, {name}"
            );
            let proven = minimize::verify(&problem, objective, &minimum);
            assert_eq!(proven, Ok(Proven::Optimal), "vector {at}, {name}");
            assert!(minimum.is_optimal(objective));
        }
        let risk = minimize(&problem, Objective::Risk, SearchLimits::default()).unwrap();
        assert_eq!(
            minimize::verify(&problem, Objective::Risk, &risk),
            Ok(Proven::Optimal)
        );
        let frontier = frontier(&problem, SearchLimits::default());
        let ends = |point: Option<&rolecall::minimize::Cover>| {
            point.map(|p| (p.cost.count, p.cost.excess.total()))
        };
        let value = |name: &str| {
            let field = |key: &str| vector[name][key].as_u64();
            field("roleCount").zip(field("excess"))
        };
        assert_eq!(ends(frontier.points.first()), value("roles"));
        assert_eq!(ends(frontier.points.last()), value("excess"));
    }
}
