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

/// Circles among links that lead from each of `many` to those that `next` gives, each from its first member: so many that
/// without one link of each there is none.
pub(super) fn circles<'n>(many: usize, next: impl Fn(usize) -> &'n [usize]) -> Vec<Vec<usize>> {
    let mut circles = Vec::new();
    // Not met, on the way, left for good.
    let (mut met, mut left) = (vec![false; many], vec![false; many]);
    for start in 0..many {
        let mut way: Vec<(usize, usize)> = if met[start] { Vec::new() } else { vec![(start, 0)] };
        while let Some((index, link)) = way.last_mut() {
            met[*index] = true;
            let Some(to) = next(*index).get(*link).copied() else {
                left[*index] = true;
                way.pop();
                continue;
            };
            *link += 1;
            if !met[to] {
                way.push((to, 0));
            } else if !left[to] {
                let circle: Vec<_> = way.iter().map(|(index, _)| *index).skip_while(|index| *index != to).collect();
                let lowest = circle.iter().enumerate().min_by_key(|(_, index)| **index).map_or(0, |(place, _)| place);
                circles.push([&circle[lowest..], &circle[..lowest]].concat());
            }
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
        let found = |next: &[&[usize]]| circles(next.len(), |index| next[index]);
        assert_eq!(found(&[&[1], &[2], &[1], &[3], &[], &[3]]), [vec![1, 2], vec![3]]);
        assert_eq!(found(&[&[2], &[], &[0]]), [[0, 2]]);
        assert!(found(&[&[1], &[2], &[]]).is_empty());
        assert!(found(&[&[1, 2], &[3], &[3], &[]]).is_empty(), "two ways meet");
        assert_eq!(found(&[&[1, 2], &[3], &[3], &[0]]), [[0, 1, 3]]);
        let tree = Tree::new(&[Some(1), Some(0), Some(0)]);
        assert!(!tree.is_above(0, 2) && !tree.is_above(0, 1));
    }
}
