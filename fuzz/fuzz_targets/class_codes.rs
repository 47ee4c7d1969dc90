#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::class::try_class_codes(data));
