use super::check::platform_principal;
use crate::access::AccessIndex;
use crate::cli::answer::Made;
use crate::cli::args::{Global, Names, NexusPlanArgs, PlanShell};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::documents::read_cluster;
use crate::cli::exit::Exit;
use crate::cli::sources::one_stdin;
use crate::nexus::{
    Cluster, ClusterResources, PlanFlow, PlanGoal, PlanNames, PlanRequest, Removal, ResourceId,
    plan_identities,
};
use crate::report::{
    NexusPlanResult, nexus_plan_csv, nexus_plan_page, plan_in_powershell, plan_in_sh,
};
use crate::text;

pub(in crate::cli::run) fn run(global: &Global, args: &NexusPlanArgs) -> Result<Exit, Complaint> {
    if args.cluster.is_none() && (args.identity.is_none() || args.remove.is_some()) {
        let (message, help) = match &args.remove {
            None => (
                "a plan for which identities?",
                "`--identity uami` or `--identity sami` for a new cluster, `--cluster FILE` for one that exists, or its name if it is among the inputs",
            ),
            Some(_) => (
                "what to remove depends on the cluster, and none is given",
                "name the output of `az networkcloud cluster show` with `--cluster`, or a cluster of the inputs",
            ),
        };
        return Err(Complaint::usage(message).help(help));
    }
    let inputs = args.inputs.input.iter().map(|path| ("-i", path));
    one_stdin(inputs.chain(args.cluster.iter().map(|path| ("--cluster", path))))?;
    let platform = platform_principal(&args.platform)?;
    let (mut context, product) = match args.emit {
        None => (Context::open(global)?, None),
        Some(_) => Context::open_for_product(global)?,
    };
    context.read(&args.inputs)?;
    let cluster = match &args.cluster {
        Some(path) => Some(read_cluster(&mut context, path)?.cluster),
        None => None,
    };
    let goal = goal(args, cluster.as_ref())?;
    let names = names(&args.names);
    let resources = ClusterResources::of(&context.tenant);
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let plan = plan_identities(&PlanRequest {
        goal,
        cluster: cluster.as_ref(),
        names: &names,
        resources: &resources,
        access: Some(&index),
        platform: platform.as_ref(),
        one_update: args.one_update,
    });
    drop(index);
    if let Some(shell) = args.emit {
        let unreadable =
            |error| Complaint::input(format!("can't make a script of the plan: {error}"));
        let script = plan.script().map_err(unreadable)?;
        let text = match shell {
            PlanShell::Sh => plan_in_sh(&script),
            PlanShell::Powershell => plan_in_powershell(&script),
        };
        return context.product(text.as_bytes(), product.as_deref(), Exit::Yes);
    }
    let answer = Made::new(
        "nexus-plan",
        nexus_plan_page(&plan),
        NexusPlanResult::from(&plan),
    )
    .with_list("steps")
    .with_table(nexus_plan_csv(&plan));
    context.answer(&answer, Exit::Yes)
}

fn goal(args: &NexusPlanArgs, cluster: Option<&Cluster>) -> Result<PlanGoal, Complaint> {
    if let Some(what) = &args.remove {
        return removal(what, cluster).map(PlanGoal::Remove);
    }
    let flow = match (args.identity, cluster) {
        (Some(flow), _) => flow,
        (None, Some(cluster)) => PlanFlow::of(cluster),
        (None, None) => PlanFlow::UserAssigned,
    };
    let for_the_other = |options: &str, kind: &str| {
        Complaint::usage(format!("{options} is for a plan with {kind}")).help(format!(
            "this one is for `{}`: `--identity` chooses",
            flow.as_str()
        ))
    };
    match flow {
        PlanFlow::UserAssigned if args.settings_after_grants => Err(for_the_other(
            "`--settings-after-grants`",
            "a system-assigned identity",
        )),
        PlanFlow::UserAssigned if args.names.uami.len() > 1 && !args.per_resource => Err(
            Complaint::usage("one user-assigned identity serves all resources here")
                .help("add `--per-resource` for one each: storage, workspace, vault"),
        ),
        PlanFlow::UserAssigned => Ok(PlanGoal::UserAssigned {
            per_resource: args.per_resource,
        }),
        PlanFlow::SystemAssigned if args.per_resource || !args.names.uami.is_empty() => {
            let option = if args.per_resource {
                "`--per-resource`"
            } else {
                "`--uami`"
            };
            Err(for_the_other(option, "user-assigned identities"))
        }
        PlanFlow::SystemAssigned => Ok(PlanGoal::SystemAssigned {
            settings_after_grants: args.settings_after_grants,
        }),
    }
}

fn removal(what: &str, cluster: Option<&Cluster>) -> Result<Removal, Complaint> {
    let words = [
        ("all", Removal::All),
        ("uami", Removal::UserAssigned),
        ("sami", Removal::SystemAssigned),
    ];
    let wanted = ResourceId::new(what);
    let attached = cluster.map_or(&[][..], |cluster| &cluster.identity.attached);
    let mut named = attached.iter().map(|entry| &entry.id);
    let one = named.find(|id| **id == wanted || text::same(id.name(), what));
    if let Some(id) = one {
        return Ok(Removal::One(id.clone()));
    }
    let word = words.into_iter().find(|(word, _)| text::same(word, what));
    word.map(|(_, removal)| removal).ok_or_else(|| {
        let names: Vec<String> = attached
            .iter()
            .map(|entry| format!("`{}`", entry.id.name()))
            .collect();
        let known = if names.is_empty() {
            "no user-assigned identity is".to_owned()
        } else {
            format!("attached: {}", names.join(", "))
        };
        Complaint::usage(format!("`{what}` is not attached to the cluster")).help(format!(
            "`all`, `uami`, `sami`, or the name or id of one; {known}"
        ))
    })
}

fn names(args: &Names) -> PlanNames {
    PlanNames {
        cluster: args.name.clone(),
        resource_group: args.resource_group.clone(),
        subscription: args.subscription.clone(),
        location: args.location.clone(),
        identities: args.uami.clone(),
        storage_account: args.storage_account.clone(),
        container: args.container.clone(),
        workspace: args.workspace.clone(),
        vault: args.vault.clone(),
    }
}
