use carrel_simulate::{Mix, run, shrink};
#[test]
fn tmp() {
    if let Ok(seed) = std::env::var("SEED") {
        let n: u64 = seed.trim_end_matches('s').parse().unwrap();
        let mix = if seed.ends_with('s') {
            Mix::storm(n)
        } else {
            Mix::draw(n)
        };
        let (m, b) = shrink::shrink(&mix, None);
        println!("{m:?}\n{}", b.what);
        let id: String = b
            .what
            .split("OpId(")
            .nth(1)
            .unwrap_or("")
            .chars()
            .take_while(|c| c.is_ascii_digit())
            .collect();
        let copy = b
            .what
            .split("(T")
            .nth(1)
            .map(|c| format!(" T{} ", c.split(')').next().unwrap()));
        for l in b.trace {
            if (!id.is_empty() && l.contains(&id))
                || copy.as_ref().is_some_and(|c| l.contains(c))
                || l.contains("restored")
                || l.contains("desk ")
                || l.contains("clock")
            {
                println!(
                    "{}",
                    &l[..l.len().min(if l.contains(&id) { 900 } else { 200 })]
                );
            }
        }
        return;
    }
    let mut bad = 0;
    for seed in 1..=1500u64 {
        for (storm, m) in [(false, Mix::draw(seed)), (true, Mix::storm(seed))] {
            if !m.hands_in {
                continue;
            }
            if let Err(b) = run(&m, None, false) {
                println!(
                    "seed {seed} storm {storm}: {}",
                    &b.what[..b.what.len().min(500)]
                );
                bad += 1;
                if bad > 12 {
                    return;
                }
            }
        }
    }
}
