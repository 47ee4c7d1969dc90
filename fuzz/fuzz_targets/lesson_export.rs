#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| carrel_fuzz::lesson::try_lesson_export(data));
