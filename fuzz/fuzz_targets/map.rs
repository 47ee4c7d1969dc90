#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::mapping::try_mapping(data));
