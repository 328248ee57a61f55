//! Carries the plan out: skips what is there, waits where Azure asks to, goes on after a refusal.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use serde::Deserialize;

use super::az::{Az, Clock};
use super::call::Call;
use super::failure::{Failure, FailureKind};
use super::folder::Folder;
use super::manifest::{self, Entry, Manifest, REST};
use super::pages;
use super::patience::Patience;
use super::plan::{self, Step, Subscription};
use super::subscriptions::{self, Row};
use super::table::{self, Ask};
use crate::cli::complain::Complaint;
use crate::import::{self, InputSource};
use crate::model::Tenant;
use crate::text;

/// What to collect, and where to.
pub(crate) struct Wanted<'a> {
    pub(crate) folder: &'a Folder,
    /// Subscriptions by id or name; all that can be seen when empty.
    pub(crate) subscriptions: &'a [String],
    /// How many days of the activity logs.
    pub(crate) activity_days: u32,
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
/// When `az` can't run at all, nobody is signed in or Azure can't be reached, when a subscription is
/// unknown, and when the folder can't be written or belongs to another tenant. What Azure refuses is
/// no error: it is in the manifest.
pub(crate) fn collect(
    wanted: &Wanted<'_>,
    az: &mut dyn Az,
    clock: &mut dyn Clock,
    say: &mut dyn FnMut(&str),
) -> Result<Collected, Complaint> {
    let mut runner = Runner {
        wanted,
        az,
        clock,
        say,
        done: Collected::default(),
        unreached: 0,
        patience: Patience::default(),
    };
    runner.all()?;
    Ok(runner.done)
}

struct Runner<'a> {
    wanted: &'a Wanted<'a>,
    az: &'a mut dyn Az,
    clock: &'a mut dyn Clock,
    say: &'a mut dyn FnMut(&str),
    done: Collected,
    /// How many calls in a row came to nothing in the network, whatever the patience.
    unreached: u32,
    patience: Patience,
}

/// After how many pages a long list says that it goes on.
const TOLD_PAGES: usize = 10;
/// After so many, nothing will come any more.
const UNREACHED: u32 = 2;

/// `az account show`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    tenant_id: String,
}

/// `az cloud show`.
#[derive(Deserialize)]
struct Cloud {
    name: String,
    endpoints: Endpoints,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    /// Where Microsoft Graph is; a cloud may have none.
    microsoft_graph_resource_id: Option<String>,
}

/// A row of the list of management groups.
#[derive(Deserialize)]
struct GroupRow {
    name: String,
}

impl Runner<'_> {
    fn all(&mut self) -> Result<(), Complaint> {
        let account: Account = self.must(&Call::SignedIn)?;
        let cloud: Cloud = self.must(&Call::Cloud)?;
        let earlier = self.claim(&account.tenant_id)?;
        self.done.manifest.tenant.clone_from(&account.tenant_id);
        // Whoever reads the folder of a run that was cut short must see that it was.
        let before = earlier
            .as_ref()
            .map(|earlier| earlier.subscriptions.clone());
        self.done.manifest.subscriptions = before.unwrap_or_default();
        self.write_manifest(&[])?;

        let listed = self.list_subscriptions(&account.tenant_id)?;
        let tree = self.tree(&account.tenant_id, listed.is_some())?;
        let subscriptions = self.choose(listed, &tree)?;
        let ids = subscriptions.iter().map(|s| s.id.clone());
        self.done.manifest.subscriptions = ids.collect();
        if let Some(earlier) = &earlier {
            self.done.manifest.keep_of_others(earlier);
        }

        let groups = plan::groups(&tree);
        if subscriptions.is_empty() && groups.is_empty() {
            self.without_scopes();
        }
        let mut steps = plan::of_tenant();
        steps.extend(plan::of_scopes(&subscriptions, &groups));
        self.stage(&steps)?;
        self.stage(&plan::of_storage_accounts(&self.read()))?;
        match graph_of(&cloud) {
            Some(graph) => self.directory(&graph)?,
            None => self.without_graph(&cloud.name),
        }
        let days = self.wanted.activity_days;
        self.stage(&plan::of_logs(&subscriptions, &groups, days))?;
        self.done.manifest.name_what_follows();
        self.done
            .manifest
            .missing
            .sort_by(|a, b| a.name.cmp(&b.name));
        self.done
            .manifest
            .absent
            .sort_by(|a, b| a.name.cmp(&b.name));
        self.save(&self.done.manifest)
    }

    /// Names and members of all that hold anything.
    fn directory(&mut self, graph: &str) -> Result<(), Complaint> {
        let names = plan::of_names(&self.read(), graph);
        self.stage(&names)?;
        self.done.manifest.not_found = names.iter().flat_map(|step| self.not_found(step)).collect();
        let groups = plan::of_groups(&self.read(), graph, &self.done.manifest.not_found);
        self.stage(&groups)
    }

    /// What is assigned at `/` shows at every scope; where none is known, it is missing too.
    fn without_scopes(&mut self) {
        let entry = |ask: &Ask| Entry::new(ask.file, Failure::failed(plan::NO_SCOPE));
        let entries = table::OF_MANAGEMENT_GROUP.iter().map(entry);
        self.done.manifest.missing.extend(entries);
    }

    fn without_graph(&mut self, cloud: &str) {
        let why = format!("the cloud {cloud} names no Microsoft Graph");
        let entries = table::OF_HOLDERS.map(|name| Entry::new(name, Failure::failed(&why)));
        self.done.manifest.missing.extend(entries);
    }

    /// The principals that the directory was asked for and didn't answer.
    fn not_found(&self, step: &Step) -> Vec<String> {
        let Ok(bytes) = fs::read(self.wanted.folder.path(&step.file)) else {
            return Vec::new();
        };
        let found = pages::ids(&bytes);
        let lacks = |id: &&String| !found.iter().any(|known| text::same(known, id));
        step.ids.iter().filter(lacks).cloned().collect()
    }

    /// A call without which nothing can be done.
    fn must<T: for<'d> Deserialize<'d>>(&mut self, call: &Call) -> Result<T, Complaint> {
        match self.call(call)? {
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
            .help("sign in with `az login`, and choose the tenant with `az account set`")),
        }
    }

    /// Makes a call.
    ///
    /// # Errors
    ///
    /// When no further call could do better.
    fn call(&mut self, call: &Call) -> Result<Result<Vec<u8>, Failure>, Complaint> {
        let answer = self
            .patience
            .try_call(self.az, self.clock, &call.arguments(), self.say)
            .map_err(|error| cannot_run(&error))?;
        let Err(failure) = &answer else {
            self.unreached = 0;
            return Ok(answer);
        };
        self.unreached = match failure.kind {
            FailureKind::Unreachable => self.unreached + 1,
            _ => 0,
        };
        let is_first = matches!(call, Call::SignedIn | Call::Cloud);
        if is_first || !(failure.kind.ends_the_run() || self.unreached == UNREACHED) {
            return Ok(answer);
        }
        (self.say)("stopped\n");
        let (what, help) = match failure.kind {
            FailureKind::NotSignedIn => (
                "the sign-in has expired",
                "sign in with `az login`, then run it again: what is there is kept",
            ),
            FailureKind::Untrusted => (
                "the certificate of Azure is not trusted",
                "behind a proxy that inspects traffic, name its certificate in REQUESTS_CA_BUNDLE, then run it again",
            ),
            _ => (
                "Azure can't be reached",
                "check the network, then run it again: what is there is kept",
            ),
        };
        Err(Complaint::input(format!("{what}: {}", failure.message)).help(help))
    }

    /// Refuses a folder that holds another tenant; else gives what an earlier run said of it.
    fn claim(&self, tenant: &str) -> Result<Option<Manifest>, Complaint> {
        let path = self.wanted.folder.path(manifest::FILE);
        let Some(before) = fs::read(&path).ok().and_then(|b| Manifest::parse(&b)) else {
            return Ok(None);
        };
        if text::same(&before.tenant, tenant) {
            return Ok(Some(before));
        }
        Err(Complaint::usage(format!(
            "`{}` says that the folder holds tenant `{}`, and `az` is signed in to `{tenant}`",
            path.display(),
            before.tenant
        ))
        .help("name another folder, or change the tenant with `az account set`"))
    }

    /// What has been collected so far, as the importers read it.
    fn read(&self) -> Tenant {
        import::read(&[InputSource::Path(self.wanted.folder.path(""))])
    }

    /// The subscriptions as Azure lists them now: new ones may have come since the last run. None
    /// where the list can't be had.
    fn list_subscriptions(&mut self, tenant: &str) -> Result<Option<Vec<Row>>, Complaint> {
        let step = plan::subscriptions(tenant);
        (self.say)(&format!("{} … ", step.what));
        let (said, rows) = match self.fetch(&step)? {
            Ok(bytes) => {
                let rows = pages::rows(&bytes);
                (self.keep(&step, &bytes)?, Some(rows))
            }
            Err(failure) => {
                // One of an earlier run would pass for the list of now.
                let _ = fs::remove_file(self.wanted.folder.path(&step.file));
                (self.fail(&step, failure), None)
            }
        };
        (self.say)(&format!("{said}\n"));
        Ok(rows)
    }

    /// The tree of management groups; where the root may not be read, what can be seen of it.
    fn tree(&mut self, tenant: &str, shows_subscriptions: bool) -> Result<Tenant, Complaint> {
        let root = plan::tree(tenant);
        self.stage(std::slice::from_ref(&root))?;
        if !self.wanted.folder.holds(&root.file) {
            let step = plan::visible_groups();
            let answer = self.fetch(&step)?;
            let is_listed = answer.is_ok();
            let rows: Vec<GroupRow> = match answer {
                Ok(bytes) => pages::rows(&bytes),
                Err(failure) => {
                    self.fail(&step, failure);
                    Vec::new()
                }
            };
            // A tenant in which nobody has made a group yet has no root either.
            let unmade = |entry: &Entry| {
                entry.name == root.file && entry.kind == FailureKind::NotFound && is_listed
            };
            if rows.is_empty() && shows_subscriptions {
                let missing = &mut self.done.manifest.missing;
                let at = missing.iter().position(unmade);
                let moved = at.map(|at| missing.remove(at));
                self.done.manifest.absent.extend(moved);
            }
            let names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
            self.stage(&plan::of_visible_groups(&names))?;
        }
        Ok(self.read())
    }

    /// The subscriptions to ask about. Those that only the tree shows are named as missing.
    fn choose(
        &mut self,
        listed: Option<Vec<Row>>,
        tree: &Tenant,
    ) -> Result<Vec<Subscription>, Complaint> {
        let in_tree = subscriptions::in_tree(tree);
        let Some(rows) = listed else {
            return subscriptions::unlisted(in_tree, self.wanted.subscriptions);
        };
        let chosen = subscriptions::chosen(&rows, self.wanted.subscriptions)?;
        if self.wanted.subscriptions.is_empty() {
            let known: BTreeSet<String> = rows.iter().map(Row::folded).collect();
            for id in in_tree.into_iter().filter(|id| !known.contains(id)) {
                let failure = Failure::new(FailureKind::NotVisible, subscriptions::NOT_VISIBLE);
                let entry = Entry::new(&format!("subscriptions/{id}"), failure);
                self.done.manifest.missing.push(entry);
            }
        }
        Ok(chosen)
    }

    fn stage(&mut self, steps: &[Step]) -> Result<(), Complaint> {
        let folder = self.wanted.folder;
        let (kept, open): (Vec<&Step>, Vec<&Step>) =
            steps.iter().partition(|step| folder.holds(&step.file));
        self.done.kept += kept.len();
        let kept = kept.into_iter().map(|step| step.file.clone());
        self.done.manifest.files.extend(kept);
        for (at, step) in open.iter().enumerate() {
            self.write_manifest(&open[at..])?;
            (self.say)(&format!("[{}/{}] {} … ", at + 1, open.len(), step.what));
            let said = match self.fetch(step)? {
                Ok(bytes) => self.keep(step, &bytes)?,
                Err(failure) => self.fail(step, failure),
            };
            (self.say)(&format!("{said}\n"));
        }
        self.write_manifest(&[])
    }

    fn keep(&mut self, step: &Step, bytes: &[u8]) -> Result<String, Complaint> {
        self.done.manifest.files.insert(step.file.clone());
        let is_there = fs::read(self.wanted.folder.path(&step.file)).is_ok_and(|old| old == bytes);
        if is_there {
            self.done.kept += 1;
            return Ok("as before".to_owned());
        }
        self.wanted.folder.write(&step.file, bytes)?;
        self.done.written += 1;
        Ok("collected".to_owned())
    }

    fn fail(&mut self, step: &Step, failure: Failure) -> String {
        let kind = failure.kind;
        let entry = Entry::new(&step.file, failure);
        if step.ask.absent.contains(&kind) {
            self.done.manifest.absent.push(entry);
            return format!("nothing there ({})", kind.word().as_str());
        }
        let said = format!("missing ({}): {}", kind.word().as_str(), entry.message);
        self.done.manifest.missing.push(entry);
        said
    }

    /// Asks for all pages.
    fn fetch(&mut self, step: &Step) -> Result<Result<Vec<u8>, Failure>, Complaint> {
        let window = pages::window(self.clock.now(), self.wanted.activity_days);
        let mut pages = pages::Pages::of(step, &window);
        let mut count = 0;
        while let Some(url) = pages.next() {
            if count > 0 && count % TOLD_PAGES == 0 {
                (self.say)(&format!("{count} pages … "));
            }
            count += 1;
            let taken = match self.call(&step.call(&url))? {
                Ok(bytes) => pages.take(&bytes),
                Err(failure) => Err(failure),
            };
            if let Err(mut failure) = taken {
                // Where there is a first page, there is something.
                if count > 1 && step.ask.absent.contains(&failure.kind) {
                    failure.kind = FailureKind::Failed;
                }
                return Ok(Err(failure));
            }
        }
        Ok(pages.joined())
    }

    /// The manifest as it would stand if nothing more came.
    fn write_manifest(&self, ahead: &[&Step]) -> Result<(), Complaint> {
        let mut manifest = self.done.manifest.clone();
        let pending = ahead.iter().map(|step| Entry::pending(&step.file));
        manifest.missing.extend(pending);
        manifest.missing.push(Entry::pending(REST));
        self.save(&manifest)
    }

    fn save(&self, manifest: &Manifest) -> Result<(), Complaint> {
        self.wanted.folder.write(manifest::FILE, &manifest.bytes())
    }
}

/// Where Microsoft Graph is in a cloud.
fn graph_of(cloud: &Cloud) -> Option<String> {
    let named = cloud.endpoints.microsoft_graph_resource_id.as_deref()?;
    let address = named.trim_end_matches('/');
    (!address.is_empty()).then(|| address.to_owned())
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
