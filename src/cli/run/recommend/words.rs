//! `recommend WORDS`: what the words find is shown, and taken once it is confirmed.

use super::places::Placed;
use crate::catalog::{AzurePart, Catalog, Task};
use crate::cli::answer::Made;
use crate::cli::args::RecommendArgs;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output::{self, Reply};
use crate::cli::redaction::Names;
use crate::report::{AskedWords, RecommendResult, words_page, words_table};
use crate::span::Diagnostic;

/// Whether a positional argument is an action; all others are words.
pub(in crate::cli::run) fn is_action(wanted: &str) -> bool {
    wanted.contains('/') && !wanted.contains(char::is_whitespace)
}

/// The task that a positional argument names by its id.
pub(in crate::cli::run) fn named_task(catalog: &Catalog, wanted: &str) -> Option<Task> {
    catalog.task(wanted).ok()
}

/// The words of the command line as one sentence.
fn sentence(catalog: &Catalog, args: &RecommendArgs) -> String {
    let is_word = |wanted: &&String| !is_action(wanted) && named_task(catalog, wanted).is_none();
    let words = args.wanted.iter().filter(is_word);
    words.cloned().collect::<Vec<_>>().join(" ")
}

/// What the words find; `None` where there are none.
pub(in crate::cli::run) fn by_words(
    context: &mut Context,
    args: &mut RecommendArgs,
    names: &Names,
) -> Option<AskedWords> {
    let sentence = sentence(&context.catalog, args);
    if sentence.is_empty() {
        return None;
    }
    // What is redacted has other names.
    let placed = match args.redact.redact {
        true => Placed::as_said(&sentence),
        false => Placed::of(&sentence, names, &context.tenant),
    };
    let (at, said) = placed.scope(!args.at.is_empty());
    let at = at.cloned();
    let options = options(args);
    args.at.extend(at.iter().map(ToString::to_string));
    context.diagnostics.extend(said);
    let found = context.catalog.find_by_words(&placed.sentence);
    context.core_is_too_small(
        AzurePart::Operations,
        "Azure has more operations than were searched",
    );
    let words = AskedWords {
        sentence,
        found,
        at,
        options,
    };
    context.diagnostics.extend(passed_over(&words));
    context.diagnostics.extend(left_out(&words));
    context.diagnostics.extend(give_or_have(&words));
    if let Some(role) = words.role_for_action(&context.catalog) {
        let said = format!("`{role}` is the name of a role, and a role is what `recommend` finds");
        let note = Diagnostic::warning("role-in-words", said).help(format!(
            "say what must be possible, and `--without PATTERN` what must not; `rolecall roles show '{role}'` says what the role grants"
        ));
        context.diagnostics.push(note);
    }
    Some(words)
}

/// The options that say where and for whom, with their values; none where these are redacted.
fn options(args: &RecommendArgs) -> Vec<(&'static str, String)> {
    if args.redact.redact {
        return Vec::new();
    }
    let at = args.at.iter().map(|at| ("--at", at));
    let subscription = args.scope.subscription.iter();
    let group = args.scope.resource_group.iter();
    let options = at
        .chain(subscription.map(|name| ("--subscription", name)))
        .chain(group.map(|name| ("-g", name)))
        .chain(args.without.iter().map(|pattern| ("--without", pattern)))
        .chain(args.receiver.iter().map(|who| ("--for", who)));
    let inputs = args.inputs.input.iter();
    let inputs = inputs.map(|path| ("-i", path.display().to_string()));
    options
        .map(|(option, value)| (option, value.clone()))
        .chain(inputs)
        .collect()
}

/// Says which words an understood sentence was understood without.
fn passed_over(words: &AskedWords) -> Vec<Diagnostic> {
    let clauses = words.found.clauses.iter();
    let narrowed = clauses.filter(|clause| !clause.passed_over.is_empty());
    let said = narrowed.map(|clause| {
        let passed: Vec<String> = clause.passed_over.iter().map(|word| format!("`{word}`")).collect();
        let message = format!(
            "`{}` is understood without regard to {}",
            clause.said,
            passed.join(" and ")
        );
        Diagnostic::warning("words-passed-over", message)
            .help("if that only says which one is meant, `--at` does; if it says what, name the operations")
    });
    said.collect()
}

/// Says which words may mean two things.
fn give_or_have(words: &AskedWords) -> Vec<Diagnostic> {
    let clauses = words.found.clauses.iter();
    let open = clauses.filter(|clause| clause.may_give_or_have);
    let said = open.map(|clause| {
        let message = format!(
            "`{}` may mean to have this access, or to give it to others",
            clause.said
        );
        Diagnostic::warning("ambiguous-words", message).help(
            "say what is done with it, as in `read blobs`; `assign roles` gives access to others",
        )
    });
    said.collect()
}

/// Says that no assignment leaves a place out.
fn left_out(words: &AskedWords) -> Vec<Diagnostic> {
    let clauses = words.found.clauses.iter();
    let said = clauses.filter(|clause| clause.leaves_out_place).map(|clause| {
        let message = format!(
            "`{}`: a role assignment can't leave a place out, it holds for everything below its scope",
            clause.said
        );
        Diagnostic::warning("place-left-out", message)
            .help("say where it must be possible: `--at`, once for each place")
    });
    said.collect()
}

/// Whether what was found is to be taken: by `--yes`, or by who sits at the terminal. What was not
/// wholly understood never is.
pub(in crate::cli::run) fn confirmed(
    words: &AskedWords,
    args: &RecommendArgs,
    context: &Context,
) -> Reply {
    match words.is_understood() {
        false => Reply::NotAsked,
        true if args.yes => Reply::Yes,
        true => output::asked(|| context.drawn(&words_page(words, &context.catalog))),
    }
}

/// Shows what was found, for somebody to confirm; not a second time to who said no.
pub(in crate::cli::run) fn ask(
    mut context: Context,
    words: &AskedWords,
    reply: Reply,
) -> Result<Exit, Complaint> {
    if reply == Reply::No && context.is_shown() {
        return Err(Complaint::usage("nothing was taken")
            .help("say it in other words, or name what is meant, as the command above does"));
    }
    let note = match words.is_understood() {
        true => Diagnostic::info("unconfirmed", "what the words found is not confirmed")
            .help("`--yes` takes it; or name what is meant, as the command without words does"),
        false => Diagnostic::info("not-understood", "some of the words found nothing")
            .help("`rolecall operations search` and `rolecall tasks list` show what there is"),
    };
    context.diagnostics.push(note);
    let page = words_page(words, &context.catalog);
    let answer = Made::new(
        "recommend",
        page,
        RecommendResult::of_words(words, &context.catalog),
    )
    .with_table(words_table(words, &context.catalog));
    context.answer(&answer, Exit::Usage)
}
