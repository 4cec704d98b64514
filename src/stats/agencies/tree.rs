//! Who is above whom, answered at once however tall the tree is; and links that lead back to where they began.

/// A tree by numbers: an agency is above those that were entered between its entrance and its exit.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    span: Vec<(usize, usize)>,
    depth: Vec<usize>,
}

impl Tree {
    /// Of the parent of each. Who is in a circle, or below one, is above and below nobody.
    pub(super) fn new(parents: &[Option<usize>]) -> Self {
        let mut tree = Self {
            children: vec![Vec::new(); parents.len()],
            roots: Vec::new(),
            span: vec![(0, 0); parents.len()],
            depth: vec![0; parents.len()],
        };
        for (index, parent) in parents.iter().enumerate() {
            match parent {
                Some(parent) => tree.children[*parent].push(index),
                None => tree.roots.push(index),
            }
        }
        let mut time = 0;
        // Who is entered, and which of its children comes next.
        let mut way: Vec<(usize, usize)> = Vec::new();
        for root in tree.roots.clone() {
            way.push((root, 0));
            while let Some((index, next)) = way.last_mut() {
                let index = *index;
                if *next == 0 {
                    time += 1;
                    tree.span[index].0 = time;
                }
                let child = tree.children[index].get(*next).copied();
                *next += 1;
                if let Some(child) = child {
                    tree.depth[child] = way.len();
                    way.push((child, 0));
                } else {
                    tree.span[index].1 = time;
                    way.pop();
                }
            }
        }
        tree
    }

    /// Is `above` on the way up from `below`, or itself?
    pub(super) fn is_above(&self, above: usize, below: usize) -> bool {
        let ((enter, leave), (at, _)) = (self.span[above], self.span[below]);
        above == below || (enter > 0 && enter <= at && at <= leave)
    }

    /// Is one of both on the way up from the other?
    pub(super) fn in_line(&self, one: usize, other: usize) -> bool {
        self.is_above(one, other) || self.is_above(other, one)
    }

    /// How many are above.
    pub(super) fn depth(&self, index: usize) -> usize {
        self.depth[index]
    }

    /// Those without a parent.
    pub(super) fn roots(&self) -> &[usize] {
        &self.roots
    }

    /// Those directly below.
    pub(super) fn children(&self, index: usize) -> &[usize] {
        &self.children[index]
    }
}

/// Every circle among links that lead from one to at most one other, each from its first member.
pub(super) fn circles(next: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    // On which walk each was met.
    let mut met = vec![usize::MAX; next.len()];
    for start in 0..next.len() {
        let mut at = Some(start);
        while let Some(index) = at.filter(|index| met[*index] == usize::MAX) {
            met[index] = start;
            at = next[index];
        }
        if let Some(first) = at.filter(|index| met[*index] == start) {
            let follow = |index: &usize| next[*index].filter(|index| *index != first);
            let circle: Vec<_> = std::iter::successors(Some(first), follow).collect();
            let lowest = circle.iter().enumerate().min_by_key(|(_, index)| **index).map_or(0, |(place, _)| place);
            circles.push([&circle[lowest..], &circle[..lowest]].concat());
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn above_is_the_way_up() {
        let tree = Tree::new(&[None, Some(0), Some(1), Some(0), None]);
        assert!(tree.is_above(0, 2) && tree.is_above(1, 2) && tree.is_above(2, 2));
        assert!(!tree.is_above(3, 2) && !tree.is_above(2, 0) && !tree.is_above(4, 0));
        assert!(tree.in_line(2, 0) && !tree.in_line(2, 3));
        assert_eq!((tree.depth(2), tree.roots(), tree.children(0)), (2, &[0, 4][..], &[1, 3][..]));
    }

    #[test]
    fn circles_are_found_once_with_their_tails_left_out() {
        assert_eq!(circles(&[Some(1), Some(2), Some(1), Some(3), None, Some(3)]), [vec![1, 2], vec![3]]);
        assert_eq!(circles(&[Some(2), None, Some(0)]), [[0, 2]]);
        assert!(circles(&[Some(1), Some(2), None]).is_empty());
        let tree = Tree::new(&[Some(1), Some(0), Some(0)]);
        assert!(!tree.is_above(0, 2) && !tree.is_above(0, 1));
    }
}
