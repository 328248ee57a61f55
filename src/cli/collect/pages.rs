//! Answers in pages, joined into one.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::plan::Step;
use super::table::Ask;
use crate::time::Timestamp;

/// The pages of one answer.
pub(super) struct Pages {
    ask: &'static Ask,
    next: Option<String>,
    seen: Vec<String>,
    joined: Option<Map<String, Value>>,
}

/// From when to when the activity log is read.
pub(super) struct Window {
    since: String,
    until: String,
}

/// The last days. Azure refuses what lies more than 90 days back, so the start is the full hour after.
pub(super) fn window(now: Timestamp, days: u32) -> Window {
    const HOUR: i64 = 3600;
    let epoch = Timestamp::midnight(1970, 1, 1);
    let seconds = now.seconds_since(epoch);
    let since = seconds - i64::from(days) * 24 * HOUR;
    let since = (since.div_euclid(HOUR) + 1) * HOUR;
    let moment = |seconds| match Timestamp::from_unix_seconds(seconds) {
        Some(moment) => moment.to_string(),
        None => epoch.to_string(),
    };
    Window {
        since: moment(since),
        until: moment(seconds),
    }
}

impl Pages {
    pub(super) fn of(step: &Step, window: &Window) -> Self {
        Self {
            ask: step.ask,
            next: Some(step.url(&window.since, &window.until)),
            seen: Vec::new(),
            joined: None,
        }
    }

    /// The address of the page to ask for.
    pub(super) fn next(&mut self) -> Option<String> {
        let next = self.next.take()?;
        self.seen.push(next.clone());
        Some(next)
    }

    /// Takes a page.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let Ok(Value::Object(mut page)) = serde_json::from_slice(bytes) else {
            return Err(Failure::failed(
                "`az` gave an answer that is not a JSON object",
            ));
        };
        let list = self.ask.list;
        if list.is_empty() {
            if !page.get("id").is_some_and(Value::is_string) {
                return Err(Failure::failed("`az` gave an answer without an id"));
            }
            self.joined = Some(page);
            return Ok(());
        }
        let next = page.remove("next");
        let Some(Value::Array(mut items)) = page.remove(list) else {
            return Err(Failure::failed("`az` gave an answer without a list"));
        };
        let whole = self.joined.get_or_insert(page);
        match whole.get_mut(list) {
            Some(Value::Array(all)) => all.append(&mut items),
            _ => {
                whole.insert(list.to_owned(), Value::Array(items));
            }
        }
        if let Some(Value::String(link)) = next {
            if self.seen.contains(&link) {
                return Err(Failure::failed("the pages lead back to an earlier one"));
            }
            self.next = Some(link);
        }
        Ok(())
    }

    /// All pages as one.
    pub(super) fn joined(self) -> Result<Vec<u8>, Failure> {
        let list = self
            .joined
            .as_ref()
            .and_then(|whole| whole.get(self.ask.list));
        let is_empty = list.and_then(Value::as_array).is_some_and(Vec::is_empty);
        if is_empty && !self.ask.may_be_empty {
            return Err(Failure::failed("Azure shows none, and there is always one"));
        }
        let mut bytes = serde_json::to_vec_pretty(&self.joined).unwrap_or_default();
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The rows of a list that was joined; those that aren't understood are passed over.
pub(super) fn rows<T: DeserializeOwned>(bytes: &[u8]) -> Vec<T> {
    let Ok(Value::Object(mut whole)) = serde_json::from_slice(bytes) else {
        return Vec::new();
    };
    let Some(Value::Array(rows)) = whole.remove("value") else {
        return Vec::new();
    };
    let row = |row| serde_json::from_value(row).ok();
    rows.into_iter().filter_map(row).collect()
}

/// The ids of the objects in a list.
pub(super) fn ids(bytes: &[u8]) -> Vec<String> {
    let rows: Vec<Value> = rows(bytes);
    let id = |row: Value| Some(row.get("id")?.as_str()?.to_owned());
    rows.into_iter().filter_map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_starts_within_the_days() {
        let now: Timestamp = "2026-11-29T16:11:32Z".parse().unwrap();
        let window = window(now, 90);
        assert_eq!(window.since, "2026-08-31T17:00:00Z");
        assert_eq!(window.until, "2026-11-29T16:11:32Z");
    }
}
