//! End-to-end tests of the carrel command.
