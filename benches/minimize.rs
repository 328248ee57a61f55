//! How long minimal covers take over all published roles: run with
//! `cargo bench --bench minimize`. Without `../shared` there is nothing to measure.

#[path = "../tests/minimize/image.rs"]
mod image;

use std::sync::LazyLock;

use divan::{Bencher, counter::ItemsCount};
use image::Image;
use rolecall::OperationIx;
use rolecall::minimize::{self, CoverProblem, Objective, SearchLimits, frontier, minimize};

static IMAGE: LazyLock<Option<Image>> = LazyLock::new(Image::load);

fn main() {
    divan::main();
}

/// A small deterministic generator (xorshift).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound as u64) as usize
    }
}

/// Requests of operations drawn from roles that are drawn first.
fn requests(image: &Image, kind: &str) -> Vec<Vec<usize>> {
    let mut draws = Draws(88_172_645_463_325_252);
    (0..60)
        .map(|at| {
            let (roles, each, least) = match kind {
                "typical" => (1 + at % 3, (1 + draws.below(30)).div_ceil(1 + at % 3), 1),
                _ => (5, 40, 20),
            };
            let mut required = Vec::new();
            for _ in 0..roles {
                let operations = loop {
                    let (_, grants) = &image.roles[draws.below(image.roles.len())];
                    if grants.len() >= least {
                        break grants.iter().map(OperationIx::index).collect::<Vec<_>>();
                    }
                };
                required.extend((0..each).map(|_| operations[draws.below(operations.len())]));
            }
            required.sort_unstable();
            required.dedup();
            required
        })
        .collect()
}

/// Runs over sixty requests a round; the item rate is requests a second.
fn measure<T>(bencher: Bencher<'_, '_>, kind: &str, run: impl Fn(&CoverProblem<'_>) -> T + Sync) {
    let Some(image) = IMAGE.as_ref() else { return };
    let requests = requests(image, kind);
    let problems: Vec<_> = requests
        .iter()
        .map(|required| image.problem(required))
        .collect();
    bencher
        .counter(ItemsCount::new(problems.len()))
        .bench_local(|| problems.iter().map(&run).collect::<Vec<T>>());
}

#[divan::bench(args = ["typical", "hard"])]
fn roles(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |p| {
        minimize(p, Objective::Roles, SearchLimits::default())
    });
}

#[divan::bench(args = ["typical", "hard"])]
fn excess(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |p| {
        minimize(p, Objective::Excess, SearchLimits::default())
    });
}

#[divan::bench(args = ["typical", "hard"])]
fn risk(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |p| {
        minimize(p, Objective::Risk, SearchLimits::default())
    });
}

#[divan::bench(args = ["typical", "hard"], sample_count = 20)]
fn whole_frontier(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |p| frontier(p, SearchLimits::default()));
}

#[divan::bench(args = ["typical", "hard"], sample_count = 5)]
fn risk_with_check(bencher: Bencher<'_, '_>, kind: &str) {
    measure(bencher, kind, |p| {
        let answer = minimize(p, Objective::Risk, SearchLimits::default());
        answer.is_ok_and(|minimum| minimize::verify(p, Objective::Risk, &minimum).is_ok())
    });
}
