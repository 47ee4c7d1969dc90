#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::table::try_table(data));
