//! Carries the plan out: skips what is there, waits where Azure asks to, goes on after a refusal.

use std::fs;
use std::io;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::az::{Az, Pause};
use super::call::{Call, Paging};
use super::failure::Failure;
use super::folder::{Folder, is_json};
use super::manifest::{self, Entry, Manifest};
use super::patience::try_call;
use super::plan::{self, Step, Subscription, When};
use crate::cli::complain::Complaint;
use crate::import::{self, InputSource};
use crate::model::Tenant;
use crate::text;

/// What to collect, and where to.
pub(crate) struct Wanted<'a> {
    pub(crate) folder: &'a Folder,
    /// Subscriptions by id or name; all that can be seen when empty.
    pub(crate) subscriptions: &'a [String],
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Collected {
    pub(crate) manifest: Manifest,
    /// Files written now.
    pub(crate) written: usize,
    /// Files that were there before.
    pub(crate) kept: usize,
}

/// Collects everything that the importers read.
///
/// # Errors
///
/// When `az` can't run at all or nobody is signed in, when a subscription is unknown, and when the
/// folder can't be written or belongs to another tenant. What Azure refuses is no error: it is in
/// the manifest.
pub(crate) fn collect(
    wanted: &Wanted<'_>,
    az: &mut dyn Az,
    pause: &mut dyn Pause,
    say: &mut dyn FnMut(&str),
) -> Result<Collected, Complaint> {
    let mut runner = Runner {
        folder: wanted.folder,
        az,
        pause,
        say,
        done: Collected::default(),
    };
    runner.all(wanted.subscriptions)?;
    Ok(runner.done)
}

struct Runner<'a> {
    folder: &'a Folder,
    az: &'a mut dyn Az,
    pause: &'a mut dyn Pause,
    say: &'a mut dyn FnMut(&str),
    done: Collected,
}

/// `az account show`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    tenant_id: String,
    #[serde(default)]
    environment_name: String,
}

/// A row of `az account list`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    id: String,
    name: String,
    tenant_id: String,
}

/// A row of `az account management-group list`.
#[derive(Deserialize)]
struct GroupRow {
    name: String,
}

impl Runner<'_> {
    fn all(&mut self, wanted: &[String]) -> Result<(), Complaint> {
        let account: Account = self.must(&Call::SignedIn)?;
        let rows: Vec<Row> = self.must(&Call::Subscriptions)?;
        let subscriptions = chosen(&rows, &account.tenant_id, wanted)?;
        self.claim(&account.tenant_id)?;
        let graph = graph(&account.environment_name);
        self.done.manifest.tenant.clone_from(&account.tenant_id);
        self.done.manifest.subscriptions = subscriptions.iter().map(|s| s.id.clone()).collect();

        self.stage(&plan::of_tenant(&account.tenant_id, &subscriptions))?;
        let hidden = |entry: &Entry| entry.name == plan::TREE;
        if self.done.manifest.missing.iter().any(hidden) {
            let visible = self.visible_groups()?;
            self.stage(&plan::of_visible_groups(&visible))?;
        }
        self.stage(&plan::of_management_groups(&self.read()))?;
        self.stage(&plan::of_names(&self.read(), graph))?;
        self.stage(&plan::of_groups(&self.read(), graph))?;
        self.write_manifest(&[])
    }

    /// A call without which nothing can be done.
    fn must<T: for<'d> Deserialize<'d>>(&mut self, call: &Call) -> Result<T, Complaint> {
        let sign_in = "sign in with `az login`, and choose the tenant with `az account set`";
        match self.call(&call.arguments())? {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
                Complaint::input(format!(
                    "`az` gave an answer that is not understood: {error}"
                ))
                .help("`az upgrade` may help")
            }),
            Err(failure) => Err(Complaint::input(format!(
                "`az` can't be used: {}",
                failure.message
            ))
            .help(sign_in)),
        }
    }

    fn call(&mut self, arguments: &[String]) -> Result<Result<Vec<u8>, Failure>, Complaint> {
        try_call(self.az, self.pause, arguments, self.say).map_err(|error| cannot_run(&error))
    }

    /// Refuses a folder that holds another tenant.
    fn claim(&self, tenant: &str) -> Result<(), Complaint> {
        let path = self.folder.path(manifest::FILE);
        let Some(before) = fs::read(&path).ok().and_then(|b| manifest::tenant_of(&b)) else {
            return Ok(());
        };
        if text::same(&before, tenant) {
            return Ok(());
        }
        Err(Complaint::usage(format!(
            "`{}` says that the folder holds tenant `{before}`, and `az` is signed in to `{tenant}`",
            path.display()
        ))
        .help("name another folder, or change the tenant with `az account set`"))
    }

    /// What has been collected so far, as the importers read it.
    fn read(&self) -> Tenant {
        import::read(&[InputSource::Path(self.folder.path(""))])
    }

    /// The names of the management groups that can be seen; what fails is noted.
    fn visible_groups(&mut self) -> Result<Vec<String>, Complaint> {
        let answer = self.call(&Call::ManagementGroups.arguments())?;
        let rows: Vec<GroupRow> = answer
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Ok(rows.into_iter().map(|row| row.name).collect())
    }

    fn stage(&mut self, steps: &[Step]) -> Result<(), Complaint> {
        // Whoever reads the folder of a run that was cut short must see that it was.
        self.write_manifest(steps)?;
        for (at, step) in steps.iter().enumerate() {
            (self.say)(&format!("[{}/{}] {} … ", at + 1, steps.len(), step.what));
            let said = self.step(step)?;
            (self.say)(&format!("{said}\n"));
        }
        Ok(())
    }

    /// Takes one step and tells how it went.
    fn step(&mut self, step: &Step) -> Result<String, Complaint> {
        if self.folder.holds(&step.file) {
            self.done.kept += 1;
            return Ok("already there".to_owned());
        }
        if let When::Any(count) = &step.when {
            match self.call(&count.arguments())? {
                Ok(bytes) if bytes.trim_ascii() == b"0" => return Ok("none".to_owned()),
                Ok(_) => {}
                Err(failure) => return Ok(self.fail(step, failure)),
            }
        }
        match self.fetch(&step.call)? {
            Ok(bytes) => {
                self.folder.write(&step.file, &bytes)?;
                self.done.written += 1;
                Ok("collected".to_owned())
            }
            Err(failure) => Ok(self.fail(step, failure)),
        }
    }

    fn fail(&mut self, step: &Step, failure: Failure) -> String {
        let kind = failure.kind;
        let entry = Entry::new(&step.file, failure);
        if kind.means_nothing_there() {
            self.done.manifest.absent.push(entry);
            return format!("nothing there ({})", kind.word().as_str());
        }
        let said = format!("missing ({}): {}", kind.word().as_str(), entry.message);
        self.done.manifest.missing.push(entry);
        said
    }

    fn fetch(&mut self, call: &Call) -> Result<Result<Vec<u8>, Failure>, Complaint> {
        match call.paging() {
            Paging::One => Ok(self.call(&call.arguments())?.and_then(|bytes| {
                if is_json(&bytes) {
                    Ok(bytes)
                } else {
                    Err(Failure::failed("`az` gave no JSON"))
                }
            })),
            Paging::Pages(list) => self.pages(call, list),
        }
    }

    /// Follows the links and joins the lists.
    fn pages(&mut self, call: &Call, list: &str) -> Result<Result<Vec<u8>, Failure>, Complaint> {
        let mut joined: Option<Map<String, Value>> = None;
        let mut url = call.url();
        let mut seen = Vec::new();
        loop {
            let bytes = match self.call(&call.page(&url))? {
                Ok(bytes) => bytes,
                Err(failure) => return Ok(Err(failure)),
            };
            let Ok(Value::Object(mut page)) = serde_json::from_slice(&bytes) else {
                return Ok(Err(Failure::failed(
                    "`az` gave a page that is no JSON object",
                )));
            };
            let next = page.remove("next");
            let Some(Value::Array(mut items)) = page.remove(list) else {
                return Ok(Err(Failure::failed(format!(
                    "`az` gave a page without `{list}`"
                ))));
            };
            let whole = joined.get_or_insert(page);
            match whole.get_mut(list) {
                Some(Value::Array(all)) => all.append(&mut items),
                _ => {
                    whole.insert(list.to_owned(), Value::Array(items));
                }
            }
            seen.push(url);
            match next {
                Some(Value::String(link)) if seen.contains(&link) => {
                    return Ok(Err(Failure::failed("the pages lead back to one before")));
                }
                Some(Value::String(link)) => url = link,
                _ => break,
            }
        }
        let mut bytes = serde_json::to_vec_pretty(&joined).unwrap_or_default();
        bytes.push(b'\n');
        Ok(Ok(bytes))
    }

    /// The manifest as it would stand if nothing more came.
    fn write_manifest(&self, ahead: &[Step]) -> Result<(), Complaint> {
        let mut manifest = self.done.manifest.clone();
        let pending = ahead
            .iter()
            .filter(|step| step.when == When::Always && !self.folder.holds(&step.file))
            .map(|step| Entry::pending(&step.file));
        manifest.missing.extend(pending);
        self.folder.write(manifest::FILE, &manifest.bytes())
    }
}

fn cannot_run(error: &io::Error) -> Complaint {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "it is not on the path".to_owned(),
        _ => error.to_string().to_lowercase(),
    };
    Complaint::input(format!("can't run `az`: {why}")).help(
        "install the Azure CLI, or run the script of `rolecall collect --dry-run` where it is",
    )
}

/// The subscriptions of the tenant that were asked for, by id.
fn chosen(rows: &[Row], tenant: &str, wanted: &[String]) -> Result<Vec<Subscription>, Complaint> {
    let mut own: Vec<&Row> = rows
        .iter()
        .filter(|row| text::same(&row.tenant_id, tenant))
        .collect();
    own.sort_by(|a, b| a.id.cmp(&b.id));
    own.dedup_by(|a, b| a.id == b.id);
    let mut found: Vec<&Row> = Vec::new();
    for name in wanted {
        let fits: Vec<&Row> = own
            .iter()
            .copied()
            .filter(|row| text::same(&row.id, name) || text::same(&row.name, name))
            .collect();
        match fits[..] {
            [row] if found.iter().any(|known| known.id == row.id) => {}
            [row] => found.push(row),
            [] => {
                let names: Vec<String> = own.iter().map(|row| format!("`{}`", row.name)).collect();
                let help = if names.is_empty() {
                    "`az account list` shows none of this tenant".to_owned()
                } else {
                    format!("this tenant has {}", names.join(", "))
                };
                return Err(Complaint::usage(format!("no subscription `{name}`")).help(help));
            }
            _ => {
                let ids: Vec<String> = fits.iter().map(|row| format!("`{}`", row.id)).collect();
                return Err(Complaint::usage(format!(
                    "`{name}` names {} subscriptions",
                    ids.len()
                ))
                .help(format!("name one by its id: {}", ids.join(", "))));
            }
        }
    }
    if wanted.is_empty() {
        found = own;
    }
    Ok(found
        .into_iter()
        .map(|row| Subscription {
            id: row.id.clone(),
            name: row.name.clone(),
        })
        .collect())
}

/// Where Microsoft Graph is in each cloud.
fn graph(environment: &str) -> &'static str {
    match environment {
        "AzureUSGovernment" => "https://graph.microsoft.us",
        "AzureChinaCloud" => "https://microsoftgraph.chinacloudapi.cn",
        _ => "https://graph.microsoft.com",
    }
}
