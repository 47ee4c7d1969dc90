//! Any value as numbers and texts in places: `serde`'s writing half.

use core::fmt;
use serde::ser::{self, Serialize};

use super::coder::{Coder, Writer};
use super::predict::hash;

/// Why a value cannot be coded: only for kinds of values that records do not have.
#[derive(Debug)]
pub(super) struct Unfit;

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a kind that records do not have")
    }
}

impl core::error::Error for Unfit {}

impl ser::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl serde::de::Error for Unfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// The place of the `n`th part of what is at `place`.
pub(super) fn part(place: u32, n: u32) -> u32 {
    hash(place, n + 1) & 0xFF_FFFF
}

/// A whole number with its sign in the lowest bit.
pub(super) fn zigzag(n: i64) -> u64 {
    (n << 1 ^ n >> 63) as u64
}

/// A structure, list or variant that is being written.
pub(super) struct Parts<'a> {
    coder: &'a mut Coder<Writer>,
    place: u32,
    next: u32,
    /// 0 for lists, whose elements share a place.
    step: u32,
}

impl Parts<'_> {
    fn put<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.coder.place = part(self.place, self.next);
        self.next += self.step;
        value.serialize(&mut *self.coder)
    }

    fn done(self) -> Result<(), Unfit> {
        self.coder.place = self.place;
        Ok(())
    }
}

fn parts(coder: &mut Coder<Writer>, step: u32) -> Result<Parts<'_>, Unfit> {
    Ok(Parts {
        place: coder.place,
        coder,
        next: 0,
        step,
    })
}

macro_rules! numbers {
    ($($name:ident $type:ty: $as:expr;)*) => { $(
        fn $name(self, n: $type) -> Result<(), Unfit> {
            let as_number: fn($type) -> u64 = $as;
            self.number(as_number(n));
            Ok(())
        }
    )* };
}

impl<'a> ser::Serializer for &'a mut Coder<Writer> {
    type Ok = ();
    type Error = Unfit;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Parts<'a>;
    type SerializeTupleVariant = Parts<'a>;
    type SerializeMap = ser::Impossible<(), Unfit>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    numbers! {
        serialize_u8 u8: u64::from;
        serialize_u16 u16: u64::from;
        serialize_u32 u32: u64::from;
        serialize_u64 u64: |n| n;
        serialize_i8 i8: |n| zigzag(n.into());
        serialize_i16 i16: |n| zigzag(n.into());
        serialize_i32 i32: |n| zigzag(n.into());
        serialize_i64 i64: zigzag;
    }

    fn serialize_bool(self, flag: bool) -> Result<(), Unfit> {
        self.flag(flag);
        Ok(())
    }

    fn serialize_str(self, text: &str) -> Result<(), Unfit> {
        self.write_text(text);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unfit> {
        self.flag(false);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unfit> {
        self.flag(true);
        let mut parts = parts(self, 0)?;
        parts.put(value)?;
        parts.done()
    }

    fn serialize_unit_variant(self, _: &str, n: u32, _: &str) -> Result<(), Unfit> {
        self.number(n.into());
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &str, v: &T) -> Result<(), Unfit> {
        v.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &str,
        n: u32,
        _: &str,
        value: &T,
    ) -> Result<(), Unfit> {
        self.number(n.into());
        let mut parts = parts(self, 0)?;
        parts.next = n;
        parts.put(value)?;
        parts.done()
    }

    /// A list: before each element whether there is one more.
    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, Unfit> {
        parts(self, 0)
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, Unfit> {
        parts(self, 1)
    }

    fn serialize_tuple_struct(self, _: &str, _: usize) -> Result<Parts<'a>, Unfit> {
        parts(self, 1)
    }

    fn serialize_struct(self, _: &str, _: usize) -> Result<Parts<'a>, Unfit> {
        parts(self, 1)
    }

    fn serialize_struct_variant(
        self,
        _: &str,
        n: u32,
        _: &str,
        _: usize,
    ) -> Result<Parts<'a>, Unfit> {
        self.number(n.into());
        let mut parts = parts(self, 1)?;
        parts.next = n << 4;
        Ok(parts)
    }

    fn serialize_tuple_variant(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: usize,
    ) -> Result<Parts<'a>, Unfit> {
        Err(Unfit)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unfit> {
        Err(Unfit)
    }

    fn serialize_f32(self, _: f32) -> Result<(), Unfit> {
        Err(Unfit)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Unfit> {
        Err(Unfit)
    }

    fn serialize_char(self, c: char) -> Result<(), Unfit> {
        self.serialize_u32(c.into())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unfit> {
        Err(Unfit)
    }

    fn serialize_unit(self) -> Result<(), Unfit> {
        Ok(())
    }

    fn serialize_unit_struct(self, _: &str) -> Result<(), Unfit> {
        Ok(())
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}

impl ser::SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = Unfit;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unfit> {
        self.coder.place = self.place;
        self.coder.flag(true);
        self.put(value)
    }

    fn end(self) -> Result<(), Unfit> {
        self.coder.place = self.place;
        self.coder.flag(false);
        self.done()
    }
}

macro_rules! compound {
    ($($trait:ident $name:ident $($key:ident)?;)*) => { $(
        impl ser::$trait for Parts<'_> {
            type Ok = ();
            type Error = Unfit;

            fn $name<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? value: &T) -> Result<(), Unfit> {
                self.put(value)
            }

            fn end(self) -> Result<(), Unfit> {
                self.done()
            }
        }
    )* };
}

compound! {
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
    SerializeStruct serialize_field _key;
    SerializeStructVariant serialize_field _key;
}
