using Microsoft.ML;
using Microsoft.ML.Data;

namespace StrokeFunctions.Training;

/// <summary>
/// Some rows of a table as ML.NET reads them, straight from the matrix. Learners read their rows again at each step, so that no object
/// is made for a row.
/// </summary>
/// <param name="table">All rows.</param>
/// <param name="rows">The indices of those that are read, in this order.</param>
/// <param name="features">How many of the features, from the first.</param>
internal sealed class FeatureView(TrainingRows table, int[] rows, int features) : IDataView
{
    /// <summary>The column of the features.</summary>
    public const string Features = "Features";

    /// <summary>The column of the outcomes; trainers look for it under this name.</summary>
    public const string Label = "Label";

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = SchemaOf(features);

    public long? GetRowCount() => rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [new Cursor(this)];

    private static DataViewSchema SchemaOf(int features)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(Features, new VectorDataViewType(NumberDataViewType.Single, features));
        builder.AddColumn(Label, BooleanDataViewType.Instance);
        return builder.ToSchema();
    }

    private void Read(int row, ref VBuffer<float> values)
    {
        var editor = VBufferEditor.Create(ref values, features);
        table.Features[rows[row]][..features].CopyTo(editor.Values);
        values = editor.Commit();
    }

    private sealed class Cursor(FeatureView view) : DataViewRowCursor
    {
        private int _row = -1;

        public override long Position => _row;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool MoveNext() => view.HasRow(++_row);

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = column.Index == 0
                ? (ValueGetter<VBuffer<float>>)((ref VBuffer<float> values) => view.Read(_row, ref values))
                : (ValueGetter<bool>)((ref bool stroke) => stroke = view.Outcome(_row));
            return (ValueGetter<TValue>)getter;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_row, 0);
    }

    private bool HasRow(int row) => row < rows.Length;

    private bool Outcome(int row) => table.Outcomes[rows[row]];
}
