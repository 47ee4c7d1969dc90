//! Running other programs, and what is said when one fails.

use crate::place;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Why a command stopped: what happened and the way out, ready to be printed.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

/// The outcome of everything in xtask.
pub(crate) type Result<T = ()> = std::result::Result<T, Failure>;

impl From<String> for Failure {
    fn from(text: String) -> Failure {
        Failure(text)
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Failure {
        Failure(text.to_owned())
    }
}

/// Adds to an error of the system what was being done.
pub(crate) trait While<T> {
    /// `doing` completes "could not …".
    fn or_say(self, doing: impl FnOnce() -> String) -> Result<T>;
}

impl<T> While<T> for std::io::Result<T> {
    fn or_say(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Failure(format!("could not {}: {error}", doing())))
    }
}

/// Reads a text file, naming it when that fails.
pub(crate) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).or_say(|| format!("read {}", place::short(path)))
}

/// Reads a file, naming it when that fails.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).or_say(|| format!("read {}", place::short(path)))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    fs::write(path, bytes).or_say(|| format!("write {}", place::short(path)))
}

/// Moves a file or a folder, naming both when that fails.
pub(crate) fn rename(from: &Path, to: &Path) -> Result {
    fs::rename(from, to).or_say(|| format!("move {} to {}", place::short(from), place::short(to)))
}

/// How many bytes are free where cargo builds, when the system tells.
pub(crate) fn free_space() -> Option<u64> {
    let folder = place::target();
    let there = folder.ancestors().find(|folder| folder.exists())?;
    let table = output(command("df", &["-Pk"]).arg(there)).ok()?;
    blocks_free(&table)
}

/// The fourth cell of the second line of `df -Pk` (POSIX.1-2017, `df`), in bytes.
fn blocks_free(table: &str) -> Option<u64> {
    let cell = table.lines().nth(1)?.split_whitespace().nth(3)?;
    cell.parse::<u64>().ok()?.checked_mul(1024)
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Result {
    fs::create_dir_all(path).or_say(|| format!("make the folder {}", place::short(path)))
}

/// Removes a folder with all that is in it; it may be missing.
pub(crate) fn remove_folder(path: &Path) -> Result {
    if path.exists() {
        fs::remove_dir_all(path).or_say(|| format!("remove {}", place::short(path)))
    } else {
        Ok(())
    }
}

/// A command that starts at the top of the repository.
pub(crate) fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(place::root())
        .stdin(Stdio::null());
    command
}

/// Runs a command with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure(format!("{} failed ({status})", line_of(command))))
    }
}

/// Runs a command and gives what it printed on standard output; its errors are shown only if it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let done = command
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(Failure(format!(
            "{} failed ({})\n{}",
            line_of(command),
            done.status,
            said.trim_end()
        )));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Runs a long command with its output in `log`, and a clock on the terminal while it works.
pub(crate) fn run_with_clock(command: &mut Command, log: &Path) -> Result<Duration> {
    if let Some(folder) = log.parent() {
        make_folder(folder)?;
    }
    let file = File::create(log).or_say(|| format!("write {}", log.display()))?;
    let twin = file
        .try_clone()
        .or_say(|| format!("write {}", log.display()))?;
    let start = Instant::now();
    let mut child = command
        .stdout(file)
        .stderr(twin)
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let clock = std::io::stderr().is_terminal();
    let status = loop {
        if let Some(status) = child.try_wait().or_say(|| line_of(command))? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(200));
        if clock {
            let seconds = start.elapsed().as_secs();
            eprint!("\r  {}:{:02} ", seconds / 60, seconds % 60);
            std::io::stderr().flush().ok();
        }
    };
    if clock {
        eprint!("\r            \r");
    }
    if status.success() {
        return Ok(start.elapsed());
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let last = lines[lines.len().saturating_sub(30)..].join("\n");
    Err(Failure(format!(
        "{} failed ({status})\n{last}\nThe whole output is in {}",
        line_of(command),
        log.display()
    )))
}

/// The command as it would be typed.
fn line_of(command: &Command) -> String {
    let mut line = format!(
        "`{}",
        Path::new(command.get_program())
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
    );
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line.push('`');
    line
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    if error.kind() == std::io::ErrorKind::NotFound {
        Failure(format!("`{program}` is not on the PATH"))
    } else {
        Failure(format!("`{program}` could not be started: {error}"))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_free_bytes_are_read_from_the_table() {
        let table =
            "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 264 78 14 85% /\n";
        assert_eq!(super::blocks_free(table), Some(14 * 1024));
        assert_eq!(super::blocks_free("Filesystem\n"), None);
    }
}
