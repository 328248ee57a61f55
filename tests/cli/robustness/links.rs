//! Links, folders in place of files, and files that can't be read.

use super::*;

fn with(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = folder();
    let inner = folder.path().join("exports");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(inner.join(name), format!("[{}]", assignment())).unwrap();
    (folder, inner)
}

#[test]
fn a_folder_in_place_of_a_file_is_told() {
    let folder = folder();
    for reader in READERS
        .iter()
        .filter(|reader| !["-i", "lint"].contains(reader.last().unwrap()))
    {
        let run = run_on(reader, folder.path());
        let is_name = reader.contains(&"--among");
        assert!(is_name || run.code == 3, "{reader:?} {}", run.told());
    }
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let folder = folder();
    for reader in READERS {
        let run = run_on(reader, &folder.path().join("missing.json"));
        assert!([2, 3].contains(&run.code), "{reader:?} {}", run.told());
        assert!(
            !run.stderr.contains("os error"),
            "{reader:?} {}",
            run.told()
        );
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_rights_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (_kept, inner) = with("a.json");
    let path = inner.join("a.json");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        println!("SKIPPED: this user may read every file");
        return;
    }
    let run = run_on(&["who", ACTION, "-i"], &inner);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("permission denied"), "{}", run.told());
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_told_and_the_rest_is_read() {
    let (_kept, inner) = with("a.json");
    std::os::unix::fs::symlink("nowhere.json", inner.join("b.json")).unwrap();
    let run = run_on(&["who", ACTION, "--format", "json", "-i"], &inner);
    assert_eq!(run.json()["complete"], false, "{}", run.told());
    assert!(run.stdout.contains(PERSON));
    assert!(
        run.stderr.contains("there is no such file"),
        "{}",
        run.told()
    );
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let (_kept, inner) = with("a.json");
    std::fs::create_dir(inner.join("below")).unwrap();
    std::os::unix::fs::symlink("..", inner.join("below").join("up")).unwrap();
    std::os::unix::fs::symlink("self.json", inner.join("self.json")).unwrap();
    let run = run_on(&["who", ACTION, "--format", "json", "-i"], &inner);
    let json = run.json();
    assert_eq!(
        json["inputs"].as_array().unwrap().len(),
        1,
        "{}",
        run.told()
    );
    assert!(
        run.stderr.contains("leads back to a folder above it"),
        "{}",
        run.told()
    );
}

/// A folder may come out of an archive: its links open nothing that the user did not name.
#[cfg(unix)]
#[test]
fn links_are_followed_within_the_folder_only() {
    let (kept, inner) = with("a.json");
    let outside = kept.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(outside.join("secret.json"), "[{\"id\":\"s3cret\"}]").unwrap();
    std::os::unix::fs::symlink(outside.join("secret.json"), inner.join("x.json")).unwrap();
    std::os::unix::fs::symlink("../outside", inner.join("y")).unwrap();
    std::os::unix::fs::symlink("/etc", inner.join("z")).unwrap();
    std::os::unix::fs::symlink("a.json", inner.join("within.json")).unwrap();
    let run = run_on(&["who", ACTION, "--format", "json", "-i"], &inner);
    let json = run.json();
    let paths: Vec<&str> = json["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["path"].as_str().unwrap())
        .collect();
    let names: Vec<&str> = paths
        .iter()
        .map(|path| path.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(names, ["a.json", "within.json"]);
    assert_eq!(json["complete"], false);
    let told = |arguments: &[&str]| {
        let call = [&["who", ACTION][..], arguments, &["-i"]].concat();
        let run = run_on(&call, &inner);
        run.stderr.matches("leads out of the folder").count()
    };
    assert_eq!((told(&[]), told(&["--all"])), (1, 3), "{}", run.told());
    for link in ["x.json", "y", "z"] {
        assert!(
            run.stderr.contains(&format!("exports/{link}\n")),
            "{}",
            run.told()
        );
    }
    // Named by the user, a link is what it leads to.
    let run = run_on(
        &["who", ACTION, "--format", "json", "-i"],
        &inner.join("x.json"),
    );
    assert_eq!(
        run.json()["inputs"].as_array().unwrap().len(),
        1,
        "{}",
        run.told()
    );
}

/// What lies in a folder and is no file, a pipe for one, is never opened: it might never end.
#[cfg(unix)]
#[test]
fn only_files_of_a_folder_are_opened() {
    let (_kept, inner) = with("a.json");
    let made = std::process::Command::new("mkfifo")
        .arg(inner.join("pipe.json"))
        .status();
    if !made.is_ok_and(|status| status.success()) {
        println!("SKIPPED: there is no mkfifo");
        return;
    }
    let run = run_on(&["who", ACTION, "--format", "json", "-i"], &inner);
    assert_eq!(
        run.json()["inputs"].as_array().unwrap().len(),
        1,
        "{}",
        run.told()
    );
}
