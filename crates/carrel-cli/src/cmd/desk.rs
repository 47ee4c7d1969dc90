//! `carrel desk`: files in, desk and kiosk out, a page of their own for an origin of their own.

use carrel_site::desk;

use crate::args::DeskArgs;
use crate::cmd::site;
use crate::failure::{DONE, Failure, Result};
use crate::output::What;
use crate::{input, output};

pub(crate) fn run(args: &DeskArgs) -> Result<u8> {
    let app = site::read_app(&args.app, "`cargo xtask desk --release`")?;
    output::check(&args.out, What::Desk)?;
    let inputs = input::read(&args.input)?;
    let copies = desk::copy_list(&inputs.entries);
    let count = copies
        .lines()
        .filter(|line| line.starts_with("C\t"))
        .count();
    let files = desk::assemble(&app, args.name.trim(), copies).map_err(|error| {
        Failure::new(
            error.to_string(),
            "Build the desk again with `cargo xtask desk --release`.",
        )
    })?;
    output::write_site(&args.out, What::Desk, &files)?;
    outln!(
        "{}: desk and kiosk with {count} copies. Serve it from the gateway (carrel-server serve --site), or from an address of its own.",
        args.out.display()
    );
    Ok(DONE)
}
