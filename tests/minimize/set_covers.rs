use proptest::prelude::*;
use rolecall::minimize::{SearchLimits, SetCover};

fn covers() -> impl Strategy<Value = SetCover> {
    (1usize..10).prop_flat_map(|columns| {
        let row = prop::collection::vec(0..columns, 1..4);
        (
            prop::collection::vec(0u32..20, columns),
            prop::collection::vec(row, 0..9),
        )
            .prop_map(|(costs, rows)| SetCover { costs, rows })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn set_covers_cost_what_brute_force_finds(cover in covers()) {
        let best = (0u32..1 << cover.costs.len())
            .filter(|mask| {
                let covered = |row: &Vec<usize>| row.iter().any(|&c| mask >> c & 1 == 1);
                cover.rows.iter().all(covered)
            })
            .map(|mask| {
                let costs = cover.costs.iter().enumerate();
                costs.filter(|(c, _)| mask >> c & 1 == 1).map(|(_, &cost)| u64::from(cost)).sum()
            })
            .min();
        let answer = cover.solve(SearchLimits::default());
        prop_assert_eq!(Some(answer.cost), best);
        prop_assert_eq!(answer.lower_bound, answer.cost);
        let columns = answer.columns.unwrap();
        prop_assert!(cover.rows.iter().all(|row| row.iter().any(|c| columns.contains(c))));
    }
}

#[test]
fn a_row_without_columns_has_no_cover() {
    let cover = SetCover {
        costs: vec![1, 2],
        rows: vec![vec![0], Vec::new()],
    };
    assert_eq!(cover.solve(SearchLimits::default()).columns, None);
}

/// Rows and columns, the costs, then for each row how many columns and which, from 1.
fn read(text: &str) -> Option<SetCover> {
    let mut numbers = text.split_ascii_whitespace().map_while(|n| n.parse().ok());
    let (rows, columns): (usize, usize) = (numbers.next()?, numbers.next()?);
    let costs = numbers.by_ref().take(columns).map(|cost| cost as u32);
    let costs = costs.collect();
    let rows = (0..rows).map(|_| {
        let size = numbers.next()?;
        Some(
            numbers
                .by_ref()
                .take(size)
                .map(|column| column - 1)
                .collect(),
        )
    });
    let rows = rows.collect::<Option<_>>()?;
    Some(SetCover { costs, rows })
}

#[test]
fn public_instances_get_their_known_optima() {
    let Some(folder) = super::image::shared() else {
        println!("skipped: no shared vectors");
        return;
    };
    for (name, optimum) in [
        ("scp41", 429),
        ("scp46", 560),
        ("scp51", 253),
        ("scp61", 138),
        ("scpa5", 236),
        ("scpe1", 5),
    ] {
        let file = folder.join(format!("vectors/orlib/{name}.txt"));
        let cover = read(&std::fs::read_to_string(file).unwrap()).unwrap();
        let answer = cover.solve(SearchLimits::default());
        assert_eq!(
            (answer.cost, answer.lower_bound),
            (optimum, optimum),
            "{name}"
        );
        let short = SearchLimits {
            nodes: Some(1),
            stop: None,
        };
        let short = cover.solve(short);
        assert!(short.lower_bound <= optimum && short.cost >= optimum);
    }
}
