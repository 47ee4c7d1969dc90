//! Messages of real servers and clients.

use carrel_exchange::sip2::{Decoder, Message, Problem};

use crate::shared::shared;

/// Our own: each kind of line the shared file has, with invented values. Columns as there: source, code, checksum, message.
const OWN: &str = "\
own\t93\tok\t9300CNcarrel|COsecret|CPdesk1|AY0AZF3CE
own\t96\tok\t96AZFEF6
own\t97\tnone\t97
own\t12\tnone\t121NNY20260303    110236AOWEST|AA95|AB0311|AJA title|AH20260331    235900|
own\t23\twrong\t2300120260212    100239AOid_21|104000000105|AC|AD|AY2AZ0000
own\t11\twrong\t11YN20260212   10051420260212    100514AO|AA1040|AB0579|AC|AY3AZ0000
own\t15\tnone\t15-20260415    110158BW20260815    110158|BSShelf|BY2|AOBR1|AAmiker|AB1565921879|
";

/// Checks every line: it parses, comes back to the byte, and its checksum is what the file says; also out of a stream.
fn check(table: &str) -> usize {
    let mut stream = Vec::new();
    let mut lines = 0;
    for line in table.lines().filter(|line| !line.starts_with("source\t")) {
        let mut cells = line.splitn(4, '\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (_, code, seal, text) = (cell(), cell(), cell(), cell());
        let message = Message::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert_eq!(message.to_bytes(), text.as_bytes(), "{line}");
        assert_eq!(message.code(), code.as_bytes(), "{line}");
        let is_wrong = message
            .problems()
            .iter()
            .any(|problem| matches!(problem, Problem::Checksum { .. }));
        let found = match message.checksum() {
            None => "none",
            Some(_) if is_wrong => "wrong",
            Some(_) => "ok",
        };
        assert_eq!(found, seal, "{line}");
        stream.extend_from_slice(text.as_bytes());
        stream.extend_from_slice(if lines % 2 == 0 { b"\r" } else { b"\r\n" });
        lines += 1;
    }
    for size in [1, 7, 256, stream.len()] {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for piece in stream.chunks(size) {
            decoder.push(piece);
            while let Some(frame) = decoder.next_frame() {
                let frame = frame.unwrap_or_else(|e| panic!("{e}"));
                found.push(Message::parse(&frame).unwrap_or_else(|e| panic!("{e}")));
            }
        }
        assert_eq!(found.len(), lines);
    }
    lines
}

#[test]
fn our_own_messages_come_back_to_the_byte() {
    assert_eq!(check(OWN), 7);
}

#[test]
fn the_shared_messages_come_back_to_the_byte() {
    let Some(bytes) = shared("data/protocols/sip2-messages.tsv") else {
        return;
    };
    assert_eq!(check(&String::from_utf8_lossy(&bytes)), 57);
}
