//! Earlier answers of `rightsize`, for how the score went.

use std::path::Path;

use serde_json::Value;

use super::complain::Complaint;
use super::documents::{no_answer, read_answer};
use crate::report::PastScore;

/// Reads the scores of earlier answers, the oldest first.
pub(crate) fn read<'p>(
    paths: impl IntoIterator<Item = &'p Path>,
) -> Result<Vec<PastScore>, Complaint> {
    let each = paths.into_iter().map(|path| {
        let document = read_answer(path, "rolecall/rightsize/1", ANSWER, HELP)?;
        let shown = path.display().to_string();
        past(&document["result"])
            .ok_or_else(|| no_answer(&shown, ANSWER, "it lacks its window or score").help(HELP))
    });
    let mut scores = each.collect::<Result<Vec<_>, _>>()?;
    scores.sort_by(|one, other| (&one.to, &one.from).cmp(&(&other.to, &other.from)));
    Ok(scores)
}

const ANSWER: &str = "an answer of `rightsize`";
const HELP: &str =
    "make one with `rolecall rightsize -i exports/ --logs usage.jsonl -o score.json`";

fn past(result: &Value) -> Option<PastScore> {
    let unused = &result["score"]["unused"];
    let time = |key: &str| Some(result["window"][key].as_str()?.to_owned());
    let assignments = result["assignments"].as_array()?;
    let is_change = |sized: &&Value| sized["proposal"]["kind"] != "keep";
    Some(PastScore {
        from: time("from")?,
        to: time("to")?,
        unused: match unused.is_null() && result["score"].get("unused").is_some() {
            true => None,
            false => Some(unused.as_f64()?),
        },
        assignments: assignments.len(),
        proposals: assignments.iter().filter(is_change).count(),
    })
}
