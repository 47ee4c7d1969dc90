//! Where the library's own system is: the file `ils.toml` in the data folder. It holds a password, so keep it as private as the database.

use std::path::PathBuf;

use carrel_exchange::local::LocalTime;
use carrel_exchange::queue::System;
use carrel_exchange::sip2::Charset;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// The way to the library's own system.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum IlsFile {
    /// A line in the protocol SIP2 over TCP.
    Sip2(Sip),
    /// Files in a folder, to be imported by hand.
    Files(Drop),
}

/// A SIP2 server. Its password travels in the open: put stunnel or a VPN between, and give the account no more rights than it needs.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sip {
    /// Host and port.
    pub address: String,
    /// Name of the account; no login is sent when it is missing.
    #[serde(default)]
    pub user: String,
    /// Its password.
    #[serde(default)]
    pub password: String,
    /// AO: the library, as the system calls it.
    #[serde(default)]
    pub institution: String,
    /// CP and AP: this place, as the system calls it.
    #[serde(default)]
    pub location: String,
    /// How text is encoded: `utf-8`, `latin-1` or `cp850`.
    #[serde(default)]
    pub charset: Encoding,
    /// The system honours "this has happened, do not refuse" (OCLC WorldShare does; Koha and Evergreen do not).
    #[serde(default)]
    pub no_block: bool,
    /// Where the system's clocks stand, by its IANA name: `America/Chicago`. Without it, as the policy says.
    #[serde(default)]
    pub zone: Option<Zone>,
    /// Seconds after which an answer is given up.
    #[serde(default = "ten")]
    pub timeout_seconds: u16,
}

/// A folder for files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drop {
    /// `Destiny`, `Alexandria`, `Koha` or `Evergreen`.
    pub system: System,
    /// Where the files go.
    pub folder: PathBuf,
    /// Where the library's clocks stand, by its IANA name: `America/Chicago`. Files carry local days and times.
    pub zone: Zone,
    /// Hours between two files.
    #[serde(default = "day")]
    pub every_hours: u16,
}

/// An encoding by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// ISO 8859-1.
    #[serde(rename = "latin-1")]
    Latin1,
    /// DOS code page 850.
    #[serde(rename = "cp850")]
    Cp850,
}

/// A time zone: summer time is in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(TimeZone);

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        TimeZone::get(&name).map(Self).map_err(|_| {
            format!(
                "zone is \"{name}\"; it should be like \"America/Chicago\" or \"Europe/Madrid\""
            )
        })
    }
}

impl Zone {
    /// Minutes east of UTC at that moment, milliseconds since 1970 UTC.
    #[must_use]
    pub fn offset_minutes(&self, at_ms: i64) -> i16 {
        let seconds =
            Timestamp::from_millisecond(at_ms).map_or(0, |at| self.0.to_offset(at).seconds());
        i16::try_from(seconds / 60).unwrap_or(0)
    }

    /// The local time at that moment.
    #[must_use]
    pub fn local(&self, at_ms: i64) -> LocalTime {
        LocalTime::of_unix(at_ms, self.offset_minutes(at_ms))
    }
}

fn ten() -> u16 {
    10
}

fn day() -> u16 {
    24
}

impl Encoding {
    /// What the codec calls it.
    #[must_use]
    pub const fn charset(self) -> Charset {
        match self {
            Encoding::Utf8 => Charset::Utf8,
            Encoding::Latin1 => Charset::Latin1,
            Encoding::Cp850 => Charset::Cp850,
        }
    }
}

impl IlsFile {
    /// Reads the file.
    ///
    /// # Errors
    /// What is wrong in which line; the password is not repeated.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .and_then(|span| text.get(..span.start))
                .map(|before| before.matches('\n').count() + 1);
            let place = line.map_or(String::new(), |line| format!("line {line}: "));
            let message = error.message();
            let more = if message.contains("missing field `zone`") {
                ": files carry local times, so write zone = \"America/Chicago\", or where the library is"
            } else {
                ""
            };
            format!("ils.toml: {place}{message}{more}")
        })
    }

    /// Its name in the outbox and on the page: another way is another name.
    #[must_use]
    pub fn target(&self) -> String {
        match self {
            IlsFile::Sip2(sip) => format!("SIP2 {}", sip.address),
            IlsFile::Files(drop) => format!("{} files", drop.system.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_read_and_mistakes_have_their_line() {
        let sip = "kind = \"sip2\"\naddress = \"127.0.0.1:6001\"\nuser = \"carrel\"\npassword = \"s\"\ncharset = \"cp850\"\n";
        let Ok(IlsFile::Sip2(read)) = IlsFile::parse(sip) else {
            panic!("{:?}", IlsFile::parse(sip).err());
        };
        assert_eq!((read.charset, read.timeout_seconds), (Encoding::Cp850, 10));
        let files =
            "kind = \"files\"\nsystem = \"Koha\"\nfolder = \"out\"\nzone = \"America/Chicago\"\n";
        assert_eq!(
            IlsFile::parse(files).map(|file| file.target()),
            Ok("Koha files".to_owned())
        );
        for (text, expected) in [
            ("kind = \"ncip\"\n", "ncip"),
            ("kind = \"sip2\"\n", "address"),
            (
                "kind = \"files\"\nsystem = \"Koha\"\nfolder = \"x\"\nhours = 3\n",
                "hours",
            ),
            ("kind = \"sip2\"\naddress = [\n", "line 2"),
            (
                "kind = \"files\"\nsystem = \"Koha\"\nfolder = \"x\"\n",
                "write zone = \"America/Chicago\"",
            ),
            (
                "kind = \"files\"\nsystem = \"Koha\"\nfolder = \"x\"\nzone = \"Chicago\"\n",
                "zone is \"Chicago\"",
            ),
        ] {
            let error = IlsFile::parse(text).err().unwrap_or_default();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn an_evening_falls_on_its_own_day_in_winter_and_in_summer() {
        let zone = Zone::try_from("America/Chicago".to_owned()).expect("a zone");
        // 2 December 2026, 02:30 UTC, and 2 July 2026, 04:30 UTC.
        for (at_ms, expected) in [
            (1_796_178_600_000, "2026-12-01 20:30:00"),
            (1_782_966_600_000, "2026-07-01 23:30:00"),
        ] {
            assert_eq!(zone.local(at_ms).to_string(), expected);
        }
    }
}
