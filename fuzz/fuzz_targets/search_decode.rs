#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::search::decode::try_decode(data));
