//! In which order the options of `recommend` stand that belong together.

use clap::{ArgMatches, Args, Command, FromArgMatches};

/// An option with its position among those of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    /// An action or words, given without an option.
    Wanted(usize),
    Task(usize),
    Action(usize),
    DataAction(usize),
    ActionsFrom(usize),
    At(usize),
}

/// The options that say what is required and where, in the order of the command line. Takes no
/// option itself; stands before those whose places it reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order(pub(crate) Vec<Word>);

impl FromArgMatches for Order {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut words: Vec<(usize, Word)> = Vec::new();
        let mut note = |id: &str, word: fn(usize) -> Word| {
            let places = matches.indices_of(id).into_iter().flatten();
            words.extend(places.enumerate().map(|(at, place)| (place, word(at))));
        };
        note("wanted", Word::Wanted);
        note("task", Word::Task);
        note("action", Word::Action);
        note("data_action", Word::DataAction);
        note("actions_from", Word::ActionsFrom);
        note("at", Word::At);
        words.sort_by_key(|(place, _)| *place);
        Ok(Self(words.into_iter().map(|(_, word)| word).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for Order {
    fn augment_args(command: Command) -> Command {
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        command
    }
}
