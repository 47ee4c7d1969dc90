//! Carrel's build tool. `cargo xtask` alone lists what it does.
//!
//! Owns: the set-up of a machine, the building of the app and of its on-demand modules, the static
//! server for development, and every check there is.
//! Never does: anything a visitor's browser or the `carrel` command runs.
//! Start at: [`TASKS`], the one table of commands.

mod app;
mod args;
mod bench;
mod ceiling;
mod checks;
mod desk;
mod engine;
mod fuzz;
mod hash;
mod host;
mod html;
mod json;
mod modules;
mod page;
mod place;
mod relevance;
mod run;
mod serve;
mod simulate;
mod size;
mod slim;
mod small;
mod split;
mod suite;
mod test;
mod tidy;
mod tools;

use args::Args;
use run::{Failure, Result};
use std::process::ExitCode;

/// One thing `cargo xtask NAME` can do.
struct Task {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Args) -> Result,
}

/// Every command, in the order of a working day.
const TASKS: &[Task] = &[
    Task {
        name: "serve",
        about: "builds and serves the sample library at http://127.0.0.1:8080/ (--help: options)",
        run: serve::command,
    },
    Task {
        name: "test",
        about: "runs every check there is, or those named",
        run: test::command,
    },
    Task {
        name: "tidy",
        about: "the repository's own rules: arrows, purity, links, strings",
        run: tidy::command,
    },
    Task {
        name: "fmt",
        about: "formats everything (--check: only says what is not)",
        run: checks::fmt,
    },
    Task {
        name: "lint",
        about: "clippy, warnings denied, on the host and for wasm",
        run: checks::lint,
    },
    Task {
        name: "unit",
        about: "every test that needs no browser",
        run: checks::unit,
    },
    Task {
        name: "web",
        about: "the app's parts in a real browser",
        run: checks::web,
    },
    Task {
        name: "journeys",
        about: "whole ways through the finished site, in a browser (WORD, --shots: pictures of all pages)",
        run: checks::journeys,
    },
    Task {
        name: "relevance",
        about: "how good the answers are, against benches/relevance.tsv (--update, --queries, --subjects)",
        run: relevance::command,
    },
    Task {
        name: "size",
        about: "the weight of what a first visit loads, and of citing (cite: that alone; --update: new figures)",
        run: size::command,
    },
    Task {
        name: "simulate",
        about: "devices, faults and clocks by the year (--device-days 100000, --seed 1, --threads 2, --storm, --record)",
        run: simulate::command,
    },
    Task {
        name: "fuzz",
        about: "broken input by the million (TARGET, --seconds 10, --ledger)",
        run: fuzz::command,
    },
    Task {
        name: "bench",
        about: "the figures we promise, into benches/results/ (--dry: only shown)",
        run: bench::command,
    },
    Task {
        name: "app",
        about: "builds the app for development into target/app",
        run: app::app,
    },
    Task {
        name: "dist",
        about: "builds the app for visitors into dist/",
        run: app::dist,
    },
    Task {
        name: "desk",
        about: "builds desk and kiosk, a page of their own (--release: into dist-desk/)",
        run: desk::command,
    },
    Task {
        name: "modules",
        about: "builds the app's on-demand parts alone (--release)",
        run: modules::command,
    },
    Task {
        name: "engine",
        about: "builds the search engine alone into target/engine, with its size and its bound",
        run: engine::command,
    },
    Task {
        name: "sample",
        about: "writes sample/westfield.mrc anew from sample/titles/",
        run: checks::sample,
    },
    Task {
        name: "precache",
        about: "for Trunk's hook: names files by content, adds policy and lists",
        run: app::precache,
    },
    Task {
        name: "setup",
        about: "puts in place every tool the other commands would ask for",
        run: tools::setup,
    },
];

fn main() -> ExitCode {
    if let Some(code) = small::as_cargo() {
        return code;
    }
    let mut words = std::env::args().skip(1);
    let Some(name) = words.next() else {
        print_tasks();
        return ExitCode::SUCCESS;
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print_tasks();
        return ExitCode::SUCCESS;
    }
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        eprintln!(
            "error: there is no `cargo xtask {name}`. `cargo xtask` alone lists the commands."
        );
        return ExitCode::from(2);
    };
    let words: Vec<String> = words.collect();
    let asks = |word: &String| matches!(word.as_str(), "--help" | "-h");
    if task.name != "serve" && words.iter().any(asks) {
        println!("cargo xtask {name}: {}", task.about);
        return ExitCode::SUCCESS;
    }
    let mut args = Args::new(task.name, words);
    match (task.run)(&mut args).and_then(|()| args.finish()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(text)) => {
            eprintln!("error: {text}");
            ExitCode::FAILURE
        }
    }
}

fn print_tasks() {
    println!("cargo xtask COMMAND [OPTIONS]\n");
    for task in TASKS {
        println!("  {:<10} {}", task.name, task.about);
    }
    println!(
        "\nTools are kept in {} (set CARREL_CACHE to move them).",
        place::cache().display()
    );
}
