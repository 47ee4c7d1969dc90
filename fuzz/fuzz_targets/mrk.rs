#![no_main]

use carrel_marc::sniff::Format;

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::try_reader(
    data,
    &[Format::Marcmaker, Format::Lines, Format::Aleph]
));
