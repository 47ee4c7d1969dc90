//! Numbers and texts in places as values again: `serde`'s reading half.

use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, SeqAccess, VariantAccess, Visitor,
};

use super::coder::{Coder, Reader};
use super::ser::{Unfit, part};

/// No text of a record is longer, nor has a list more elements.
const MOST: usize = 1 << 20;

type Read<'a> = Coder<Reader<'a>>;

/// A structure, list or variant that is being read.
struct Parts<'c, 'a> {
    coder: &'c mut Read<'a>,
    place: u32,
    next: u32,
    step: u32,
    /// Elements left; lists say before each whether there is one.
    left: usize,
}

fn parts<'c, 'a>(coder: &'c mut Read<'a>, step: u32, left: usize) -> Parts<'c, 'a> {
    Parts {
        place: coder.place,
        coder,
        next: 0,
        step,
        left,
    }
}

impl<'de> Parts<'_, '_> {
    fn take<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Unfit> {
        self.coder.place = part(self.place, self.next);
        self.next += self.step;
        let value = seed.deserialize(&mut *self.coder)?;
        self.coder.place = self.place;
        Ok(value)
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, '_> {
    type Error = Unfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unfit> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        if self.step == 0 && !self.coder.flag(false) {
            self.left = 0;
            return Ok(None);
        }
        self.take(seed).map(Some)
    }
}

impl<'de> EnumAccess<'de> for Parts<'_, '_> {
    type Error = Unfit;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(mut self, seed: V) -> Result<(V::Value, Self), Unfit> {
        let n = self.coder.number(0) as u32;
        self.next = n;
        let name: de::value::U32Deserializer<Unfit> = n.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Parts<'_, '_> {
    type Error = Unfit;

    fn unit_variant(self) -> Result<(), Unfit> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(mut self, seed: T) -> Result<T::Value, Unfit> {
        self.take(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Unfit> {
        Err(Unfit)
    }

    fn struct_variant<V: Visitor<'de>>(
        mut self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        self.next <<= 4;
        self.step = 1;
        self.left = names.len();
        visitor.visit_seq(self)
    }
}

macro_rules! numbers {
    ($($name:ident $visit:ident $type:ty;)*) => { $(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
            visitor.$visit(self.number(0) as $type)
        }
    )* };
}

macro_rules! signed {
    ($($name:ident $visit:ident $type:ty;)*) => { $(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
            let n = self.number(0);
            visitor.$visit(((n >> 1) as i64 ^ -((n & 1) as i64)) as $type)
        }
    )* };
}

macro_rules! unfit {
    ($($name:ident)*) => { $(
        fn $name<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unfit> {
            Err(Unfit)
        }
    )* };
}

impl<'de> de::Deserializer<'de> for &mut Read<'_> {
    type Error = Unfit;

    numbers! {
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
    }
    signed! {
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
    }
    unfit! { deserialize_any deserialize_f32 deserialize_f64 deserialize_bytes deserialize_byte_buf deserialize_identifier deserialize_ignored_any }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_bool(self.flag(false))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_char(char::from_u32(self.number(0) as u32).unwrap_or_default())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_string(self.read_text(MOST))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        if !self.flag(false) {
            return visitor.visit_none();
        }
        let place = self.place;
        self.place = part(place, 0);
        let value = visitor.visit_some(&mut *self);
        self.place = place;
        value
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_seq(parts(self, 0, MOST))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, n: usize, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_seq(parts(self, 1, n))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        n: usize,
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_seq(parts(self, 1, n))
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unfit> {
        Err(Unfit)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_seq(parts(self, 1, names.len()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_enum(parts(self, 0, 1))
    }

    fn is_human_readable(&self) -> bool {
        false
    }
}
