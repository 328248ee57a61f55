use super::instance::{Instance, Lists};
use super::state::State;

/// What is left of an instance under a state, in compact form.
pub(super) struct Residual {
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
    pub(super) groups: Vec<usize>,
    /// Local rows of each local column.
    pub(super) column_rows: Lists,
    /// Local groups of each local column; a position in it is an entry.
    pub(super) column_groups: Lists,
    /// The entries of each local group.
    pub(super) group_entries: Lists,
    pub(super) entry_column: Vec<usize>,
    /// The position in the instance's `column_groups` of each entry.
    pub(super) entry_origin: Vec<usize>,
    /// What is left of the limit of each measure.
    pub(super) left: Vec<f64>,
}

impl Residual {
    pub(super) fn new(instance: &Instance, state: &State) -> Self {
        let columns = state.useful(instance);
        let mut local_row = vec![usize::MAX; instance.rows()];
        let mut rows = Vec::with_capacity(state.open_rows);
        for (row, local) in local_row.iter_mut().enumerate() {
            if state.covered[row] == 0 {
                *local = rows.len();
                rows.push(row);
            }
        }
        let mut local_group = vec![usize::MAX; instance.groups];
        let mut groups = Vec::new();
        let (mut column_rows, mut column_groups) = (Lists::new(), Lists::new());
        let (mut entry_column, mut entry_origin) = (Vec::new(), Vec::new());
        for (local, &column) in columns.iter().enumerate() {
            for row in instance.column_rows.of(column) {
                if local_row[row] != usize::MAX {
                    column_rows.item(local_row[row]);
                }
            }
            column_rows.end_list();
            let places = instance.column_groups.span(column);
            for (group, place) in instance.column_groups.of(column).zip(places) {
                if state.granted[group] > 0 {
                    continue;
                }
                if local_group[group] == usize::MAX {
                    local_group[group] = groups.len();
                    groups.push(group);
                }
                column_groups.item(local_group[group]);
                entry_column.push(local);
                entry_origin.push(place);
            }
            column_groups.end_list();
        }
        let group_entries = column_groups.places(groups.len());
        let left = instance.measures.iter().zip(&state.spent);
        Self {
            rows,
            columns,
            groups,
            column_rows,
            column_groups,
            group_entries,
            entry_column,
            entry_origin,
            left: left.map(|(m, spent)| (m.limit - spent) as f64).collect(),
        }
    }
}
