//! Memory that may be refused, which must end in a message and not in an abort.

/// There is not so much memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfMemory;

/// So many zeros.
pub(crate) fn zeros<T: Clone + Default>(count: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut all = Vec::new();
    all.try_reserve_exact(count).map_err(|_| OutOfMemory)?;
    all.resize(count, T::default());
    Ok(all)
}
