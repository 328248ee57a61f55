//! Writes what [`crate::logs`] makes up.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::logs::calls::{Known, World};
use crate::logs::forms::Form;
use crate::logs::truth;

/// Beyond so many calls only the files of an hour are written, which are what there is much of.
const MANY: usize = 20_000;

/// Writes the exports below `exports/`, the logs below `logs/` in a folder for each form, and the tables as
/// `truth/FORM.jsonl`.
pub(crate) fn run(folder: &Path, calls: usize, seed: u64) -> io::Result<()> {
    let world = World::new(seed, (calls / 50).clamp(30, 3000), calls);
    let exports = folder.join("exports");
    fs::create_dir_all(&exports)?;
    let [users, services] = world.directory();
    for (name, export) in [
        ("role-assignments.json", world.assignments()),
        ("groups.json", world.groups()),
        ("users.json", users),
        ("service-principals.json", services),
    ] {
        fs::write(exports.join(name), format!("{export:#}\n"))?;
    }
    let hours = [Form::Hours, Form::StorageHours, Form::VaultHours];
    for form in Form::ALL {
        let of_form: Vec<&Known> = world
            .calls
            .iter()
            .filter(|call| call.service == form.shown().service)
            .collect();
        let below = folder.join("logs").join(form.name());
        if calls > MANY {
            if hours.contains(&form) {
                write_hours(&below, form, &world, &of_form)?;
            }
            continue;
        }
        for (name, text) in form.files(&world, &of_form) {
            let path = below.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&below))?;
            fs::write(path, text)?;
        }
        let truth = truth::table(&world, form.shown()).join("\n") + "\n";
        fs::create_dir_all(folder.join("truth"))?;
        fs::write(
            folder.join("truth").join(format!("{}.jsonl", form.name())),
            truth,
        )?;
    }
    Ok(())
}

/// Writes the files of hours one after the other: the calls are in the order of time.
fn write_hours(folder: &Path, form: Form, world: &World, calls: &[&Known]) -> io::Result<()> {
    for call in calls {
        let path = folder.join(form.hour(call));
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let mut file = BufWriter::new(fs::File::options().create(true).append(true).open(path)?);
        for record in form.records(world, call) {
            writeln!(file, "{record}")?;
        }
        file.flush()?;
    }
    Ok(())
}
