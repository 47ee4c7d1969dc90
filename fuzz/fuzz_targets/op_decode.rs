#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::log::try_operation(data));
