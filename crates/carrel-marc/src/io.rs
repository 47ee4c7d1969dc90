//! [`Reader`] over anything that can be read, for those who have such a thing; no file is opened here.

use std::io;

use crate::read::{Event, ReadOptions, Reader};

/// Bytes asked for at a time.
const CHUNK: usize = 1 << 16;

/// An iterator over the events of a source.
///
/// ```
/// use carrel_marc::io::Events;
/// use carrel_marc::read::{Event, ReadOptions};
///
/// let source = "=LDR  00000nam a2200000 a 4500\n=245  10$aHoles /$cLouis Sachar.\n";
/// for event in Events::new(source.as_bytes(), ReadOptions::default()) {
///     if let Event::Record(read) = event? {
///         assert_eq!(read.record.fields("245").next().and_then(|field| field.sub('a')), Some("Holes /"));
///     }
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Events<R> {
    source: R,
    reader: Reader,
    chunk: Vec<u8>,
    finished: bool,
}

impl<R: io::Read> Events<R> {
    /// Over the bytes of `source`, which needs no buffer of its own.
    pub fn new(source: R, options: ReadOptions) -> Self {
        Self {
            source,
            reader: Reader::new(options),
            chunk: vec![0; CHUNK],
            finished: false,
        }
    }

    /// The reader, to ask for the format or the bytes of the record that came last.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }
}

impl<R: io::Read> Iterator for Events<R> {
    type Item = io::Result<Event>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.reader.next() {
                return Some(Ok(event));
            }
            if self.finished {
                return None;
            }
            match self.source.read(&mut self.chunk) {
                Ok(0) => {
                    self.finished = true;
                    self.reader.finish();
                }
                Ok(count) => self.reader.push(&self.chunk[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    // What came before the fault is still read.
                    self.finished = true;
                    self.reader.finish();
                    return Some(Err(error));
                }
            }
        }
    }
}
