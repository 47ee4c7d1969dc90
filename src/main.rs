//! The one program: page and search worker.

fn main() {
    carrel_app::start();
}
