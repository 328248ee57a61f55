//! Outcomes of many requests at once, by all processors.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rolecall::access::{
    AccessIndex, BulkIndex, Outcome, PrincipalIx, Question, Repairs, ScopeChain, answer,
};
use rolecall::model::{Moment, Plane};
use rolecall::pattern::ActionPattern;
use rolecall::{OperationIx, PrincipalId, Scope, Session, Timestamp};

use crate::cells::{Texts, Times};
use crate::session;
use crate::table::{Given, Table, wrong};

/// How many rows a worker takes at a time.
const ROWS: usize = 16 << 10;

/// For how many moments what everybody holds is kept at hand. Others are decided one by one.
const MOMENTS: usize = 8;

/// Decides requests about a tenant. Its threads keep what they look up, and end with it.
#[pyclass(frozen, module = "rolecall._native")]
pub(crate) struct Decider {
    session: Arc<Session>,
    threads: usize,
    crew: Mutex<Option<Crew>>,
}

/// The threads of a process: those of a process that forked are not in the other.
struct Crew {
    process: u32,
    jobs: Sender<Job>,
}

/// Rows to decide, and who waits for them.
struct Job {
    part: usize,
    requests: Arc<Requests>,
    rows: Range<usize>,
    done: Sender<Done>,
}

/// What came of some rows.
struct Done {
    part: usize,
    decided: Vec<Decided>,
}

/// An outcome, or why there is none.
type Decided = Result<Outcome, Arc<str>>;

/// The columns that are read.
struct Requests {
    who: Texts,
    action: Texts,
    scope: Texts,
    plane: Option<Texts>,
    time: Option<Times>,
}

#[pymethods]
impl Decider {
    #[new]
    #[pyo3(signature = (session, threads=None))]
    fn new(session: &session::Session, threads: Option<usize>) -> Self {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            session: Arc::clone(&session.0),
            threads: threads.unwrap_or_else(all).max(1),
            crew: Mutex::new(None),
        }
    }

    /// The table with two more columns: `outcome`, and `problem` where there is none.
    fn decide(&self, py: Python<'_>, table: Given) -> PyResult<Table> {
        py.detach(|| {
            let schema = with_outcomes(&table.schema())?;
            let mut made = Vec::new();
            for batch in table.batches()? {
                made.push(self.batch(&batch, &schema)?);
            }
            Ok(Table::new(schema, made))
        })
    }
}

impl Decider {
    fn batch(&self, batch: &RecordBatch, schema: &SchemaRef) -> PyResult<RecordBatch> {
        let requests = Arc::new(Requests::of(batch)?);
        let (done, decided) = channel();
        let parts = batch.num_rows().div_ceil(ROWS);
        let jobs = self.jobs();
        for part in 0..parts {
            let from = part * ROWS;
            let job = Job {
                part,
                requests: Arc::clone(&requests),
                rows: from..batch.num_rows().min(from + ROWS),
                done: done.clone(),
            };
            // A crew that is gone drops the job, and with it the way back.
            let _ = jobs.send(job);
        }
        drop(done);
        let mut found: Vec<Done> = decided.iter().collect();
        if found.len() != parts {
            return Err(PyRuntimeError::new_err("a thread that decides has failed"));
        }
        found.sort_by_key(|done| done.part);
        let each = || found.iter().flat_map(|done| &done.decided);
        let outcomes: StringArray = each()
            .map(|decided| decided.as_ref().ok().map(|outcome| outcome.as_str()))
            .collect();
        let problems: StringArray = each()
            .map(|decided| decided.as_ref().err().map(|problem| &**problem))
            .collect();
        let mut columns = batch.columns().to_vec();
        columns.extend([Arc::new(outcomes) as ArrayRef, Arc::new(problems)]);
        RecordBatch::try_new(Arc::clone(schema), columns).map_err(|error| wrong(&error))
    }

    /// Where jobs go; the threads are started when they are first needed.
    fn jobs(&self) -> Sender<Job> {
        let mut crew = self.crew.lock().unwrap_or_else(PoisonError::into_inner);
        let process = std::process::id();
        match &*crew {
            Some(crew) if crew.process == process => crew.jobs.clone(),
            _ => {
                let (jobs, taken) = channel();
                let (session, threads) = (Arc::clone(&self.session), self.threads);
                std::thread::spawn(move || work(&session, threads, taken));
                *crew = Some(Crew {
                    process,
                    jobs: jobs.clone(),
                });
                jobs
            }
        }
    }
}

/// The columns of a table, and those that are added.
fn with_outcomes(given: &SchemaRef) -> PyResult<SchemaRef> {
    let mut fields = given.fields().to_vec();
    for name in ["outcome", "problem"] {
        if given.column_with_name(name).is_some() {
            let message = format!("the table has a column `{name}` already");
            return Err(PyValueError::new_err(message));
        }
        fields.push(Arc::new(Field::new(name, DataType::Utf8, true)));
    }
    let schema = Schema::new(fields).with_metadata(given.metadata().clone());
    Ok(Arc::new(schema))
}

impl Requests {
    fn of(batch: &RecordBatch) -> PyResult<Self> {
        let missing = |name: &str| {
            let message = format!(
                "the table has no column `{name}`: it takes `who`, `action` and `scope`, and may have `plane` and `time`"
            );
            PyValueError::new_err(message)
        };
        let needed = |name| Texts::of(batch, name)?.ok_or_else(|| missing(name));
        Ok(Self {
            who: needed("who")?,
            action: needed("action")?,
            scope: needed("scope")?,
            plane: Texts::of(batch, "plane")?,
            time: Times::of(batch, "time")?,
        })
    }
}

/// Decides jobs until nobody can send any more.
fn work(session: &Session, threads: usize, jobs: Receiver<Job>) {
    let index = AccessIndex::new(session.tenant(), session.catalog());
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut worker = Worker::new(session, &index);
                loop {
                    let taken = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = taken else {
                        return;
                    };
                    let decided = worker.decide(&job.requests, job.rows);
                    let part = job.part;
                    // Who asked may be gone.
                    let _ = job.done.send(Done { part, decided });
                }
            });
        }
    });
}

/// What one thread knows of a tenant: each text is looked up once.
struct Worker<'a, 't> {
    session: &'a Session,
    index: &'a AccessIndex<'t>,
    bulks: Vec<(Moment, BulkIndex<'a, 't>)>,
    principals: Known<PrincipalId>,
    actions: Known<ActionPattern>,
    scopes: Known<Scope>,
    times: Known<Timestamp>,
    /// The numbers of texts in an index, for each of `bulks`.
    numbers: Vec<Numbers>,
}

/// What texts mean, or why they mean nothing; each with its number.
struct Known<T> {
    numbers: HashMap<Box<str>, usize, foldhash::fast::RandomState>,
    meant: Vec<Result<T, Arc<str>>>,
}

impl<T> Known<T> {
    fn new() -> Self {
        Self {
            numbers: HashMap::default(),
            meant: Vec::new(),
        }
    }

    /// The number of a text.
    fn number(
        &mut self,
        text: &str,
        look_up: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<usize, Arc<str>> {
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None => {
                let number = self.meant.len();
                self.meant.push(look_up(text).map_err(Arc::from));
                self.numbers.insert(text.into(), number);
                number
            }
        };
        match &self.meant[number] {
            Ok(_) => Ok(number),
            Err(problem) => Err(Arc::clone(problem)),
        }
    }

    fn of(&self, number: usize) -> Option<&T> {
        self.meant.get(number).and_then(|meant| meant.as_ref().ok())
    }
}

/// What texts are in an index, by their numbers.
#[derive(Default)]
struct Numbers {
    principals: Vec<Option<Option<PrincipalIx>>>,
    /// The one operation that is meant, where no plane is named, in the control plane, and of data.
    operations: [Vec<Option<Option<OperationIx>>>; 3],
    chains: Vec<Option<ScopeChain>>,
}

/// What stands at a number; it is made when it is first asked for.
fn at<T>(known: &mut Vec<Option<T>>, number: usize, make: impl FnOnce() -> T) -> &T {
    if known.len() <= number {
        known.resize_with(number + 1, || None);
    }
    known[number].get_or_insert_with(make)
}

impl<'a, 't> Worker<'a, 't> {
    fn new(session: &'a Session, index: &'a AccessIndex<'t>) -> Self {
        Self {
            session,
            index,
            bulks: Vec::new(),
            principals: Known::new(),
            actions: Known::new(),
            scopes: Known::new(),
            times: Known::new(),
            numbers: Vec::new(),
        }
    }

    fn decide(&mut self, requests: &Requests, rows: Range<usize>) -> Vec<Decided> {
        rows.map(|row| self.row(requests, row)).collect()
    }

    fn row(&mut self, requests: &Requests, row: usize) -> Decided {
        let session = self.session;
        let who = cell(&requests.who, "who", row)?;
        let action = cell(&requests.action, "action", row)?;
        let scope = cell(&requests.scope, "scope", row)?;
        let who = self.principals.number(who, |text| {
            session.principal(text).map_err(|refused| refused.message)
        })?;
        let action = self.actions.number(action, |text| {
            ActionPattern::parse(text).map_err(|error| error.to_string())
        })?;
        let scope = self.scopes.number(scope, |text| {
            session.scope(text).map_err(|refused| refused.message)
        })?;
        let plane = requests.plane.as_ref().and_then(|plane| plane.get(row));
        let plane = plane.map(plane_of).transpose()?;
        let moment = match &requests.time {
            None => None,
            Some(Times::Written(texts)) => match texts.get(row) {
                None => None,
                Some(text) => {
                    let time = self.times.number(text, |text| {
                        Timestamp::parse(text).map_err(|error| error.to_string())
                    })?;
                    self.times.of(time).copied()
                }
            },
            Some(times) => times.instant(row).transpose()?,
        };
        self.outcome(who, (action, plane), scope, moment.into())
    }

    fn outcome(
        &mut self,
        who: usize,
        (action, plane): (usize, Option<Plane>),
        scope: usize,
        moment: Moment,
    ) -> Decided {
        let lost = || Arc::from("a text was not looked up");
        let at = self.bulk(moment);
        let (Some(principal), Some(pattern), Some(place)) = (
            self.principals.of(who),
            self.actions.of(action),
            self.scopes.of(scope),
        ) else {
            return Err(lost());
        };
        if let Some(at) = at {
            let (bulk, numbers) = (&self.bulks[at].1, &mut self.numbers[at]);
            let principal = *self::at(&mut numbers.principals, who, || {
                bulk.principal(principal.as_str())
            });
            let of_plane = plane.map_or(0, |plane| 1 + plane as usize);
            let operation = *self::at(&mut numbers.operations[of_plane], action, || {
                one_operation(bulk, pattern, plane)
            });
            if let (Some(principal), Some(operation)) = (principal, operation) {
                let chain = self::at(&mut numbers.chains, scope, || bulk.chain(place));
                return Ok(bulk.outcome(principal, operation, chain, place));
            }
        }
        let question = Question {
            plane,
            moment,
            repairs: Repairs::Skipped,
            ..Question::new(principal.clone(), pattern.clone(), place.clone())
        };
        Ok(answer(self.index, &question).outcome())
    }

    /// Which of the indexes is for a moment; none where there are too many.
    fn bulk(&mut self, moment: Moment) -> Option<usize> {
        let known = self.bulks.iter().position(|(of, _)| *of == moment);
        if known.is_some() || self.bulks.len() >= MOMENTS {
            return known;
        }
        self.bulks
            .push((moment, BulkIndex::new(self.index, moment)));
        self.numbers.push(Numbers::default());
        Some(self.bulks.len() - 1)
    }
}

/// The text of a cell that must have one.
fn cell<'c>(column: &'c Texts, name: &str, row: usize) -> Result<&'c str, Arc<str>> {
    let missing = || Arc::from(format!("`{name}` is null"));
    column.get(row).ok_or_else(missing)
}

fn plane_of(text: &str) -> Result<Plane, Arc<str>> {
    let known = Plane::BOTH.into_iter().find(|plane| plane.as_str() == text);
    known.ok_or_else(|| Arc::from(format!("`{text}` is no plane: it is `control` or `data`")))
}

/// The operation that is meant, if it is one: not a pattern, and not one name in both planes.
fn one_operation(
    bulk: &BulkIndex<'_, '_>,
    pattern: &ActionPattern,
    plane: Option<Plane>,
) -> Option<OperationIx> {
    if !pattern.is_concrete() {
        return None;
    }
    let of = |plane| bulk.operation(pattern.as_str(), plane);
    match plane {
        Some(plane) => of(plane),
        None => match Plane::BOTH.map(of) {
            [Some(one), None] | [None, Some(one)] => Some(one),
            _ => None,
        },
    }
}
