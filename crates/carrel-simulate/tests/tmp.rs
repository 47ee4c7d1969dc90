use carrel_simulate::{Mix, run};
#[test]
fn tmp() {
    let mut bad = 0;
    for seed in 1..=1500u64 {
        for m in [Mix::draw(seed), Mix::storm(seed)] {
            if !m.hands_in { continue; }
            if let Err(b) = run(&m, None, false) { println!("seed {seed} storm {}: {}", m == Mix::storm(seed), &b.what[..b.what.len().min(500)]); bad += 1; if bad > 12 {return;} }
        }
    }
}
