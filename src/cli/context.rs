//! One run of a command: what it goes by, what is noted on the way, and how its answer leaves the
//! program. It is opened, and the inputs are read, in `reading.rs`.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::answer::Answer;
use super::args::{Format, Writes};
use super::asker::{Answered, Asker, Held};
use super::complain::Complaint;
use super::config::Choice;
use super::exit::Exit;
use super::output::{self, Writing};
use super::pager;
use super::query::Query;
use super::spared;
use crate::catalog::{AzurePart, Catalog, LookUpRoleError};
use crate::ids::RoleIx;
use crate::model::{Tenant, Timestamp};
use crate::report::{self, CatalogDay, Page, Paint, Room, Setting, Width};
use crate::span::{Diagnostic, Effect};
use crate::text::one_line;

/// How to get past the core catalogue.
const WHOLE_OF_AZURE: &str = "`rolecall catalog update` gets the whole of Azure";

/// What is said of where a catalogue ends, so that its date matters.
const ENDS_OF_THE_CATALOGUE: [&str; 4] = [
    "core-catalog",
    "uncertain-plane",
    "unknown-action",
    "unresolved-role",
];

/// One run of a command.
pub(crate) struct Context {
    pub(crate) catalog: Held<Catalog>,
    pub(crate) tenant: Held<Tenant>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(super) format: Format,
    pub(super) query: Option<Query>,
    pub(super) output: Option<PathBuf>,
    /// Whether the answer is everything, and not what matters first.
    pub(super) is_whole: bool,
    pub(super) paint: Paint,
    /// Whether an answer for people goes through a pager, on a terminal.
    pub(super) is_paged: bool,
    /// Whether the answer counts operations of the catalogue under patterns.
    pub(super) expands: bool,
    /// The moment that the answer is about, where the caller names one.
    pub(super) moment: Option<Timestamp>,
    /// The least that must have been lost of the inputs to turn the exit code.
    pub(super) turned_by: Option<Effect>,
    /// Whether that was lost.
    pub(super) is_turned: bool,
    /// Whether an answer was given, and what is odd was said beside it.
    pub(super) is_explained: bool,
    /// Whether the exit code says nothing.
    pub(super) is_shown_off: bool,
    /// Messages of diagnostics that the page has too, above its answer.
    pub(super) on_page: Vec<String>,
    /// Which configuration is in use.
    pub(super) configuration: Choice,
    /// The program that asks, in place of a terminal.
    pub(super) asker: Option<Asker>,
}

impl Context {
    /// Whether everything is asked for, and not what matters first.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Notes that the answer counts operations of the catalogue under patterns.
    pub(crate) fn expands(&mut self) {
        self.expands = true;
    }

    /// Notes the moment that the answer is about.
    pub(crate) fn is_about(&mut self, moment: Option<Timestamp>) {
        self.moment = moment;
    }

    /// Notes what could turn the exit code, were it among what was lost of the inputs; `None` where
    /// nothing could.
    pub(crate) fn is_turned_by(&mut self, lost: impl Into<Option<Effect>>) {
        self.turned_by = lost.into();
    }

    /// Notes that the answer is an example: nothing fails by it.
    pub(crate) fn is_shown_off(&mut self) {
        self.is_shown_off = true;
    }

    /// Whether something was lost of the inputs, of such an effect or a graver one.
    pub(crate) fn lacks(&self, least: Effect) -> bool {
        self.diagnostics.iter().any(|said| said.effect >= least)
    }

    /// The exit code: one that lost records could turn is neither yes nor no (docs/output.md).
    fn exit_code(&self, exit: Exit) -> Exit {
        match exit {
            Exit::Yes | Exit::No if self.turned_by.is_some_and(|least| self.lacks(least)) => {
                Exit::Undetermined
            }
            exit => exit,
        }
    }

    /// The role that a word of the command line means.
    pub(crate) fn look_up_role(&self, word: &str) -> Result<RoleIx, Complaint> {
        self.catalog.look_up_role(word).map_err(|error| {
            let unknown = matches!(error, LookUpRoleError::Unknown { .. });
            let mut complaint = Complaint::from(error);
            if unknown && self.catalog.may_lack(AzurePart::Roles) {
                let near = complaint.help.map(|near| format!("{near} "));
                complaint.help = Some(format!("{}{WHOLE_OF_AZURE}", near.unwrap_or_default()));
            }
            complaint
        })
    }

    /// Notes that the core catalogue may hold too little of a part of Azure for an answer.
    pub(crate) fn core_is_too_small(&mut self, part: AzurePart, what: &str) {
        if !self.catalog.may_lack(part) {
            return;
        }
        let said = format!(
            "{what}: the core catalogue does not hold all of Azure; `rolecall catalog update` gets it"
        );
        self.diagnostics
            .push(Diagnostic::warning("core-catalog", said).may_change_answer());
    }

    /// Settles what is said beside an answer, and gives the exit code: as given, or 4 where lost records could
    /// turn it.
    fn conclude(&mut self, exit: Exit) -> Exit {
        self.diagnostics
            .sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.diagnostics.dedup();
        let code = self.exit_code(exit);
        self.is_turned = code != exit;
        self.is_explained = true;
        code
    }

    /// Writes the answer and gives the exit code of [`Context::conclude`].
    pub(crate) fn answer(mut self, answer: &dyn Answer, exit: Exit) -> Result<Exit, Complaint> {
        let code = self.conclude(exit);
        if let Some(asker) = &self.asker {
            asker.take(self.answered(answer)?);
            return Ok(code);
        }
        self.output.as_deref().map(spared::check).transpose()?;
        if let Some(folder) = &self.output
            && output::is_folder(folder)
        {
            self.write_tables(answer, folder, code)?;
            std::mem::forget(self);
            return Ok(code);
        }
        if self.format == Format::None {
            self.write_messages();
            self.write_failures(answer, code);
            return Ok(code);
        }
        let write = self.render(answer)?;
        match &self.output {
            Some(path) => {
                self.write_messages();
                output::write_file_by(path, write)?;
                self.write_failures(answer, code);
                output::wrote(&path.display().to_string());
            }
            None => {
                let is_shown = self.is_shown();
                match is_shown {
                    true => self.write_limits(),
                    false => self.write_messages(),
                }
                let is_read_whole = match self.is_paged {
                    true => pager::print_by(write)?,
                    false => output::print_by(write)?,
                };
                if !is_read_whole {
                    return Ok(Exit::Yes);
                }
                if is_shown {
                    self.write_remarks();
                } else if self.format == Format::Junit || code == Exit::Yes {
                    // Programs read the rest of what fails from the answer.
                    self.write_failures(answer, code);
                }
            }
        }
        // The process ends here: freeing a large tenant piece by piece would take a twentieth of the time.
        std::mem::forget(self);
        Ok(code)
    }

    /// The answer for a program.
    fn answered(&self, answer: &dyn Answer) -> Result<Answered, Complaint> {
        let setting = self.setting();
        let mut bytes = Vec::new();
        let result = answer.result(&setting);
        let written = result.write(answer.command(), &setting, &mut bytes);
        let json = written.and_then(|()| String::from_utf8(bytes).map_err(io::Error::other));
        let mut answered = Answered {
            json: json.map_err(|error| {
                Complaint::input(format!("can't make JSON of the answer: {error}"))
            })?,
            list: answer.list(),
            ..Answered::default()
        };
        answered.show(&self.page_of(answer));
        Ok(answered)
    }

    /// Writes a folder of tables.
    fn write_tables(
        &self,
        answer: &dyn Answer,
        folder: &Path,
        code: Exit,
    ) -> Result<(), Complaint> {
        let shown = folder.display();
        let Some(tables) = answer.tables(&self.setting()) else {
            return Err(Complaint::usage(format!(
                "`{shown}` is a folder, but this command writes one table"
            ))
            .help("name a file"));
        };
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, table) in tables {
            let mut bytes = Vec::new();
            // Writing to memory can't fail.
            let _ = report::write_csv(table.into(), &mut bytes);
            files.push((format!("{name}.csv"), bytes));
        }
        self.write_messages();
        output::write_folder(folder, &files)?;
        self.write_failures(answer, code);
        output::wrote(&format!("{} tables to {shown}", files.len()));
        Ok(())
    }

    /// Says beside an answer that is not for people what the exit code says.
    fn write_failures(&self, answer: &dyn Answer, code: Exit) {
        if self.is_shown_off {
            return;
        }
        if code == Exit::Yes {
            if let Some(passed) = answer.passed() {
                output::write_message(&format!("{}\n", report::clean(&one_line(&passed))));
            }
            return;
        }
        for failure in answer.failures(&self.setting()) {
            output::write_message(&format!("{}\n", report::clean(&one_line(&failure))));
        }
    }

    /// Answers another question over the same inputs: what is noted of that stays out of this answer.
    /// Gives what it comes to, and every diagnostic of the other answer.
    pub(crate) fn aside<T>(
        &mut self,
        answer: impl FnOnce(&mut Self) -> Result<T, Complaint>,
    ) -> Result<(T, Vec<Diagnostic>), Complaint> {
        let own = self.diagnostics.clone();
        let (expands, moment, turned_by) = (self.expands, self.moment, self.turned_by);
        let found = answer(self);
        (self.expands, self.moment, self.turned_by) = (expands, moment, turned_by);
        let said = std::mem::replace(&mut self.diagnostics, own);
        found.map(|found| (found, said))
    }

    /// The result of an answer as JSON holds it.
    pub(crate) fn result_of(&self, answer: &dyn Answer) -> Result<Value, Complaint> {
        let mut whole = json(answer, &self.setting())?;
        Ok(whole["result"].take())
    }

    fn setting(&self) -> Setting<'_> {
        Setting {
            catalog: &self.catalog,
            tenant: &self.tenant,
            diagnostics: &self.diagnostics,
            is_turned: self.is_turned,
        }
    }

    /// Sends the answer to this file, if any.
    pub(crate) fn write_to(&mut self, path: Option<PathBuf>) {
        self.output = path;
    }

    /// Writes a text that is to be used as it is, no page, no envelope, and gives the exit code as
    /// [`Context::answer`] does.
    pub(crate) fn product(
        mut self,
        text: &[u8],
        path: Option<&Path>,
        exit: Exit,
    ) -> Result<Exit, Complaint> {
        let code = self.conclude(exit);
        path.map(spared::check).transpose()?;
        if let Some(asker) = &self.asker {
            asker.take(Answered {
                text: Some(String::from_utf8_lossy(text).into_owned()),
                ..Answered::default()
            });
            return Ok(code);
        }
        self.write_messages();
        match path {
            Some(path) => {
                output::write_file(path, text)?;
                output::wrote(&path.display().to_string());
            }
            // What a shell or a file gets is to the letter; what a person sees is harmless.
            None if output::is_terminal() => {
                output::print(report::clean(&String::from_utf8_lossy(text)).as_bytes())?;
            }
            None => {
                output::print(text)?;
            }
        }
        Ok(code)
    }

    /// The same of several files, which a folder gets.
    pub(crate) fn product_folder(
        mut self,
        files: &[(String, Vec<u8>)],
        folder: &Path,
        exit: Exit,
    ) -> Result<Exit, Complaint> {
        let code = self.conclude(exit);
        self.write_messages();
        output::write_folder(folder, files)?;
        output::wrote(&format!("{} files to {}", files.len(), folder.display()));
        Ok(code)
    }

    /// Says on stderr what there is to say of an answer that goes elsewhere.
    fn write_messages(&self) {
        let said: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        let mut text = self.in_words(&said);
        let is_limited = said.iter().any(|said| said.limits_answer());
        text.push_str(Self::warning_of_limits(self.is_turned, is_limited));
        text.push_str(&self.note_of_catalogue());
        if !text.is_empty() {
            text.push('\n');
            output::write_message(&text);
        }
    }

    /// Says before an answer on the terminal what limits it.
    fn write_limits(&self) {
        let limits = self.diagnostics.iter().filter(|d| d.limits_answer());
        let limits = limits.filter(|d| !self.on_page.contains(&d.message));
        let limits: Vec<&Diagnostic> = limits.collect();
        let mut text = self.in_words(&limits);
        // The page says itself what turns it.
        if !self.is_turned {
            text.push_str(Self::warning_of_limits(false, !limits.is_empty()));
        }
        if !text.is_empty() {
            text.push('\n');
            output::write_message(&text);
        }
    }

    /// Says after an answer on the terminal what only remarks on it.
    fn write_remarks(&self) {
        let remarks = self.diagnostics.iter().filter(|d| !d.limits_answer());
        let remarks = remarks.filter(|d| !self.on_page.contains(&d.message));
        let mut text = self.in_words(&remarks.collect::<Vec<_>>());
        text.push_str(&self.note_of_catalogue());
        if !text.is_empty() {
            text.insert(0, '\n');
            output::write_message(&text);
        }
    }

    fn in_words(&self, diagnostics: &[&Diagnostic]) -> String {
        let room = match output::columns_of_messages() {
            _ if self.is_whole => Room::Whole,
            Some(columns) if self.format.is_for_people() => Room::Screen(columns),
            _ => Room::Plenty,
        };
        report::diagnostics_to_human(diagnostics, room, self.paint_of_stderr())
    }

    fn warning_of_limits(is_turned: bool, is_limited: bool) -> &'static str {
        if is_turned {
            "note: the inputs are not whole, and what they lack could turn the answer below: the exit code is 4\n"
        } else if is_limited {
            "note: the answer below may be incomplete\n"
        } else {
            ""
        }
    }

    fn note_of_catalogue(&self) -> String {
        if !self.catalogue_matters() {
            return String::new();
        }
        let day = CatalogDay::of(self.moment, &self.tenant);
        format!("note: {}\n", report::catalog_note(&self.catalog, day))
    }

    /// Whether people should know which catalogue an answer goes by, and of when it is. Programs find
    /// both in the envelope.
    fn catalogue_matters(&self) -> bool {
        let for_people = self.format.is_for_people();
        let mut said = self.diagnostics.iter().map(|d| d.code);
        for_people && (self.expands || said.any(|code| ENDS_OF_THE_CATALOGUE.contains(&code)))
    }

    /// Whether the answer is a page on the terminal.
    pub(crate) fn is_shown(&self) -> bool {
        let is_here = self.output.is_none() && output::is_terminal();
        is_here && self.query.is_none() && self.format.is_for_people()
    }

    /// A page as it is shown beside the answer, on stderr.
    pub(crate) fn drawn(&self, page: &report::Page) -> String {
        report::to_human(page, self.width(), self.paint_of_stderr())
    }

    fn paint_of_stderr(&self) -> Paint {
        use std::io::IsTerminal;
        if self.paint == Paint::Colour && io::stderr().is_terminal() {
            Paint::Colour
        } else {
            Paint::Plain
        }
    }

    /// What writes the answer. All that can fail but the writing itself is done by then.
    fn render<'w>(&'w self, answer: &'w dyn Answer) -> Result<Writing<'w>, Complaint> {
        let setting = self.setting();
        if let Some(query) = &self.query {
            let value = json(answer, &setting)?;
            let text = query.answer(&value, self.format, self.width())?;
            if let Some(note) = query.note_of_nothing(&value, answer.list()) {
                output::warn(&note);
            }
            return Ok(Box::new(move |out| out.write_all(text.as_bytes())));
        }
        if let Some(document) = answer.document(self.format, &setting)? {
            return Ok(Box::new(move |out| out.write_all(&document)));
        }
        let text = match self.format {
            Format::Human => {
                report::to_human(&self.page_of(answer), self.width(), self.paint_here())
            }
            Format::Json => {
                return Ok(Box::new(move |out| {
                    let result = answer.result(&setting);
                    result.write(answer.command(), &setting, out)
                }));
            }
            Format::Jsonl => {
                return Ok(Box::new(move |out| {
                    answer.each_line(&setting, &mut |line| {
                        writeln!(out, "{}", report::clean_json(&line))
                    })
                }));
            }
            Format::Csv => {
                return Ok(Box::new(move |out| match answer.rows(&setting) {
                    Some(rows) => report::write_csv(rows, out),
                    None => Ok(()),
                }));
            }
            Format::Markdown => report::to_markdown(&self.page_of(answer)),
            Format::Yaml => report::to_yaml(&json(answer, &setting)?),
            Format::Tsv => {
                return Ok(Box::new(move |out| {
                    let rows = answer.rows(&setting).map(|table| table.rows);
                    for row in rows.into_iter().flatten() {
                        out.write_all(report::tsv_line(&row).as_bytes())?;
                    }
                    Ok(())
                }));
            }
            // The exit code alone was asked for.
            Format::None => String::new(),
            Format::Html
            | Format::Sarif
            | Format::Xlsx
            | Format::Junit
            | Format::Dot
            | Format::Mermaid => return Err(self.format.not_offered(Writes::PLAIN)),
        };
        Ok(Box::new(move |out| out.write_all(text.as_bytes())))
    }

    /// The answer for people, uncut where everything is asked for.
    fn page_of<'a>(&self, answer: &'a dyn Answer) -> Cow<'a, Page> {
        let mut page = answer.page(&self.setting());
        if self.is_turned {
            page.to_mut().could_be_turned();
        }
        if self.is_whole {
            page.to_mut().in_full();
        }
        page
    }

    fn paint_here(&self) -> Paint {
        if self.output.is_some() {
            Paint::Plain
        } else {
            self.paint
        }
    }

    fn width(&self) -> Width {
        if self.output.is_some() || !output::is_terminal() {
            return Width::Unlimited;
        }
        Width::Columns(output::columns().unwrap_or(100))
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Some(asker) = &self.asker {
            asker.note(&self.diagnostics);
            return;
        }
        // No answer came of inputs in which nothing was understood: what was odd about them is why.
        if !self.is_explained && !self.tenant.inputs.is_empty() && self.tenant.is_empty() {
            let said: Vec<&Diagnostic> = self.diagnostics.iter().collect();
            let text = self.in_words(&said);
            if !text.is_empty() {
                output::write_message(&text);
            }
        }
    }
}

/// An answer in its envelope, as a tree.
fn json(answer: &dyn Answer, setting: &Setting<'_>) -> Result<Value, Complaint> {
    let mut bytes = Vec::new();
    let written = answer
        .result(setting)
        .write(answer.command(), setting, &mut bytes);
    let value = written.and_then(|()| Ok(serde_json::from_slice(&bytes)?));
    value.map_err(|error| Complaint::input(format!("can't make JSON of the answer: {error}")))
}
