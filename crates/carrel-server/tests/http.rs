//! The gateway as devices and staff meet it, without a socket.

mod common;

use axum::http::StatusCode;
use carrel_circ::entry::Kind;
use carrel_server::sqlite::SqliteStore;
use carrel_sync::message::{Outcome, PulledBody};
use common::{Gateway, Kiosk, LINES};

#[tokio::test]
async fn a_paired_kiosk_pushes_and_pulls() {
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    kiosk.scan(Kind::Checkout, "T2", Some("CARD-1"));
    let pushed = kiosk.push(&gateway).await;
    assert_eq!(
        pushed.results,
        [(1, Outcome::Applied), (2, Outcome::Applied)]
    );
    assert_eq!(pushed.acked, 2);
    let again = kiosk.push(&gateway).await;
    assert_eq!(again.results, [(1, Outcome::Known), (2, Outcome::Known)]);
    let pulled = kiosk.pull(&gateway).await;
    let PulledBody::Rows { rows, more } = pulled.body else {
        panic!("no rows")
    };
    assert_eq!((rows.len(), more), (2, false));
    // What goes to a kiosk names no card.
    let bytes = rows
        .iter()
        .flat_map(carrel_sync::message::encode_entry)
        .collect::<Vec<u8>>();
    assert!(!bytes.windows(6).any(|six| six == b"CARD-1"));
}

#[tokio::test]
async fn names_that_nobody_has_leave_no_line_in_the_audit_chain() {
    let path = std::env::temp_dir().join(format!("carrel-nobody-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let gateway = Gateway::over(SqliteStore::open(&path).expect("a database"));
    for name in ["ann", "nobody", "no one"] {
        let body = serde_json::json!({ "name": name, "password": "wrong horse" }).to_string();
        let (status, _, _) = gateway
            .ask("POST", "/v1/staff/login", None, body.as_bytes())
            .await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    let raw = rusqlite::Connection::open(&path).expect("the file");
    let sql = "SELECT group_concat(actor) FROM audit WHERE action='login-refused'";
    let names = raw.query_row(sql, [], |row| row.get::<_, String>(0));
    assert_eq!(names.as_deref(), Ok("ann"));
    let _ = std::fs::remove_file(&path);
}

#[tokio::test]
async fn metrics_are_asked_for_at_most_so_often() {
    let gateway = Gateway::standing();
    for _ in 0..120 {
        let (status, _, _) = gateway.ask("GET", "/metrics", None, b"").await;
        assert_eq!(status, StatusCode::OK);
    }
    let (status, _, _) = gateway.ask("GET", "/metrics", None, b"").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn only_paired_devices_are_heard() {
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    let body = kiosk.body();
    let stranger = Kiosk::stranger();
    let check = async |header: Option<String>, body: &[u8], expected: StatusCode| {
        let (status, _, _) = gateway
            .ask(
                "POST",
                "/v1/push",
                header.as_deref().map(|value| ("carrel-sig", value)),
                body,
            )
            .await;
        assert_eq!(status, expected, "{header:?}");
    };
    check(None, &body, StatusCode::UNAUTHORIZED).await;
    check(Some("nonsense".to_owned()), &body, StatusCode::UNAUTHORIZED).await;
    check(
        Some(stranger.sign("/v1/push", &body)),
        &body,
        StatusCode::FORBIDDEN,
    )
    .await;
    check(
        Some(kiosk.sign("/v1/pull", &body)),
        &body,
        StatusCode::FORBIDDEN,
    )
    .await;
    // The same request a second time.
    let header = kiosk.sign("/v1/push", &body);
    check(Some(header.clone()), &body, StatusCode::OK).await;
    check(Some(header), &body, StatusCode::UNAUTHORIZED).await;
    // Another device's log.
    let other = gateway.pair("kiosk").await;
    check(
        Some(other.sign("/v1/push", &body)),
        &body,
        StatusCode::FORBIDDEN,
    )
    .await;
    check(
        Some(kiosk.sign("/v1/push", b"x")),
        b"x",
        StatusCode::BAD_REQUEST,
    )
    .await;
    // A clock that is off is told the time.
    let header = kiosk.sign_at("/v1/push", &body, 5);
    let (status, headers, _) = gateway
        .ask("POST", "/v1/push", Some(("carrel-sig", &header)), &body)
        .await;
    assert_eq!(
        (status, headers.contains_key("carrel-time")),
        (StatusCode::UNAUTHORIZED, true)
    );
    // Revoked.
    let cookie = gateway.sign_in().await;
    let id = format!("{{\"device\":\"{:032x}\"}}", kiosk.id);
    let (status, _, _) = gateway
        .ask(
            "POST",
            "/v1/devices/revoke",
            Some(("cookie", &cookie)),
            id.as_bytes(),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    check(
        Some(kiosk.sign("/v1/push", &body)),
        &body,
        StatusCode::FORBIDDEN,
    )
    .await;
}

#[tokio::test]
async fn computers_that_are_paired_under_one_name_are_told_apart() {
    let gateway = Gateway::new();
    let mut kiosks = Vec::new();
    for _ in 0..3 {
        kiosks.push(gateway.pair("kiosk").await);
    }
    let cookie = gateway.sign_in().await;
    let list = gateway.json("GET", "/v1/devices", &cookie, "").await;
    let devices = list["devices"].as_array().expect("devices");
    let mut labels: Vec<&str> = devices
        .iter()
        .filter_map(|row| row["label"].as_str())
        .collect();
    labels.sort_unstable();
    assert_eq!(labels, ["Door", "Door 2", "Door 3"]);

    // The name of one that was removed is free again.
    let id = format!("{:032x}", kiosks[0].id);
    let body = format!("{{\"device\":\"{id}\"}}");
    gateway
        .json("POST", "/v1/devices/revoke", &cookie, &body)
        .await;
    gateway.pair("kiosk").await;
    let list = gateway.json("GET", "/v1/devices", &cookie, "").await;
    let devices = list["devices"].as_array().expect("devices");
    let bearing = |label: &str| devices.iter().filter(|row| row["label"] == label).count();
    assert_eq!(
        (bearing("Door"), bearing("Door 2"), bearing("Door 4")),
        (2, 1, 0)
    );
}

#[tokio::test]
async fn a_clash_is_shown_with_both_sides_and_settled_with_one_press() {
    let gateway = Gateway::new();
    let (mut door, mut desk) = (gateway.pair("kiosk").await, gateway.pair("desk").await);
    door.scan(Kind::Checkout, "T1", Some("CARD-1"));
    desk.scan(Kind::Checkout, "T1", Some("CARD-2"));
    door.push(&gateway).await;
    let pushed = desk.push(&gateway).await;
    assert!(
        matches!(pushed.results[..], [(1, Outcome::Exception(_))]),
        "{:?}",
        pushed.results
    );
    let cookie = gateway.sign_in().await;
    let list = gateway.json("GET", "/v1/exceptions", &cookie, "").await;
    let row = &list["exceptions"][0];
    assert_eq!(
        (row["card"].as_str(), row["other_card"].as_str()),
        (Some("CARD-2"), Some("CARD-1"))
    );
    assert_eq!(row["copy"].as_str(), Some("T1"));
    assert_eq!(row["computer"].as_str(), Some("Door 2"));
    assert!(
        row["sentence"]
            .as_str()
            .is_some_and(|text| text.ends_with('.'))
    );
    let decision = |choice: &str| {
        let (op, kind) = (
            row["op"].as_str().unwrap_or_default(),
            row["kind"].as_str().unwrap_or_default(),
        );
        format!("{{\"op\":\"{op}\",\"kind\":\"{kind}\",\"choice\":\"{choice}\"}}")
    };
    let (status, _, _) = gateway
        .ask(
            "POST",
            "/v1/exceptions/settle",
            Some(("cookie", &cookie)),
            decision("burn").as_bytes(),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    gateway
        .json(
            "POST",
            "/v1/exceptions/settle",
            &cookie,
            &decision("earlier"),
        )
        .await;
    let list = gateway.json("GET", "/v1/exceptions", &cookie, "").await;
    assert_eq!(list["exceptions"].as_array().map(Vec::len), Some(0));
    let all = gateway.json("GET", "/v1/exceptions?all", &cookie, "").await;
    assert_eq!(
        all["exceptions"][0]["state"].as_str(),
        Some("settled"),
        "nothing disappears"
    );
    // What goes to another system: the earlier loan alone, with its card.
    let out = gateway.json("GET", "/v1/deliveries", &cookie, "").await;
    assert_eq!(out["operations"].as_array().map(Vec::len), Some(1));
    assert_eq!(out["operations"][0]["card"].as_str(), Some("CARD-1"));
    // A decision twice is told, not taken.
    let (status, _, _) = gateway
        .ask(
            "POST",
            "/v1/exceptions/settle",
            Some(("cookie", &cookie)),
            decision("earlier").as_bytes(),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_copied_log_names_its_computer_and_a_removed_one_stands_in_the_audit_chain() {
    let folder = std::env::temp_dir().join(format!("carrel-removed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("carrel.sqlite");
    let gateway = Gateway::over(SqliteStore::open(&path).expect("a database"));
    let mut kiosk = gateway.pair("kiosk").await;
    let mut copy = kiosk.copied();
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    copy.scan(Kind::Checkout, "T2", Some("CARD-2"));
    kiosk.push(&gateway).await;
    copy.push(&gateway).await;
    let cookie = gateway.sign_in().await;
    let list = gateway.json("GET", "/v1/exceptions", &cookie, "").await;
    let rows = list["exceptions"].as_array().expect("a list");
    let fork = rows.iter().find(|row| row["kind"] == "E-fork");
    let fork = fork.expect("the copy is told");
    assert_eq!(
        (fork["copy"].as_str(), fork["computer"].as_str()),
        (Some(""), Some("Door"))
    );
    // Removed twice: it was done once.
    let body = format!("{{\"device\":\"{:032x}\"}}", kiosk.id);
    for _ in 0..2 {
        gateway
            .json("POST", "/v1/devices/revoke", &cookie, &body)
            .await;
    }
    let list = gateway.json("GET", "/v1/devices", &cookie, "").await;
    assert!(list["devices"][0]["revoked_ms"].is_i64(), "{list}");
    let db = rusqlite::Connection::open(&path).expect("the file");
    let mut lines = db
        .prepare("SELECT actor || ' ' || object FROM audit WHERE action='revoke'")
        .expect("a question");
    let lines: Vec<String> = lines
        .query_map([], |row| row.get(0))
        .expect("asked")
        .map(|line| line.expect("a line"))
        .collect();
    assert_eq!(lines, [format!("ann {:032x} Door", kiosk.id)]);
    drop(std::fs::remove_dir_all(&folder));
}

#[tokio::test]
async fn a_receipts_code_says_which_loan_it_is_to_staff_alone() {
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    kiosk.scan(Kind::Checkout, "T2", Some("CARD-1"));
    kiosk.push(&gateway).await;
    let code = kiosk.receipt();
    let path = format!("/v1/receipts/{code}");
    let (status, _, _) = gateway.ask("GET", &path, None, b"").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let cookie = gateway.sign_in().await;
    let found = gateway.json("GET", &path, &cookie, "").await;
    let rows = found["scans"].as_array().expect("a list");
    assert_eq!(rows.len(), 1, "{found}");
    for (name, value) in [
        ("kind", "checkout"),
        ("copy", "T2"),
        ("card", "CARD-1"),
        ("computer", "Door"),
    ] {
        assert_eq!(rows[0][name].as_str(), Some(value), "{name}");
    }
    let none = format!("/v1/receipts/{}", code ^ 1);
    let found = gateway.json("GET", &none, &cookie, "").await;
    assert_eq!(found["scans"].as_array().map(Vec::len), Some(0));
}

/// The books, each with its card, that a code stands for.
async fn found(gateway: &Gateway, cookie: &str, code: u32) -> Vec<(String, String)> {
    let path = format!("/v1/receipts/{code}");
    let answer = gateway.json("GET", &path, cookie, "").await;
    let text = |row: &serde_json::Value, name: &str| {
        assert_eq!(row["kind"], "checkout", "{answer}");
        row[name].as_str().unwrap_or_default().to_owned()
    };
    let rows = answer["scans"].as_array().expect("a list").iter();
    rows.map(|row| (text(row, "copy"), text(row, "card")))
        .collect()
}

#[tokio::test]
async fn only_what_a_receipt_is_given_for_is_answered_to_its_code() {
    let gateway = Gateway::new();
    let mut desk = gateway.pair("desk").await;
    let mut codes = Vec::new();
    desk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    codes.push((desk.receipt(), true));
    for (kind, copy) in [
        (Kind::Renew, "T1"),
        (Kind::Hold, "title-9"),
        (Kind::Unhold, "title-9"),
        (Kind::Return, "T1"),
        (Kind::Seen, "T1"),
    ] {
        desk.scan(kind, copy, Some("CARD-1"));
        codes.push((desk.receipt(), false));
    }
    desk.push(&gateway).await;
    let cookie = gateway.sign_in().await;
    for (code, is_loan) in codes {
        let rows = found(&gateway, &cookie, code).await;
        assert_eq!(rows.len(), usize::from(is_loan), "{rows:?}");
    }
}

#[tokio::test]
async fn the_receipts_of_a_copied_computer_are_found_too() {
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T0", Some("CARD-0"));
    kiosk.push(&gateway).await;
    let mut copy = kiosk.copied();
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    copy.scan(Kind::Checkout, "T2", Some("CARD-2"));
    kiosk.push(&gateway).await;
    let pushed = copy.push(&gateway).await;
    assert_eq!(pushed.fork_at, Some(2));
    let cookie = gateway.sign_in().await;
    let pair = |copy: &str, card: &str| vec![(copy.to_owned(), card.to_owned())];
    let branch = found(&gateway, &cookie, copy.receipt()).await;
    assert_eq!(branch, pair("T2", "CARD-2"));
    let kept = found(&gateway, &cookie, kiosk.receipt()).await;
    assert_eq!(kept, pair("T1", "CARD-1"));
}

#[tokio::test]
async fn staff_pages_need_a_session_from_this_site() {
    let gateway = Gateway::new();
    for path in ["/v1/exceptions", "/v1/devices", "/v1/deliveries"] {
        let (status, _, _) = gateway.ask("GET", path, None, b"").await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let cookie = gateway.sign_in().await;
    for (name, value) in [
        ("origin", "https://elsewhere.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let (status, _, _) = gateway
            .ask_with(
                "POST",
                "/v1/pair-code",
                &[("cookie", &cookie), (name, value)],
                b"{\"role\":\"kiosk\"}",
            )
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{name}");
    }
    let (status, _, _) = gateway
        .ask("POST", "/v1/staff/logout", Some(("cookie", &cookie)), b"")
        .await;
    assert_eq!(status, StatusCode::OK);
    let (status, _, _) = gateway
        .ask("GET", "/v1/exceptions", Some(("cookie", &cookie)), b"")
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn passwords_cannot_be_guessed_for_long_and_names_are_not_told() {
    let gateway = Gateway::new();
    let mut answers = Vec::new();
    for name in ["ann", "nobody"] {
        for _ in 0..6 {
            let body = format!("{{\"name\":\"{name}\",\"password\":\"wrong horse\"}}");
            let (status, _, body) = gateway
                .ask("POST", "/v1/staff/login", None, body.as_bytes())
                .await;
            // The seconds to wait are told by the clock.
            let body = if status == StatusCode::TOO_MANY_REQUESTS {
                Vec::new()
            } else {
                body
            };
            answers.push((status, body));
        }
    }
    assert_eq!(
        answers[..6],
        answers[6..],
        "the same for a name that is not there"
    );
    assert_eq!(
        (answers[4].0, answers[5].0),
        (StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS)
    );
}

#[tokio::test]
async fn lists_are_taken_or_explained_and_never_given_out() {
    let gateway = Gateway::new();
    let cookie = gateway.sign_in().await;
    let bad = r#"{"policy":"version = 1\n[[rule]]\ndays = \"two\"\n"}"#;
    let (status, _, body) = gateway
        .ask(
            "POST",
            "/v1/lists",
            Some(("cookie", &cookie)),
            bad.as_bytes(),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(String::from_utf8_lossy(&body).contains("line 3"));
    let good = r#"{"copies":[["T1","t","book","lent"]],"patrons":[["CARD-1","student",true]],"policy":"version = 1\n[[rule]]\ndays = 7\n"}"#;
    let answer = gateway.json("POST", "/v1/lists", &cookie, good).await;
    assert_eq!(answer["lines"].as_u64(), Some(3));
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    kiosk.scan(Kind::Checkout, "T9", Some("CARD-1"));
    let pushed = kiosk.push(&gateway).await;
    let kinds: Vec<String> = pushed
        .results
        .iter()
        .map(|(_, outcome)| format!("{outcome:?}"))
        .collect();
    assert_eq!(kinds, ["Exception(Policy)", "Exception(UnknownCopy)"]);
    // The patron is forgotten: no answer knows the card any more, and it is told which devices have not heard of it.
    let forgotten = gateway
        .json("POST", "/v1/lists", &cookie, r#"{"forget":["CARD-1"]}"#)
        .await;
    let at = forgotten["at"].as_u64().expect("a number");
    let cursor = async || {
        let list = gateway.json("GET", "/v1/devices", &cookie, "").await;
        list["devices"][0]["cursor"].as_u64()
    };
    assert_eq!(cursor().await, None, "it never asked");
    kiosk.pull(&gateway).await;
    assert!(
        cursor().await < Some(at),
        "what it got is not on its disk yet"
    );
    kiosk.pull_from(&gateway, at).await;
    assert_eq!(cursor().await, Some(at));
    for path in ["/v1/exceptions?all", "/v1/deliveries"] {
        let text = gateway.json("GET", path, &cookie, "").await.to_string();
        assert!(!text.contains("CARD-1"), "{path}: {text}");
    }
}

#[tokio::test]
async fn health_and_metrics_name_nobody() {
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    kiosk.push(&gateway).await;
    let (status, _, _) = gateway.ask("GET", "/health", None, b"").await;
    assert_eq!(status, StatusCode::OK);
    let (_, _, body) = gateway.ask("GET", "/metrics", None, b"").await;
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(
        text.contains("carrel_operations 1\n") && !text.contains("CARD-1"),
        "{text}"
    );
}

#[tokio::test]
async fn a_line_for_each_request_names_nobody() {
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    kiosk.scan(Kind::Checkout, "T1", Some("CARD-1"));
    kiosk.push(&gateway).await;
    let cookie = gateway.sign_in().await;
    let path = "/v1/results/secret-7B/open";
    gateway
        .ask("POST", path, Some(("cookie", &cookie)), b"{\"open\":true}")
        .await;
    let login = br#"{"name":"CARD-1","password":"CARD-1"}"#;
    gateway.ask("POST", "/v1/staff/login", None, login).await;
    gateway.ask("GET", "/v1/patrons/CARD-1", None, b"").await;
    let forged = ("carrel-sig", "CARD-1\" 5 7 8");
    gateway
        .ask("POST", "/v1/pull", Some(forged), b"CARD-1")
        .await;
    let lines = LINES.lock().expect("the lines").clone();
    let device = &format!("{:032x}", kiosk.id)[..8];
    let mut pushes = 0;
    for line in &lines {
        let read: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let names = ["t", "method", "route", "status", "ms", "device"];
        assert_eq!(
            read.as_object().map(|o| o.len()),
            Some(names.len()),
            "{line}"
        );
        assert!(names.iter().all(|name| read.get(name).is_some()), "{line}");
        pushes += u32::from(read["route"] == "/v1/push" && read["device"] == device);
        for secret in ["CARD", "7B", "ann", "correct horse"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
    assert!(pushes >= 1, "{lines:?}");
    let has = |route: &str, status: u16| {
        let wanted = format!("\"route\":\"{route}\",\"status\":{status}");
        lines.iter().any(|line| line.contains(&wanted))
    };
    assert!(has("/v1/results/{class}/open", 200), "{lines:?}");
    assert!(has("/v1/staff/login", 401), "{lines:?}");
}

/// A page of another site, on the internet or in the building, is told nothing by a gateway in the LAN.
#[tokio::test]
async fn nothing_is_answered_to_a_page_of_another_site() {
    let gateway = Gateway::new();
    let cookie = gateway.sign_in().await;
    for (method, path) in [
        ("OPTIONS", "/v1/push"),
        ("OPTIONS", "/v1/staff/login"),
        ("GET", "/v1/exceptions"),
        ("GET", "/health"),
    ] {
        let headers = [
            ("origin", "https://elsewhere.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "carrel-sig"),
            ("access-control-request-private-network", "true"),
            ("cookie", cookie.as_str()),
        ];
        let (_, said, _) = gateway.ask_with(method, path, &headers, b"").await;
        let allows = said
            .keys()
            .find(|name| name.as_str().starts_with("access-control"));
        assert_eq!(allows, None, "{method} {path}");
    }
}

#[tokio::test]
async fn too_much_is_refused_with_a_time_to_wait() {
    let gateway = Gateway::standing();
    let kiosk = gateway.pair("kiosk").await;
    let mut last = StatusCode::OK;
    for _ in 0..200 {
        let header = kiosk.sign("/v1/pull", b"x");
        let (status, headers, _) = gateway
            .ask("POST", "/v1/pull", Some(("carrel-sig", &header)), b"x")
            .await;
        last = status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            assert!(headers.contains_key("retry-after"));
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    // What others send in its name does not use up a device's share.
    let other = gateway.pair("kiosk").await;
    for _ in 0..200 {
        let forged = format!("{:032x} 5 {:032x} {}", other.id, 7, "0".repeat(128));
        gateway
            .ask("POST", "/v1/pull", Some(("carrel-sig", &forged)), b"x")
            .await;
    }
    let header = other.sign("/v1/pull", b"x");
    let (status, _, _) = gateway
        .ask("POST", "/v1/pull", Some(("carrel-sig", &header)), b"x")
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "heard, and no pull");
    // Nobody reads the log by trying codes.
    let cookie = gateway.sign_in().await;
    let look_up = async |code: u32| {
        let path = format!("/v1/receipts/{code}");
        let header = Some(("cookie", cookie.as_str()));
        let (status, headers, _) = gateway.ask("GET", &path, header, b"").await;
        let wait = headers.get("retry-after").cloned();
        (status, wait.map(|wait| wait.as_bytes().to_vec()))
    };
    for code in 0..20 {
        assert_eq!(look_up(code).await, (StatusCode::OK, None), "{code}");
    }
    let refused = (StatusCode::TOO_MANY_REQUESTS, Some(b"3".to_vec()));
    assert_eq!(look_up(20).await, refused);
    gateway.json("GET", "/v1/exceptions", &cookie, "").await;
    let huge = vec![0; 300 * 1024];
    let (status, _, _) = gateway.ask("POST", "/v1/push", None, &huge).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// The device writes version 1 of the operations; this server reads up to version 3.
#[tokio::test]
async fn three_weeks_offline_and_two_versions_behind_all_comes_in() {
    const DAY_MS: i64 = 86_400_000;
    let gateway = Gateway::new();
    let mut kiosk = gateway.pair("kiosk").await;
    for n in 0..5_000i64 {
        let copy = format!("T{}", n / 2);
        let (kind, card) = if n % 2 == 0 {
            (Kind::Checkout, Some("CARD-1"))
        } else {
            (Kind::Return, None)
        };
        kiosk.scan_before(21 * DAY_MS - n * 360_000, kind, &copy, card);
    }
    assert_eq!(carrel_sync::op::NEWEST, 3);
    let start = std::time::Instant::now();
    assert_eq!(kiosk.push_all(&gateway).await, 25);
    let took = start.elapsed();
    let (_, _, body) = gateway.ask("GET", "/metrics", None, b"").await;
    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(text.contains("carrel_operations 5000\n"), "{text}");
    assert!(text.contains("carrel_exceptions_open 0\n"), "{text}");
    assert!(took < std::time::Duration::from_secs(30), "{took:?}");
    println!("5,000 operations of three weeks in {} ms", took.as_millis());
}

#[tokio::test]
async fn a_class_that_was_opened_takes_results_and_gives_them_to_staff_alone() {
    let gateway = Gateway::new();
    let device = gateway.pair("desk").await;
    let cookie = gateway.sign_in().await;
    let path = "/v1/results/7B";
    let hand_in = async |body: &[u8]| {
        let header = device.sign(path, body);
        let (status, _, _) = gateway
            .ask("POST", path, Some(("carrel-sig", &header)), body)
            .await;
        status
    };
    let file = b"# Finding a book\nquiet river: 0VF3-7KQ2\n";
    assert_eq!(
        hand_in(file).await,
        StatusCode::NOT_FOUND,
        "nobody asked for it"
    );
    let open = format!("{path}/open");
    gateway
        .json("POST", &open, &cookie, r#"{"open":true}"#)
        .await;
    assert_eq!(hand_in(file).await, StatusCode::OK);
    assert_eq!(
        hand_in(file).await,
        StatusCode::OK,
        "the same again changes nothing"
    );
    assert_eq!(hand_in(b"red fox: 1").await, StatusCode::OK);
    for (bad, why) in [
        (&b""[..], "empty"),
        (&[0xFF, 0xFE], "no text"),
        (&vec![b'a'; 64 * 1024 + 1], "too large"),
    ] {
        assert_eq!(hand_in(bad).await, StatusCode::BAD_REQUEST, "{why}");
    }
    // Unsigned, signed for another class, or by nobody who is signed in: no.
    let header = device.sign("/v1/results/7A", file);
    for header in [None, Some(("carrel-sig", header.as_str()))] {
        let (status, _, _) = gateway.ask("POST", path, header, file).await;
        assert!(status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN);
    }
    let (status, _, _) = gateway.ask("GET", path, None, b"").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, headers, text) = gateway
        .ask("GET", path, Some(("cookie", &cookie)), b"")
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "no-store");
    let text = String::from_utf8(text).expect("text");
    assert_eq!(
        text.matches("quiet river: 0VF3-7KQ2\n").count(),
        1,
        "{text}"
    );
    assert_eq!(text.matches("red fox: 1\n").count(), 1, "{text}");
    // The dashboard's reader takes it as it is.
    let lines = text.lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(lines, 2);
    gateway
        .json("POST", &open, &cookie, r#"{"open":false}"#)
        .await;
    let (_, _, text) = gateway
        .ask("GET", path, Some(("cookie", &cookie)), b"")
        .await;
    assert!(text.is_empty(), "closing deletes");
}

/// The code that an app shows: RFC 6238 with the secret from the answer, computed here by other means (`oathtool`'s way: HMAC-SHA-1).
fn app_code(secret: &str, ahead_steps: i64) -> String {
    use hmac::{Hmac, Mac};
    let mut bits = String::new();
    for letter in secret.bytes() {
        let five = match letter {
            b'A'..=b'Z' => letter - b'A',
            _ => letter - b'2' + 26,
        };
        bits.push_str(&format!("{five:05b}"));
    }
    let key: Vec<u8> = (0..bits.len() / 8)
        .map(|n| u8::from_str_radix(&bits[8 * n..8 * n + 8], 2).expect("bits"))
        .collect();
    let step = carrel_server::app::now_ms() / 30_000 + ahead_steps;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).expect("a key");
    mac.update(&step.to_be_bytes());
    let sum = mac.finalize().into_bytes();
    let at = usize::from(sum[19] & 15);
    let four = u32::from_be_bytes(sum[at..at + 4].try_into().expect("four"));
    format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
}

#[tokio::test]
async fn a_second_factor_is_asked_for_from_then_on() {
    // The codes of this test are of three neighbouring steps: it begins early in one.
    let into = carrel_server::app::now_ms() % 30_000;
    if into > 24_000 {
        let rest = u64::try_from(30_000 - into).unwrap_or(0);
        tokio::time::sleep(std::time::Duration::from_millis(rest)).await;
    }
    let gateway = Gateway::new();
    let cookie = gateway.sign_in().await;
    let stranger = gateway.sign_in().await;
    let begun = async |body: &str| {
        let header = Some(("cookie", cookie.as_str()));
        let path = "/v1/staff/second/begin";
        let (status, _, bytes) = gateway.ask("POST", path, header, body.as_bytes()).await;
        let said: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        (status, said)
    };
    let (status, _) = begun(r#"{"password":"wrong horse"}"#).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "the password again");
    let (status, said) = begun(r#"{"password":"correct horse"}"#).await;
    assert_eq!(status, StatusCode::OK);
    let secret = said["secret"].as_str().expect("a secret").to_owned();
    assert!(said["qr_side"].as_u64().is_some_and(|side| side > 20));
    let confirm = |code: &str| format!("{{\"code\":\"{code}\"}}");
    let path = "/v1/staff/second/confirm";
    let header = Some(("cookie", cookie.as_str()));
    let (status, _, _) = gateway
        .ask("POST", path, header, confirm("000000").as_bytes())
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let said = gateway
        .json("POST", path, &cookie, &confirm(&app_code(&secret, -1)))
        .await;
    let recovery = said["recovery"][0]
        .as_str()
        .expect("recovery codes")
        .to_owned();
    assert_eq!(said["ended"].as_u64(), Some(1), "the other session ended");
    let (status, _, _) = gateway
        .ask("GET", "/v1/exceptions", Some(("cookie", &stranger)), b"")
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    let login = async |code: &str| {
        let body =
            format!("{{\"name\":\"ann\",\"password\":\"correct horse\",\"code\":\"{code}\"}}");
        let (status, headers, bytes) = gateway
            .ask("POST", "/v1/staff/login", None, body.as_bytes())
            .await;
        let said: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        (
            status,
            headers.contains_key("set-cookie"),
            said["need"] == "code",
        )
    };
    let refused = (StatusCode::UNAUTHORIZED, false, true);
    let let_in = (StatusCode::OK, true, false);
    assert_eq!(login("").await, refused);
    assert_eq!(login("123").await, refused);
    let code = app_code(&secret, 0);
    assert_eq!(login(&code).await, let_in);
    assert_eq!(login(&code).await, refused, "a code counts once");
    assert_eq!(login(&recovery).await, let_in);
    assert_eq!(login(&recovery).await, refused, "used up");
    let state = gateway.json("GET", "/v1/staff/second", &cookie, "").await;
    assert_eq!(
        (state["on"].as_bool(), state["recovery_left"].as_u64()),
        (Some(true), Some(9))
    );
    // Without the code nobody turns it off.
    let (status, _, _) = gateway
        .ask(
            "POST",
            "/v1/staff/second/off",
            header,
            br#"{"password":"correct horse"}"#,
        )
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let body = format!(
        "{{\"password\":\"correct horse\",\"code\":\"{}\"}}",
        app_code(&secret, 1)
    );
    gateway
        .json("POST", "/v1/staff/second/off", &cookie, &body)
        .await;
    assert_eq!(login("").await, let_in);
}

#[tokio::test]
async fn sessions_are_listed_ended_and_a_new_password_ends_the_others() {
    let gateway = Gateway::new();
    let (here, there) = (gateway.sign_in().await, gateway.sign_in().await);
    let list = gateway.json("GET", "/v1/staff/sessions", &here, "").await;
    let rows = list["sessions"].as_array().expect("rows").clone();
    assert_eq!(rows.len(), 2);
    let other = rows
        .iter()
        .find(|row| row["is_this"] == false)
        .expect("another");
    let body = format!("{{\"session\":{}}}", other["session"]);
    let said = gateway
        .json("POST", "/v1/staff/sessions/end", &here, &body)
        .await;
    assert_eq!(said["ended"].as_u64(), Some(1));
    let is_in = async |cookie: &str| {
        let (status, _, _) = gateway
            .ask("GET", "/v1/staff/sessions", Some(("cookie", cookie)), b"")
            .await;
        status == StatusCode::OK
    };
    assert!(!is_in(&there).await && is_in(&here).await);

    let third = gateway.sign_in().await;
    let change = async |old: &str, new: &str| {
        let body = format!("{{\"password\":\"{old}\",\"new\":\"{new}\"}}");
        let header = Some(("cookie", here.as_str()));
        gateway
            .ask("POST", "/v1/staff/password", header, body.as_bytes())
            .await
            .0
    };
    assert_eq!(
        change("wrong horse", "river lamp otter").await,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        change("correct horse", "password123").await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        change("correct horse", "river lamp otter").await,
        StatusCode::OK
    );
    assert!(!is_in(&third).await && is_in(&here).await);
}

#[tokio::test]
async fn open_loans_given_once_reach_every_paired_device_and_end_with_the_list() {
    let gateway = Gateway::new();
    let cookie = gateway.sign_in().await;
    let give = async |body: &str| {
        let answer = gateway.json("POST", "/v1/lists", &cookie, body).await;
        answer["lines"].as_u64()
    };
    let list = r#"{"patrons":[["CARD-1","student",false]],
        "loans":[["T1","CARD-1",1000,"2026-12-24"],["T2","CARD-1",null,null]]}"#;
    assert_eq!(give(list).await, Some(3));
    let mut kiosk = gateway.pair("kiosk").await;
    let board = async |kiosk: &Kiosk| {
        let PulledBody::Rows { rows, .. } = kiosk.pull(&gateway).await.body else {
            panic!("no rows")
        };
        (carrel_circ::Board::fold(&rows), rows)
    };
    let (seen, rows) = board(&kiosk).await;
    let holder = seen.holder("T1");
    assert!(holder.is_some() && holder == seen.holder("T2"));
    let due = seen.open_loan("T1").map(|(_, loan)| loan.due.to_string());
    assert_eq!(due.as_deref(), Some("2026-12-24"));
    let bytes: Vec<u8> = rows
        .iter()
        .flat_map(carrel_sync::message::encode_entry)
        .collect();
    assert!(!bytes.windows(6).any(|six| six == b"CARD-1"), "no card");
    // The same list again is no news to anybody.
    assert_eq!(give(list).await, Some(3));
    assert_eq!(board(&kiosk).await.1.len(), rows.len());
    // What is scanned goes before the list; what the list lacks is over; nothing of either goes to the other system but the return.
    kiosk.scan(Kind::Return, "T1", None);
    kiosk.push(&gateway).await;
    give(r#"{"loans":[["T1","CARD-1",1000,"2026-12-24"]]}"#).await;
    let (seen, _) = board(&kiosk).await;
    assert_eq!((seen.holder("T1"), seen.holder("T2")), (None, None));
    // A list that does not say since when lends nothing again that was scanned back, and one that is old news writes nothing.
    let told = board(&kiosk).await.1.len();
    give(r#"{"loans":[["T1","CARD-1",null,null]]}"#).await;
    give(r#"{"loans":[["T1","CARD-1",1000,"2026-12-24"]]}"#).await;
    let (seen, rows) = board(&kiosk).await;
    assert_eq!((seen.holder("T1"), rows.len()), (None, told));
    let lines = gateway.json("GET", "/v1/deliveries", &cookie, "").await;
    let lines = lines["operations"].as_array().expect("rows").clone();
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (lines[0]["kind"].as_str(), lines[0]["barcode"].as_str()),
        (Some("return"), Some("T1"))
    );
    // A desk says how old the lists are, with nobody signed in; nobody else does.
    let header = kiosk.sign("/v1/news", b"{}");
    let signed = Some(("carrel-sig", header.as_str()));
    let (status, _, bytes) = gateway.ask("POST", "/v1/news", signed, b"{}").await;
    assert_eq!(status, StatusCode::OK);
    let news: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(news["patrons"]["count"], 1);
    assert_eq!(news["loans"]["count"], 1);
    assert!(news["loans"]["at_ms"].as_i64() > Some(0));
    assert_eq!(news["waiting"], 0);
    let (status, _, _) = gateway.ask("POST", "/v1/news", None, b"{}").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn lists_that_make_no_sense_are_explained_and_change_nothing() {
    let gateway = Gateway::new();
    let cookie = gateway.sign_in().await;
    for (body, word) in [
        (r#"{"blocks":["CARD-1"]}"#, "first"),
        (r#"{"loans":[["T1","CARD-1",null,"24.12.2026"]]}"#, "T1"),
        (r#"{"loan":[]}"#, "expected"),
    ] {
        let header = Some(("cookie", cookie.as_str()));
        let (status, _, said) = gateway
            .ask("POST", "/v1/lists", header, body.as_bytes())
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains(word) && !said.contains("CARD-1"), "{said}");
    }
    let kiosk = gateway.pair("kiosk").await;
    let PulledBody::Rows { rows, .. } = kiosk.pull(&gateway).await.body else {
        panic!("no rows")
    };
    assert_eq!(rows.len(), 0);
    // After a list of patrons a block list is taken, and the class stays.
    let all = r#"{"patrons":[["CARD-1","teacher",false]]}"#;
    gateway.json("POST", "/v1/lists", &cookie, all).await;
    let blocks = r#"{"blocks":["CARD-1","CARD-9"]}"#;
    gateway.json("POST", "/v1/lists", &cookie, blocks).await;
    let PulledBody::Rows { rows, .. } = kiosk.pull(&gateway).await.body else {
        panic!("no rows")
    };
    let said = format!("{:?}", rows.last());
    assert!(
        said.contains("teacher") && said.contains("blocked: true"),
        "{said}"
    );
    assert_eq!(rows.len(), 2, "an unknown card stays unknown");
}

#[tokio::test]
async fn wrong_passwords_from_elsewhere_do_not_lock_out_a_browser_that_is_known() {
    let gateway = Gateway::new();
    let right = br#"{"name":"ann","password":"correct horse"}"#;
    let wrong = br#"{"name":"ann","password":"wrong horse"}"#;
    let (_, headers, _) = gateway.ask("POST", "/v1/staff/login", None, right).await;
    let known: Vec<&str> = headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter(|cookie| cookie.starts_with("__Host-carrel-known-"))
        .filter_map(|cookie| cookie.split(';').next())
        .collect();
    let [known] = known[..] else {
        panic!("one cookie that makes the browser known")
    };
    let login = async |cookie: Option<&str>, body: &[u8]| {
        let header = cookie.map(|cookie| ("cookie", cookie));
        gateway.ask("POST", "/v1/staff/login", header, body).await.0
    };
    for _ in 0..5 {
        assert_eq!(login(None, wrong).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(login(None, right).await, StatusCode::TOO_MANY_REQUESTS);
    // A cookie that somebody made up, or another's, is none.
    let made_up = format!("{}0", &known[..known.len() - 1]);
    let made_up = if made_up == known {
        format!("{known}0")
    } else {
        made_up
    };
    assert_eq!(
        login(Some(&made_up), right).await,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(login(Some(known), right).await, StatusCode::OK);
    // It has no more tries than others.
    for _ in 0..5 {
        assert_eq!(login(Some(known), wrong).await, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        login(Some(known), right).await,
        StatusCode::TOO_MANY_REQUESTS
    );
}

#[tokio::test]
async fn a_policy_that_is_not_above_the_newest_is_refused_by_name() {
    let gateway = Gateway::new();
    let cookie = gateway.sign_in().await;
    let send = async |version: u32, days: u32| {
        let policy = format!("version = {version}\n[[rule]]\ndays = {days}\n");
        let body = serde_json::json!({ "policy": policy }).to_string();
        let header = Some(("cookie", cookie.as_str()));
        let (status, _, body) = gateway
            .ask("POST", "/v1/lists", header, body.as_bytes())
            .await;
        (status, String::from_utf8_lossy(&body).into_owned())
    };
    assert_eq!(send(3, 7).await.0, StatusCode::OK);
    for (version, days) in [(2, 7), (3, 9)] {
        let (status, said) = send(version, days).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(
            said.contains("version 3 is in force: write version = 4"),
            "{said}"
        );
    }
    assert_eq!(send(3, 7).await.0, StatusCode::OK, "the same once more");
    assert_eq!(send(4, 9).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_a_desk_decided_and_overrode_stands_in_the_audit_chain_with_who_was_signed_in() {
    use carrel_circ::Allowed;
    use carrel_circ::entry::{Choice, OpId};
    use carrel_circ::exception::{Broken, ExceptionKind};
    use carrel_sync::client::Draft;
    use carrel_sync::message::{Pulled, PulledBody};
    use carrel_sync::op::SOMEBODY;

    let path = std::env::temp_dir().join(format!("carrel-decides-{}.sqlite", std::process::id()));
    let _ = std::fs::remove_file(&path);
    let gateway = Gateway::over(SqliteStore::open(&path).expect("a database"));
    let mut desk = gateway.pair("desk").await;
    let mut kiosk = gateway.pair("kiosk").await;
    let rules = Allowed::rules(u64::from(Broken::LIMIT | Broken::BLOCKED));
    let allowed = |copy: &str, staff: u64, allowed| Draft {
        allowed,
        staff,
        ..Draft::scan(Kind::Checkout, copy, Some("CARD-1"))
    };
    desk.record(allowed("T1", 1, rules));
    // As a page of before rules were named.
    desk.record(allowed("T2", SOMEBODY, Allowed::EVERYTHING));
    let settle = Kind::Settle {
        target: OpId(7),
        about: ExceptionKind::Disputed,
        choice: Choice::Confirm,
    };
    desk.record(Draft {
        staff: 1,
        ..Draft::scan(settle, "", None)
    });
    kiosk.record(allowed("T3", 1, rules));
    desk.push(&gateway).await;
    desk.push(&gateway).await;
    kiosk.push(&gateway).await;
    let raw = rusqlite::Connection::open(&path).expect("the file");
    let sql = "SELECT actor || ' ' || action || ' ' || object FROM audit WHERE action IN ('settle', 'override') ORDER BY rowid";
    let mut query = raw.prepare(sql).expect("a query");
    let lines: Vec<String> = query
        .query_map([], |row| row.get::<_, String>(0))
        .expect("lines")
        .map(|line| line.expect("a line"))
        .collect();
    let ends = [
        " blocked limit by ann",
        " unnamed by nobody signed in",
        " by ann",
    ];
    assert_eq!(
        lines.len(),
        3,
        "each once, and nothing of the kiosk: {lines:?}"
    );
    for (line, end) in lines.iter().zip(ends) {
        assert!(line.starts_with("Door ") && line.ends_with(end), "{line}");
    }
    assert!(lines[2].contains("settle E-disputed"), "{}", lines[2]);
    // A page of today hears which rules; one that was open before this gateway reads a yes.
    let heard = |pulled: Pulled| match pulled.body {
        PulledBody::Rows { rows, .. } => rows
            .into_iter()
            .filter_map(|row| match row.what {
                carrel_circ::entry::What::Op(op) => Some(op.allowed),
                carrel_circ::entry::What::Fact(_) => None,
            })
            .filter(|allowed| !allowed.is_nothing())
            .collect::<Vec<_>>(),
        _ => panic!("rows"),
    };
    let old = heard(desk.pull(&gateway).await);
    assert_eq!(old, [Allowed::EVERYTHING, Allowed::EVERYTHING]);
    let now = heard(desk.pull_reading(&gateway, "2").await);
    assert_eq!(now, [rules, Allowed::EVERYTHING]);
    for nonsense in ["1", "", "two"] {
        assert_eq!(heard(desk.pull_reading(&gateway, nonsense).await), old);
    }
    let _ = std::fs::remove_file(&path);
}
