//! `carrel desk`: files in, desk and kiosk out, a page of their own for an origin of their own.

use carrel_site::desk;

use crate::args::DeskArgs;
use crate::cmd::{index, site};
use crate::failure::{DONE, FAULTS, Failure, Result};
use crate::output::What;
use crate::{input, output};

pub(crate) fn run(args: &DeskArgs) -> Result<u8> {
    let app = site::read_app(&args.app, "`cargo xtask desk --release`")?;
    let name = index::library(&args.name)?;
    let claim = output::check(&args.out, What::Desk)?;
    let inputs = input::read(&args.input, false)?;
    if inputs.report.broken() && !args.input.allow_incomplete && args.out.join("app.json").exists()
    {
        return Err(Failure::new(
            format!(
                "expected a whole export, found one that was cut off or damaged. {} was not replaced",
                args.out.display()
            ),
            "Export or copy the file again. If the desk shall lend with what is there all the same, say --allow-incomplete.",
        ));
    }
    let copies = desk::copy_list(&inputs.entries);
    let count = copies
        .lines()
        .filter(|line| line.starts_with("C\t"))
        .count();
    let files = desk::assemble(&app, &name, copies).map_err(|error| {
        Failure::new(
            error.to_string(),
            "Build the desk again with `cargo xtask desk --release`.",
        )
    })?;
    output::write_site(&claim, What::Desk, &files)?;
    outln!(
        "{}: desk and kiosk with {count} copies. Serve it from the gateway (carrel-server serve --site), or from an address of its own.",
        args.out.display()
    );
    if index::doubtful(&inputs.report) {
        outln!(
            "It is NOT sound: an export was cut off, or copies are another library's. Export again before you lend with it."
        );
        return Ok(FAULTS);
    }
    Ok(DONE)
}
