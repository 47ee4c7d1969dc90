//! Prints what the readers make of files: records, and what they have to say about them.
//!
//! `cargo run -p carrel-marc --example dump -- [--records] FILE...`

use std::io::Read as _;

use carrel_marc::read::{Event, ReadOptions, Reader};

fn main() -> std::io::Result<()> {
    let mut print = false;
    for name in std::env::args().skip(1) {
        if name == "--records" {
            print = true;
            continue;
        }
        let mut file = std::fs::File::open(&name)?;
        let mut reader = Reader::new(ReadOptions::default());
        let mut chunk = vec![0; 1 << 16];
        let (mut records, mut usable, mut findings) = (0, 0, 0);
        loop {
            let length = file.read(&mut chunk)?;
            if length == 0 {
                reader.finish();
            } else {
                reader.push(&chunk[..length]);
            }
            while let Some(event) = reader.next() {
                match event {
                    Event::File(diagnostic) => println!("{name}: {diagnostic}"),
                    Event::Record(read) => {
                        records += 1;
                        usable += u32::from(read.usable());
                        findings += read.diagnostics.len();
                        for diagnostic in &read.diagnostics {
                            println!("{name}: {diagnostic}");
                        }
                        if print {
                            println!("{:?}", read.record);
                        }
                    }
                }
            }
            if length == 0 {
                break;
            }
        }
        println!(
            "{name}: {:?}: {records} records, {usable} usable, {findings} findings",
            reader.format()
        );
    }
    Ok(())
}
