//! Closed pipes, full disks and Ctrl-C: no panic, a clear message, and nothing half written that looks whole.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::assert::OutputAssertExt;

use super::support::{LONG, Place, SPSIM, refusal_of, says, text};

/// `spsim` as a child process with pipes.
fn spawn(place: &Place, arguments: &[&str]) -> Child {
    Command::new(SPSIM)
        .current_dir(place.path(""))
        .env("TMPDIR", place.path(""))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_closed_pipe_ends_every_command_in_peace() {
    let place = Place::with_run(&["--no-figures"]);
    let commands: &[&[&str]] = &[
        &["scenario", "explain", "small.toml"],
        &["scenario", "schema"],
        &["scenario", "check", "small.toml"],
        &["scenario", "diff", "small.toml", "small.toml"],
        &["journey", "run"],
        &["reproduce", "run"],
        &["plot", "run", "--out", "figures"],
        &["run", "small.toml", "--no-figures", "--out", "second"],
    ];
    for arguments in commands {
        for lines_read in [0, 1] {
            let mut child = spawn(&place, arguments);
            let mut stdout = BufReader::with_capacity(16, child.stdout.take().unwrap());
            for _ in 0..lines_read {
                stdout.read_line(&mut String::new()).unwrap();
            }
            drop(stdout);
            let output = child.wait_with_output().unwrap();
            assert_eq!(text(&output.stderr), "", "{arguments:?}");
            assert!(output.status.success(), "{arguments:?}: {}", output.status);
            if arguments[0] == "run" {
                // The results do not depend on anybody reading the summary.
                assert!(place.path("second/manifest.json").exists());
                std::fs::remove_dir_all(place.path("second")).unwrap();
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_reported() {
    let place = Place::with_run(&["--no-figures"]);
    let commands: &[&[&str]] = &[
        &["scenario", "schema"],
        &["scenario", "explain", "small.toml", "waiting"],
        &["scenario", "check", "small.toml"],
        &["journey", "run"],
        &["reproduce", "run"],
        &["run", "small.toml", "--no-figures", "--out", "second"],
    ];
    for arguments in commands {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = Command::new(SPSIM)
            .current_dir(place.path(""))
            .args(*arguments)
            .stdout(full)
            .output()
            .unwrap();
        let message = refusal_of(output.assert(), 1);
        says(
            &message,
            &["cannot write to standard output: No space left on device"],
        );
    }
    // Only the summary was lost.
    says(&place.output_of(&["reproduce", "second"]), &["identical: "]);
}

/// A limit on the size of files stands in for a full disk: it needs no rights. The signal that usually comes with it is
/// ignored, so that writing fails as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_half_way_leaves_nothing() {
    let place = Place::new();
    // In blocks of 1,024 bytes: tables of different sizes fail, at their end or half way.
    for blocks in [0, 4, 40, 200] {
        let script =
            format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run small.toml --out run");
        let assert = Command::new("bash")
            .current_dir(place.path(""))
            .args(["-c", &script, SPSIM])
            .assert();
        let message = refusal_of(assert, 1);
        says(&message, &["cannot write ", "File too large"]);
        place.holds_only(&[]);
    }
}

/// On a real full disk, where this machine lets users mount one of their own.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported_and_nothing_half_written_is_left_on_it() {
    let place = Place::new();
    std::fs::create_dir(place.path("disk")).unwrap();
    let mount = "mount -t tmpfs -o size=200k tmpfs disk";
    let inside = |script: &str| {
        Command::new("unshare")
            .current_dir(place.path(""))
            .args([
                "--user",
                "--map-root-user",
                "--mount",
                "bash",
                "-c",
                script,
                SPSIM,
            ])
            .output()
    };
    if !inside(mount).is_ok_and(|output| output.status.success()) {
        println!("skipped: this machine does not allow a small disk to be mounted");
        return;
    }
    let script =
        format!("{mount} && \"$0\" run small.toml --out disk/run; echo \"code $?\"; ls -A disk");
    let output = inside(&script).unwrap();
    assert_eq!(text(&output.stdout), "code 1\n", "something was left");
    says(
        &text(&output.stderr),
        &[
            "error: cannot write ",
            "No space left on device",
            "free some space",
        ],
    );

    // Old results survive a forced run that finds the disk full.
    let script = format!(
        "{mount} && \"$0\" run small.toml --set time.days=1 --runs 1 --no-figures --out disk/run > /dev/null || exit 9; \
         before=$(cat disk/run/* | cksum); \
         \"$0\" run small.toml --force --out disk/run; echo \"code $?\"; ls -A disk; \
         test \"$before\" = \"$(cat disk/run/* | cksum)\" && echo same"
    );
    let script = script.replace("size=200k", "size=700k");
    let output = inside(&script).unwrap();
    assert_eq!(
        text(&output.stdout),
        "code 1\nrun\nsame\n",
        "{}",
        text(&output.stderr)
    );
}

/// A figure is there whole or not at all, and the old ones stay.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_while_plotting_leaves_no_half_figure() {
    let place = Place::with_run(&["--runs", "1"]);
    let whole = place.bytes("run");
    for (folder, more) in [("run/figures", ""), ("new", "--out new")] {
        let script = format!("trap '' XFSZ; ulimit -f 16; exec \"$0\" plot run {more}");
        let assert = Command::new("bash")
            .current_dir(place.path(""))
            .args(["-c", &script, SPSIM])
            .assert();
        let message = refusal_of(assert, 1);
        says(
            &message,
            &[&format!("cannot write {folder}/"), "File too large"],
        );
        for (name, bytes) in place.bytes(folder) {
            assert!(
                whole[&format!("figures/{name}")] == bytes,
                "{name} is not whole"
            );
        }
    }
    assert!(place.bytes("run") == whole);
}

/// Starts a command, waits until it has begun to write into a hidden folder, and presses Ctrl-C.
#[cfg(unix)]
fn interrupted(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = spawn(place, arguments);
    let began = Instant::now();
    let writing = || {
        let files = place.files();
        files
            .iter()
            .any(|file| file.contains(".spsim-") && file.ends_with("/outcomes.csv"))
    };
    while !writing() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "it did not begin"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
    let mut message = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut message)
        .unwrap();
    let mut printed = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut printed)
        .unwrap();
    assert_eq!(printed, "");
    (child.wait().unwrap().code(), message)
}

#[cfg(unix)]
#[test]
fn ctrl_c_half_way_leaves_nothing_behind() {
    let place = Place::new();
    place.write("long.toml", LONG);
    let arguments = ["run", "long.toml", "--out", "run"];
    let (code, message) = interrupted(&place, &arguments);
    assert_eq!(code, Some(130), "{message}");
    says(
        &message,
        &["Stopped after ", " of 5000 runs; nothing was written."],
    );
    place.holds_only(&["long.toml"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_a_sweep_leaves_nothing_behind() {
    let place = Place::new();
    place.write("long.toml", LONG);
    place.write(
        "sweep.toml",
        "scenario = \"long.toml\"\n[[factor]]\nparameter = \"referral.triage\"\n",
    );
    let arguments = ["sweep", "sweep.toml", "--out", "swept"];
    let (code, message) = interrupted(&place, &arguments);
    assert_eq!(code, Some(130), "{message}");
    says(&message, &["Stopped before", "nothing was written."]);
    place.holds_only(&["long.toml", "sweep.toml"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_in_a_forced_run_keeps_the_old_results() {
    let place = Place::with_run(&["--no-figures"]);
    place.write("long.toml", LONG);
    let before = place.bytes("run");
    let arguments = ["run", "long.toml", "--out", "run", "--force"];
    let (code, message) = interrupted(&place, &arguments);
    assert_eq!(code, Some(130), "{message}");
    assert!(place.bytes("run") == before);
    place.holds_only(&["long.toml", "run"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_reproducing_leaves_nothing_behind() {
    let place = Place::with_run(&["--no-figures"]);
    place.edit_manifest("run", |manifest| manifest["runs"] = 1_000_000.into());
    let before = place.bytes("run");
    let (code, message) = interrupted(&place, &["reproduce", "run"]);
    assert_eq!(code, Some(130), "{message}");
    says(&message, &["Stopped after ", " of 1000000 runs"]);
    assert!(place.bytes("run") == before);
    place.holds_only(&["run"]);
}
