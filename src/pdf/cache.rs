//! What was read once and may be wanted again, as long as there is room.

use std::collections::HashMap;
use std::sync::Arc;

/// A revision's index and an object number.
pub(crate) type Key = (usize, u32);

/// How much a [`Cache`] keeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) count: usize,
    pub(crate) bytes: usize,
}

/// Values by the revision and the number of their object. When the room is used up it starts anew.
#[derive(Debug)]
pub(crate) struct Cache<T> {
    kept: HashMap<Key, Arc<T>>,
    bytes: usize,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self { kept: HashMap::new(), bytes: 0 }
    }
}

impl<T> Cache<T> {
    pub(crate) fn get(&self, key: Key) -> Option<Arc<T>> {
        self.kept.get(&key).cloned()
    }

    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }

    /// Keeps `value`, which takes `bytes`; says whether others had to go for it.
    pub(crate) fn insert(&mut self, key: Key, value: &Arc<T>, bytes: usize, room: Room) -> bool {
        let full =
            !self.kept.is_empty() && (self.kept.len() >= room.count || self.bytes.saturating_add(bytes) > room.bytes);
        if full {
            self.clear();
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.kept.insert(key, Arc::clone(value));
        full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_or_large_values_make_room_for_the_next() {
        let room = Room { count: 3, bytes: 100 };
        let mut cache = Cache::default();
        let value = Arc::new(());
        assert!(!cache.insert((0, 1), &value, 500, room), "one value is kept whatever its size");
        assert!(cache.insert((0, 2), &value, 40, room));
        assert!(cache.get((0, 1)).is_none());
        assert!(!cache.insert((0, 3), &value, 40, room) && !cache.insert((1, 3), &value, 10, room));
        assert!(cache.insert((0, 4), &value, 1, room), "three are enough");
    }
}
