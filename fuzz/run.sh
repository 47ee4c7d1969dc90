#!/bin/sh
# Runs fuzz targets for so many seconds each and adds a line a target to LEDGER.tsv: run.sh SECONDS [TARGET...]
set -eu

# In one piece, so that the shell has read it all before the first target runs.
main() {
    cd "$(dirname "$0")"
    seconds=${1:-120}
    [ $# -gt 0 ] && shift
    targets=${*:-$(sed -n 's/^name = "\(.*\)"$/\1/p' Cargo.toml | grep -v carrel-fuzz)}
    mkdir -p logs
    # Without the tracing of comparisons a target runs half as fast again.
    cargo fuzz build -s none --no-trace-compares
    revision=$(git rev-parse --short HEAD)
    [ -z "$(git status --porcelain -- ../crates/carrel-marc ../crates/carrel-exchange ../crates/carrel-lessons ../crates/carrel-search ../crates/carrel-sync ../crates/carrel-circ fuzz_targets src seeds)" ] || revision="$revision+"
    for target in $targets; do
        run "$target"
    done
}

run() {
    target=$1
    log="logs/$target.log"
    dictionary="dictionaries/$target.dict"
    mkdir -p "corpus/$target"
    set -- "corpus/$target" "seeds/$target" -- "-max_total_time=$seconds" -max_len=4096 -rss_limit_mb=256 -timeout=20 -print_final_stats=1
    # Where most of the time would go into counting how often each place was reached: csv runs half as fast again without, and gets further.
    case $target in search_* | csv) set -- "$@" -use_counters=0 ;; esac
    [ ! -f "$dictionary" ] || set -- "$@" "-dict=$dictionary"
    cargo fuzz run -s none --no-trace-compares "$target" "$@" 2>"$log" || { tail -n 40 "$log" >&2; exit 1; }
    awk -v target="$target" -v seconds="$seconds" -v date="$(date -u +%F)" -v revision="$revision" '
        /^stat::number_of_executed_units:/ { executions = $2 }
        /^stat::peak_rss_mb:/ { rss = $2 }
        /^Done [0-9]+ runs in [0-9]+ second/ { seconds = $5 }
        END { printf "%s\t%d\t%d\t%d\t%d\t%s\t%s\n", target, executions, seconds, executions / seconds, rss, date, revision }
    ' "$log" | tee -a LEDGER.tsv
}

main "$@"
exit
