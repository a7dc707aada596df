//! Things by name, in the order of the names: small maps, without the weight of a tree in the page.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// Things by name. Iterates in the order of the names, so that equal contents are written equally.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named<T>(Vec<(String, T)>);

impl<T> Named<T> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// The thing of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.get(self.place(name).ok()?).map(|(_, thing)| thing)
    }

    /// The thing of that name, for changing it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let place = self.place(name).ok()?;
        self.0.get_mut(place).map(|(_, thing)| thing)
    }

    /// Whether there is one of that name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Adds or replaces; gives back what was replaced.
    pub fn insert(&mut self, name: String, thing: T) -> Option<T> {
        match self.place(&name) {
            Ok(place) => self.0.get_mut(place).map(|(_, old)| core::mem::replace(old, thing)),
            Err(place) => {
                self.0.insert(place, (name, thing));
                None
            }
        }
    }

    /// Takes away.
    pub fn remove(&mut self, name: &str) -> Option<T> {
        let place = self.place(name).ok()?;
        Some(self.0.remove(place).1)
    }

    /// Names and things.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.into_iter()
    }

    /// The names.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(name, _)| name)
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(pairs: I) -> Self {
        let mut named = Self::new();
        for (name, thing) in pairs {
            named.insert(name, thing);
        }
        named
    }
}

impl<T> Extend<(String, T)> for Named<T> {
    fn extend<I: IntoIterator<Item = (String, T)>>(&mut self, pairs: I) {
        for (name, thing) in pairs {
            self.insert(name, thing);
        }
    }
}

impl<'n, T> IntoIterator for &'n Named<T> {
    type Item = (&'n String, &'n T);
    type IntoIter = core::iter::Map<core::slice::Iter<'n, (String, T)>, fn(&'n (String, T)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(name, thing)| (name, thing))
    }
}

impl<T, const N: usize> From<[(String, T); N]> for Named<T> {
    fn from(pairs: [(String, T); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<T> IntoIterator for Named<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

struct NamedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
        let mut named = Named::new();
        while let Some((name, thing)) = map.next_entry()? {
            named.insert(name, thing);
        }
        Ok(named)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_of_a_name_in_the_order_of_names() {
        let mut named: Named<u8> = [("b".to_owned(), 1), ("a".to_owned(), 2), ("b".to_owned(), 3)].into();
        assert_eq!(named.iter().map(|(name, thing)| (name.as_str(), *thing)).collect::<Vec<_>>(), [("a", 2), ("b", 3)]);
        assert_eq!(named.insert("a".to_owned(), 7), Some(2));
        assert_eq!((named.get("a"), named.get("c"), named.len()), (Some(&7), None, 2));
        assert_eq!(named.remove("a"), Some(7));
        assert!(!named.contains_key("a"));
        assert_eq!(serde_json::to_string(&named).unwrap(), r#"{"b":3}"#);
        assert_eq!(serde_json::from_str::<Named<u8>>(r#"{"b":3}"#).unwrap(), named);
    }
}
