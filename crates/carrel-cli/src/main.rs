//! The `carrel` command: a library's export becomes a catalogue, and a catalogue a site.
//!
//! *Owns:* arguments and help, files and folders, the clock of files, exit codes, plain HTTP for `verify`.
//! *Never does:* reads records, ranks or assembles: that is what the crates do, the same in a browser.
//! *Start at:* [`args::Arguments`], then `cmd/`.
#![forbid(unsafe_code)]

/// Prints a line on standard output, or ends the program: see [`failure::unprinted`].
macro_rules! outln {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        if let Err(error) = writeln!(std::io::stdout(), $($text)*) {
            crate::failure::unprinted(&error);
        }
    }};
}

mod args;
mod cmd;
mod failure;
mod http;
mod input;
mod output;
mod pack;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use failure::Failure;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are what was asked for; anything else is a mistake on the command line.
            let code = if error.use_stderr() {
                failure::USAGE
            } else {
                failure::DONE
            };
            let json = std::env::args_os().any(|word| word == "--json");
            if code != failure::DONE && json {
                let text = error.render().to_string();
                let first = text.lines().next().unwrap_or_default();
                let first = first.strip_prefix("error: ").unwrap_or(first);
                outln!(
                    "{}",
                    Failure::usage(first, "See `carrel --help`.")
                        .to_json()
                        .line()
                );
            }
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let done = match &arguments.command {
        Command::Index(index) => cmd::index::run(index),
        Command::Site(site) => cmd::site::run(site),
        Command::Desk(desk) => cmd::desk::run(desk),
        Command::Inspect(inspect) => cmd::inspect::run(inspect),
        Command::Query(query) => cmd::query::run(query),
        Command::Verify(verify) => cmd::verify::run(verify),
        Command::Lessons(lessons) => cmd::lessons::run(lessons),
        Command::Cite(cite) => cmd::cite::run(cite),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            if arguments.command.json() {
                // On standard output, so that a script always has an object to read.
                outln!("{}", failure.to_json().line());
            }
            failure.print();
            ExitCode::from(failure.code())
        }
    }
}
